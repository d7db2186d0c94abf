"""One question of a conversation and what came of it; kept by browsers, which send it to be shown or saved."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import from_json

from rag.models import Answer, AnswerSentence, Citation

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


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation under its title; empty for none."""

    title: str
    turns: tuple[ConversationTurn, ...]


EXCHANGE = TypeAdapter(ConversationTurn)


def unescape_markers(told: str) -> str:
    """An answer's text for readers: the article's own bracketed numbers without their backslashes."""
    return ESCAPED_NUMBER.sub("", told)


def written(exchange: ConversationTurn) -> str:
    """An exchange as JSON, for a browser to keep."""
    return EXCHANGE.dump_json(exchange).decode()


def read(kept: str) -> list[ConversationTurn | None]:
    """The exchanges of a JSON array that a browser kept; None for each that is not as `written` made it.

    Nothing in it can be trusted: anyone may write into a browser's storage.
    """
    try:
        values = from_json(kept)
    except ValueError:
        return []
    return [turn_of(value) for value in values] if isinstance(values, list) else []


def turn_of(value: object) -> ConversationTurn | None:
    """An exchange of the values that a browser kept; None where they do not fit."""
    try:
        turn = EXCHANGE.validate_python(value)
    except ValidationError:
        return None
    return turn if turn.question.strip() and _resolves(turn.sentences, turn.citations) else None


def _resolves(sentences: Sequence[AnswerSentence], citations: Sequence[Citation]) -> bool:
    """Whether every marker has its citation, once, and every citation a place."""
    numbers = [citation.number for citation in citations]
    cited = {number for sentence in sentences for number in sentence.citations}
    return (
        len(numbers) == len(set(numbers))
        and cited <= set(numbers)
        and all(0 <= citation.start <= citation.end for citation in citations)
    )
