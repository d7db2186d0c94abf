"""Answer pipeline: understand, retrieve, answer; its stages timed."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Protocol

from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from rag.answering.answerer import Answerer
from rag.intent import UNSEARCHED, Intent
from rag.llm.event_loop import run_in_background_loop
from rag.models import Answer, Delta, Event, Evidence, Found, Question, final_answer
from rag.query.followup import standalone_question
from rag.query.intent.rules import intent_of
from rag.query.normalization.normalize import plain_question, undecorated
from rag.query.normalization.truecasing import is_uncased, respelled
from rag.query.rewriter import Rewriter
from rag.retrieval.documents import retrieved_passages
from rag.retrieval.overview import asks_overview


class Responder(Protocol):
    """Answers what needs no search."""

    def reply(self, understood: Evidence) -> Answer | None:
        """The answer to a question of one of the intents in `UNSEARCHED`; None where it is to be searched after all."""


class AnswerPipeline(Runnable[Question, Answer]):
    """Question to answer, as a LangChain `Runnable`; `events` tells of the answer while it is made."""

    def __init__(
        self,
        retriever: BaseRetriever,
        answerer: Answerer,
        rewriter: Rewriter | None = None,
        responder: Responder | None = None,
        intent_of: Callable[[str], Intent] = intent_of,
    ) -> None:
        """Takes the stages.

        Args:
            retriever: Its documents carry passages and articles (see `rag.retrieval.documents`). Takes `article=` (an
                id, or None for all) beside the question, and `whole=True` where all passages are wanted.
            answerer: Makes the answer.
            rewriter: Understands follow-up questions by a language model; by rules alone where not given.
            responder: Answers what needs no search; where not given, everything is searched.
            intent_of: Tells what a plain question wants; by rules alone where not given.
        """
        self.retriever = retriever
        self._answerer = answerer
        self._rewriter = rewriter
        self._responder = responder
        self._intent_of = intent_of
        self._runnable = RunnableLambda(self._answer, self._answer_async, name="AnswerPipeline")

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: A002
        """The answer."""
        return self._runnable.invoke(input, config, **kwargs)

    async def ainvoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: A002
        """The answer; cancelling the task ends the work."""
        return await self._runnable.ainvoke(input, config, **kwargs)

    async def events(self, question: Question, config: RunnableConfig | None = None) -> AsyncGenerator[Event, None]:
        """The answer in the making, and at last the answer; closing the generator ends the work."""
        understood = self._understand(question)
        if reply := await asyncio.to_thread(self._reply, understood):
            yield Found(())
            yield Delta(reply.answer)
            yield reply
            return
        understood = await self._rewritten(understood)
        evidence = await asyncio.to_thread(self._retrieve, understood, config)
        async with aclosing(self._answerer.events(evidence)) as events:
            async for event in events:
                yield event

    def _answer(self, question: Question, config: RunnableConfig) -> Answer:
        understood = self._understand(question)
        if reply := self._reply(understood):
            return reply
        if self._rewriter is not None:
            understood = run_in_background_loop(self._rewritten(understood))
        return self._answerer.invoke(self._retrieve(understood, config))

    async def _answer_async(self, question: Question, config: RunnableConfig) -> Answer:
        async with aclosing(self.events(question, config)) as events:
            return await final_answer(events)

    def _understand(self, question: Question) -> Evidence:
        """What the question wants, and its wording that stands alone; what needs no search is left as it is."""
        plain = plain_question(question.question)
        intent = self._intent_of(plain)
        if intent in UNSEARCHED - {Intent.DESCRIPTION}:
            return Evidence(question, plain, intent=intent)
        standalone = standalone_question(question.question, question.history)
        # "Who wrote it?" asks of the article, unless "it" is something that was spoken of.
        intent = intent if standalone == plain else self._intent_of(standalone)
        return Evidence(question, standalone, intent=intent)

    def _reply(self, understood: Evidence) -> Answer | None:
        """The answer to what needs no search."""
        if self._responder is None or understood.intent not in UNSEARCHED:
            return None
        with understood.clock.stage("answer"):
            reply = self._responder.reply(understood)
        return reply and replace(reply, timings_ms=understood.clock.total())

    async def _rewritten(self, understood: Evidence) -> Evidence:
        if self._rewriter is None:
            return understood
        with understood.clock.stage("understand"):
            standalone = await self._rewriter.rewrite(understood.question, understood.standalone)
        return replace(understood, standalone=standalone)

    def _retrieve(self, understood: Evidence, config: RunnableConfig | None) -> Evidence:
        """Adds the passages: those that belong to the question, or all where it is about the whole."""
        standalone, article = understood.standalone, understood.question.article
        whole = asks_overview(standalone)
        with understood.clock.stage("retrieve"):
            documents = self.retriever.invoke(standalone, config, article=article, **({"whole": True} if whole else {}))
        passages = retrieved_passages(documents)
        if is_uncased(undecorated(understood.question.question)):
            standalone = respelled(standalone, (found.passage for found in passages))
        return replace(understood, standalone=standalone, passages=passages, whole=whole)
