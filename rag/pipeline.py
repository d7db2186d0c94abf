"""Answer pipeline: understand, retrieve, answer; its stages timed."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from rag.answering.answerer import Answerer
from rag.answering.dialogue.dialogue import Dialogue
from rag.answering.kinds.needs import needed
from rag.answering.kinds.speech.said import speaker_called
from rag.answering.reactions import reacted
from rag.llm.event_loop import run_in_background_loop
from rag.models import Answer, Event, Evidence, Question, RetrievedPassage, whole_events
from rag.models.streams import final_answer
from rag.query.followup.others import only_named, other_one_named
from rag.query.followup.standalone import standalone_question
from rag.query.intent.intent import Intent, QuestionIntent, in_english
from rag.query.intent.patterns import about_article
from rag.query.normalization.normalize import plain_question, undecorated
from rag.query.normalization.spelling import corrected
from rag.query.normalization.truecasing import is_uncased, respelled, with_names
from rag.query.reactions import reaction_to_last, without_asides
from rag.query.rewriter import Rewriter
from rag.query.wording.wording import other_words, reworded
from rag.retrieval.documents import retrieved_passages
from rag.retrieval.hybrid import HybridRetriever


class AnswerPipeline(Runnable[Question, Answer]):
    """Question to answer, as a LangChain `Runnable`; `events` tells of the answer while it is made."""

    def __init__(
        self,
        retriever: BaseRetriever,
        answerer: Answerer,
        rewriter: Rewriter | None = None,
        dialogue: Dialogue | None = None,
        is_word: Callable[[str], bool] | None = None,
    ) -> None:
        """Takes the stages.

        Args:
            retriever: Its documents carry passages and articles (see `rag.retrieval.documents`). Takes `article=` (an
                id, or None for all) beside the question, and `whole=True` where all passages are wanted.
            answerer: Makes the answer.
            rewriter: Understands follow-up questions by a language model; by rules alone where not given.
            dialogue: Replies to what asks nothing of an article's content; where not given, that is searched too.
            is_word: Whether a word is known; the other words of a question are spelt as the articles spell them. Where
                not given, nothing is corrected.
        """
        self.retriever = retriever
        self._answerer = answerer
        self._rewriter = rewriter
        self._dialogue = dialogue
        self._is_word = is_word
        self._runnable = RunnableLambda(self._answer, self._answer_async, name="AnswerPipeline")

    def over(self, retriever: HybridRetriever) -> "AnswerPipeline":
        """The same pipeline over other articles, such as those that come with a question.

        Args:
            retriever: Finds their passages.
        """
        dialogue = self._dialogue.over(retriever.searched) if self._dialogue else None
        return AnswerPipeline(retriever, self._answerer.over(retriever), self._rewriter, dialogue, self._is_word)

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: A002
        """The answer."""
        return self._runnable.invoke(input, config, **kwargs)

    async def ainvoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: A002
        """The answer; cancelling the task ends the work."""
        return await self._runnable.ainvoke(input, config, **kwargs)

    async def events(self, question: Question, config: RunnableConfig | None = None) -> AsyncGenerator[Event, None]:
        """The answer in the making, and at last the answer; closing the generator ends the work."""
        question = await asyncio.to_thread(self._scoped, question)
        asked = await asyncio.to_thread(self._wanted, question)
        if reply := await asyncio.to_thread(self._replied, question, asked):
            for event in whole_events(reply):
                yield event
            return
        understood = await self._understand(question, asked)
        if back := await asyncio.to_thread(self._asked_back, understood):
            for event in whole_events(back):
                yield event
            return
        evidence = await asyncio.to_thread(self._retrieve, understood, asked, config)
        if evidence.reaction:
            answer = await asyncio.to_thread(self._react, evidence)
            for event in whole_events(self._noted(answer, evidence)):
                yield event
            return
        async with aclosing(self._answerer.events(evidence)) as events:
            async for event in events:
                yield self._noted(event, evidence, asked) if isinstance(event, Answer) else event

    def _answer(self, question: Question, config: RunnableConfig) -> Answer:
        question = self._scoped(question)
        asked = self._wanted(question)
        if reply := self._replied(question, asked):
            return reply
        rules_only = self._rewriter is None
        understood = (
            _by_rules(question, asked, self._named(question))
            if rules_only
            else run_in_background_loop(self._understand(question, asked))
        )
        if back := self._asked_back(understood):
            return back
        evidence = self._retrieve(understood, asked, config)
        if evidence.reaction:
            return self._noted(self._react(evidence), evidence)
        return self._noted(self._answerer.invoke(evidence), evidence, asked)

    def _scoped(self, question: Question) -> Question:
        """The question, of the one article that it names by its title."""
        return self._dialogue.of_titled(question) if self._dialogue else question

    def _wanted(self, question: Question) -> QuestionIntent:
        return self._dialogue.wanted(question) if self._dialogue else QuestionIntent(Intent.FACT)

    def _replied(self, question: Question, asked: QuestionIntent) -> Answer | None:
        """What the assistant says for itself; None where the articles have to be asked."""
        return self._dialogue.reply(question, asked) if self._dialogue else None

    def _named(self, question: Question) -> Question:
        """The question and its conversation with names as the articles write them."""
        return self._dialogue.with_names(question) if self._dialogue else question

    def _asked_back(self, understood: Evidence) -> Answer | None:
        """The question back, where two readings of it stand."""
        if self._dialogue is None or understood.reaction:
            return None
        return self._dialogue.ask_back(understood.question, understood.standalone)

    def _noted(self, answer: Answer, evidence: Evidence, asked: QuestionIntent | None = None) -> Answer:
        """The answer with the tokens it took, and with what the dialogue remarks."""
        answer = replace(answer, usage=evidence.meter.used)
        note = self._dialogue.note(asked) if self._dialogue and asked else None
        return replace(answer, note=note) if note and answer.status == "answered" else answer

    def _react(self, evidence: Evidence) -> Answer:
        answer = self._answerer.invoke(evidence)
        return reacted(evidence.reaction, answer, evidence) if evidence.reaction else answer

    async def _answer_async(self, question: Question, config: RunnableConfig) -> Answer:
        async with aclosing(self.events(question, config)) as events:
            return await final_answer(events)

    async def _understand(self, question: Question, asked: QuestionIntent) -> Evidence:
        evidence = _by_rules(question, asked, await asyncio.to_thread(self._named, question))
        if self._rewriter is None or evidence.reaction:
            return evidence
        with evidence.clock.stage("understand"):
            made = await self._rewriter.rewrite(question, evidence.standalone, evidence.meter)
            return replace(evidence, standalone=made)

    def _in_words_of(
        self,
        passages: Sequence[RetrievedPassage],
        question: str,
        find: Callable[[str], tuple[RetrievedPassage, ...]],
    ) -> str:
        """The question spelt and worded as passages are; itself where it uses their words."""
        if self._is_word is None:
            return question
        texts = [found.passage.text for found in passages]
        question = corrected(question, texts, self._is_word)
        if others := other_words(question, texts):
            texts += [found.passage.text for found in find(f"{question} {others}")]
        return reworded(question, texts)

    def _retrieve(self, understood: Evidence, wanted: QuestionIntent, config: RunnableConfig | None) -> Evidence:
        """Adds the passages: those that belong to the question, or all where it is about the whole."""
        standalone, asked = understood.standalone, understood.question

        def find(query: str, *, whole: bool = False) -> tuple[RetrievedPassage, ...]:
            options: dict[str, Any] = {"article": asked.article, **({"whole": True} if whole else {})}
            if asked.articles is not None:
                options["articles"] = asked.articles
            return retrieved_passages(self.retriever.invoke(query, config, **options))

        needs = needed(standalone, wanted.intent)
        with understood.clock.stage("retrieve"):
            passages = find(standalone, whole=needs.whole)
            spelled = standalone if needs.whole else self._in_words_of(passages, standalone, find)
            if spelled != standalone:
                standalone, needs = spelled, needed(spelled, wanted.intent)
                passages = find(standalone, whole=needs.whole)
            texts = [found.passage.text for found in passages]
            named = other_one_named(standalone, asked.history, texts)
            if (name := only_named(standalone, asked.history)) and (speaker := speaker_called(name, passages)):
                named = f"What does {speaker} say?"
            if not needs.whole and named:
                standalone, needs = named, needed(named, wanted.intent)
                passages = find(standalone, whole=needs.whole)
            everything = find(standalone, whole=True) if needs.everything else ()
            sides = tuple(find(side) for side in needs.sides)
        read = [found.passage for found in passages]
        uncased = is_uncased(undecorated(asked.question))
        standalone = respelled(standalone, read) if uncased else with_names(standalone, read)
        return replace(
            understood,
            standalone=standalone,
            passages=passages,
            whole=needs.whole,
            everything=everything,
            sides=sides,
        )


def _by_rules(question: Question, asked: QuestionIntent, named: Question) -> Evidence:
    """What is understood by rules.

    Args:
        question: As asked.
        asked: What it wants.
        named: The same with names as the articles write them.
    """
    if asked.intent is Intent.DESCRIPTION:
        return Evidence(question, in_english(asked) or about_article(plain_question(question.question)))
    reaction = reaction_to_last(question.question, question.history)
    history = without_asides(named.history)
    if not reaction:
        return Evidence(question, standalone_question(named.question, history))
    last = max(at for at, turn in enumerate(history) if turn.role == "user")
    return Evidence(question, standalone_question(history[last].content, history[:last]), reaction=reaction)
