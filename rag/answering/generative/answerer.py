"""Answers in a language model's words: only from the article's sentences, each of its own checked against them."""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from rag.answering.answerer import Answerer
from rag.answering.citing.citations import Quote
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.answering.generative.answer_builder import JudgedSentence, Revisions, Writing
from rag.answering.generative.context_selection import select
from rag.answering.generative.prompts import SILENT, answer_messages, second_try_messages
from rag.answering.generative.second_try import revisions
from rag.answering.support.check import SupportCheck
from rag.llm.chat_model import SpeechError, speak
from rag.models import Answer, AnswerItem, Citation, Delta, Event, Evidence, Found, RetrievedPassage
from rag.models.usage import TokenMeter
from rag.nlp.tokens import TOKEN

OWN_WORDS = "this is the answer in the article's own words"
MAX_ANSWER_TOKENS = 350
"""Words and punctuation marks that are read of an answer, reasoning not counted; four sentences have about 120, and
small models may not stop."""
MAX_ENTRY_TOKENS = 40
"""More of them for each entry of an answer that is a list."""
MIN_SECOND_TRY_S = 2.0
"""Seconds that must be left for it."""
REFUSAL = re.compile(rf"\W*{SILENT}\b", re.IGNORECASE)


class GeneratingAnswerer(Answerer):
    """Lets a chat model put into words what the extractive answerer found.

    Whether to answer at all is the extractive answerer's decision; its answer is given where the model fails, or
    writes nothing that the article carries.
    """

    def __init__(
        self,
        extractive: ExtractiveAnswerer,
        model: BaseChatModel,
        check: SupportCheck,
        *,
        name: str,
        seconds: float,
        strict: bool = False,
    ) -> None:
        """Takes what it works with.

        Args:
            extractive: Finds the sentences, and decides whether there is an answer.
            model: Writes.
            check: Checks what it wrote.
            name: Stands in `Answer.answerer`.
            seconds: How long the model may take for an answer.
            strict: Whether a sentence that is not carried is replaced by the quote.
        """
        self._extractive = extractive
        self._model = model
        self._check = check
        self._name = name
        self._seconds = seconds
        self._strict = strict

    async def events(self, evidence: Evidence) -> AsyncGenerator[Event, None]:
        """What becomes of the answer, and at last the answer."""
        given = await asyncio.to_thread(self._extractive.invoke, evidence)
        yield Found(given.retrieved)
        if given.status != "answered":
            yield Delta(given.answer)
            yield given
            return
        quotes = select(given, _all_passages(evidence))
        writing = Writing(quotes, self._check, strict=self._strict)
        asked = answer_messages(evidence.standalone, quotes, points=len(given.items))
        longest = MAX_ANSWER_TOKENS + MAX_ENTRY_TOKENS * len(given.items)
        note = None
        whole = ""
        with evidence.clock.stage("generate"):
            deadline = asyncio.get_running_loop().time() + self._seconds
            spoken = speak(self._model, asked, self._seconds, evidence.meter)
            try:
                async for text in spoken:
                    whole += text
                    for event in await asyncio.to_thread(writing.add, text):
                        yield event
                    if writing.repeats or len(TOKEN.findall(whole)) >= longest:
                        break
            except SpeechError as error:
                note = str(error).removesuffix(".")
            finally:
                await spoken.aclose()
            if note is None:
                doubted = await asyncio.to_thread(writing.doubted)
                again: Revisions = {}
                if doubted and not REFUSAL.match(whole):
                    again = await self._second_try(asked, whole, doubted, deadline, evidence.meter)
                for event in await asyncio.to_thread(writing.finish, again):
                    yield event
            else:
                for event in await asyncio.to_thread(writing.break_off, _quotes_of(given, quotes)):
                    yield event
        if writing.holds:
            broken_off = note and f"{note}; the answer in the article's own words follows."
            yield self._answer(given, writing, broken_off, evidence)
        elif note is None and REFUSAL.match(whole):
            silent = self._extractive.absent(evidence, given.retrieved, 1.0 - given.confidence)
            yield Delta(silent.answer)
            yield replace(silent, answerer=self._name, model=self._name, timings_ms=evidence.clock.total())
        else:
            note = note or "The article carries nothing of what the language model wrote"
            yield Delta(given.answer)
            yield replace(given, note=f"{note}: {OWN_WORDS}.", timings_ms=evidence.clock.total())

    async def _second_try(
        self,
        asked: Sequence[BaseMessage],
        written: str,
        doubted: Sequence[JudgedSentence],
        deadline: float,
        meter: TokenMeter,
    ) -> Revisions:
        """What the model writes instead of doubted sentences; nothing where it has no time left, or fails."""
        seconds = deadline - asyncio.get_running_loop().time()
        if seconds < MIN_SECOND_TRY_S:
            return {}
        messages = second_try_messages(asked, written, doubted)
        spoken = speak(self._model, messages, seconds, meter)
        text = ""
        try:
            async for piece in spoken:
                text += piece
                if len(TOKEN.findall(text)) >= MAX_ANSWER_TOKENS:
                    break
        except SpeechError:
            return {}
        finally:
            await spoken.aclose()
        return revisions(text)

    def _answer(self, given: Answer, writing: Writing, note: str | None, evidence: Evidence) -> Answer:
        """The answer that the model wrote, or where it broke off, began."""
        citations = writing.numbering.citations
        short = given.short_answer
        items = _renumbered(given, citations)
        return replace(
            given,
            answer=writing.text(),
            items=items,
            complete=given.complete if len(items) == len(given.items) else None,
            short_answer=short if short and any(short in citation.quote for citation in citations) else None,
            sentences=tuple(writing.sentences),
            citations=citations,
            answerer=given.answerer if note else self._name,
            model=None if note else self._name,
            timings_ms=evidence.clock.total(),
            note=note or given.note,
            max_error=None,  # it was measured for the article's own sentences
        )


def _renumbered(given: Answer, citations: Sequence[Citation]) -> tuple[AnswerItem, ...]:
    """The entries of the extractive answer whose quotes are cited, with the numbers that these have now."""
    places = {citation.number: (citation.article_id, citation.start) for citation in given.citations}
    numbers = {(citation.article_id, citation.start): citation.number for citation in citations}
    moved = [(item, tuple(numbers.get(places[number], 0) for number in item.citations)) for item in given.items]
    return tuple(replace(item, citations=now) for item, now in moved if all(now))


def _all_passages(evidence: Evidence) -> list[RetrievedPassage]:
    """Where the extractive answer may have found something: a comparison reads a part for each side."""
    return [*evidence.everything, *(found for side in evidence.sides for found in side), *evidence.passages]


def _quotes_of(answer: Answer, quotes: Sequence[Quote]) -> list[Quote]:
    places = {(citation.article_id, citation.start) for citation in answer.citations}
    return [quote for quote in quotes if quote.place in places]
