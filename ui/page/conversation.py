"""One question of a conversation and what came of it; written down by browsers, which keep conversations."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import from_json

from rag.models import Answer, AnswerSentence, Citation

MAX_RESTORED_TURNS = 100
"""Exchanges that are read of what a browser kept; `static/js/storage.js` keeps fewer."""

ESCAPED_NUMBER = re.compile(r"\\(?=\[\d+\])")


@dataclass(frozen=True, slots=True)
class PartialAnswer:
    """What there is of an answer that is being made, was stopped, or failed."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # an answer that does not fit is not one that was begun

    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    rest: str = ""
    """Words that came after the last checked sentence."""
    problem: str | None = None
    """Why there is no more, in a sentence; None where it was stopped or goes on."""


@dataclass(frozen=True, slots=True)
class ConversationTurn:
    """A question, the article it was asked of (None: all), and its answer or how far that came."""

    question: str
    article: str | None
    outcome: Answer | PartialAnswer = PartialAnswer()

    @property
    def sentences(self) -> tuple[AnswerSentence, ...]:
        """What was answered so far."""
        return self.outcome.sentences

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of its sentences."""
        return self.outcome.citations


EXCHANGE = TypeAdapter(ConversationTurn)


def unescape_markers(told: str) -> str:
    """An answer's text for readers: the article's own bracketed numbers without their backslashes."""
    return ESCAPED_NUMBER.sub("", told)


def written(exchange: ConversationTurn) -> str:
    """An exchange as JSON, for a browser to keep."""
    return EXCHANGE.dump_json(exchange).decode()


def read(kept: object) -> list[ConversationTurn]:
    """The exchanges of a JSON array that a browser kept; whatever is not as `written` made it is left out.

    Nothing in it can be trusted: anyone may write into a browser's storage.
    """
    try:
        values = from_json(kept) if isinstance(kept, str) else None
    except (ValueError, TypeError):  # the latter where it holds half of a character
        values = None
    if not isinstance(values, list):
        return []
    found = []
    for value in values[-MAX_RESTORED_TURNS:]:
        try:
            exchange = EXCHANGE.validate_python(value)
        except ValidationError:
            continue
        if exchange.question.strip() and _resolves(exchange.sentences, exchange.citations):
            found.append(exchange)
    return found


def _resolves(sentences: Sequence[AnswerSentence], citations: Sequence[Citation]) -> bool:
    """Whether every marker has its citation, once, and every citation a place."""
    numbers = [citation.number for citation in citations]
    cited = {number for sentence in sentences for number in sentence.citations}
    return (
        len(numbers) == len(set(numbers))
        and cited <= set(numbers)
        and all(0 <= citation.start <= citation.end for citation in citations)
    )
