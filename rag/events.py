"""What an answer in the making tells, in order: what was found, words as they come, checked sentences, the answer."""

from dataclasses import dataclass

from rag.models import Answer, AnswerSentence, Citation, Retrieved


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that were found and read, best first; told once, before any word."""

    retrieved: tuple[Retrieved, ...]


@dataclass(frozen=True, slots=True)
class Delta:
    """A piece of the answer's text; all of them joined are `Answer.answer`."""

    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A finished sentence of the answer with its support, and the citations that it is the first to use."""

    sentence: AnswerSentence
    citations: tuple[Citation, ...]


Event = Found | Delta | Checked | Answer
"""An answer in the making ends with the `Answer` itself."""
