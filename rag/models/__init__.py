"""The answer and its citations: frozen values, the same for HTTP, page, command line and tests.

Always true, and seen to where an answer's text is made (`rag.answering.citing`): each citation's quote stands in its
article at its offsets; every marker in the answer has its citation and every citation is used; numbers run from 1 in
order.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from index.models import Article, Passage
from rag.models.clock import Clock
from rag.models.question import AnswererName as AnswererName
from rag.models.question import Message as Message
from rag.models.question import Question as Question
from rag.models.reaction import Reaction
from rag.models.usage import TokenMeter, TokenUsage

Status = Literal["answered", "not_in_article", "chat"]
"""Of a "chat" the assistant speaks for itself, and says nothing about an article's content."""
Support = Literal["verbatim", "supported", "unsupported"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The article's exact words that carry a sentence; offsets count code points in the article's text."""

    number: int
    article_id: str
    article_title: str
    passage_id: str
    quote: str
    start: int
    end: int
    passage: str
    score: float
    utf16_start: int = 0
    utf16_end: int = 0
    """The same place in UTF-16 code units, as JavaScript counts."""
    page: int | None = None
    """On which the quote begins, from 1; None in an article without pages."""
    published: str | None = None
    """The article's date, where it is known."""
    read_at: str | None = None
    """When the article was read from its source, as ISO 8601; None of a document that comes with a question."""
    ocr: bool | None = None
    """True where the quote begins on a page that was read by OCR, and may be misread."""
    changed: bool | None = None
    """True where the source is known to be gone or another one since: the quote is of an older reading."""


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer, the numbers of its citations, and how far they carry it."""

    text: str
    citations: tuple[int, ...]
    support: Support


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that was found and read, whether or not the answer uses it, the best first.

    `score` is 0 to 1: the odds that it holds the answer, as a share of the best passage's.
    """

    article_id: str
    passage_id: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """One entry of a list, one point of a summary, or one side of a comparison: the article's own words."""

    text: str
    citations: tuple[int, ...]
    label: str | None = None
    """What it is said of: a side of a comparison, or the title of one of several articles."""


@dataclass(frozen=True, slots=True)
class ReadThrough:
    """How much was read from beginning to end, so that nothing of a list is missing."""

    articles: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited answer, or the statement that the article has none."""

    status: Status
    question: str
    standalone_question: str
    answer: str
    short_answer: str | None
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    retrieved: tuple[Retrieved, ...]
    confidence: float
    answerer: str
    timings_ms: dict[str, float]
    note: str | None = None
    """What a reader must know beside the answer, in a sentence; None for nothing.

    Why another answerer spoke than the one that is set, or that a question or an article is in a language that the
    models do not read.
    """
    suggestions: tuple[str, ...] = ()
    """Questions that can be asked instead, beside what the assistant says for itself."""
    items: tuple[AnswerItem, ...] = ()
    """The entries, of an answer that is a list."""
    complete: ReadThrough | None = None
    """What was read through to make the list; None for an answer that needs no such reading."""
    closest: tuple[Citation, ...] = ()
    """Of a refusal: the sentences that came closest to answering, the best first."""
    max_error: float | None = None
    """The promise that decided whether to answer: at most this share of the answers is wrong; None for none."""
    model: str | None = None
    """The language model that wrote the answer, as the settings name it; None where none did."""
    usage: TokenUsage | None = None
    """Of all calls of the language model, whether or not it wrote the answer; None where it reports none."""

    def to_dict(self) -> dict[str, Any]:
        """The body of `POST /api/answer`, made of plain values; without what only some answers have."""
        body = asdict(self)
        for name in ("note", "suggestions", "items", "complete", "closest", "max_error", "model", "usage"):
            if not body[name]:
                del body[name]
        if self.items:
            body["items"] = [_without_none(asdict(item)) for item in self.items]
        body["citations"] = [cited(citation) for citation in self.citations]
        if self.closest:
            body["closest"] = [cited(citation) for citation in self.closest]
        return body


def cited(citation: Citation) -> dict[str, Any]:
    """A citation as plain values; without what it has not (`page`, `published`, `changed` …)."""
    return _without_none(asdict(citation))


def _without_none(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value is not None}


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage that was retrieved, its article, and what the searches found out about it.

    The defaults are what a search says of a passage that it did not find.

    Attributes:
        score: The fused retrieval score, 0 to 1.
        sentence_cosine: Cosine similarity of the question and the nearest sentence, -1 to 1.
        passage_cosine: Cosine similarity of the question and the passage, -1 to 1.
        bm25: The BM25 score, from 0.
        coverage: Share of the question's stems, weighted by rarity, that the passage has, 0 to 1.
        known: The same share for everything that was searched.
    """

    passage: Passage
    article: Article
    score: float = 0.0
    sentence_cosine: float = -1.0
    passage_cosine: float = -1.0
    bm25: float = 0.0
    coverage: float = 0.0
    known: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answerer works from: the question that stands alone, and the passages retrieved for it, best first."""

    question: Question
    standalone: str
    passages: tuple[RetrievedPassage, ...] = ()
    whole: bool = False
    """Whether the question is about the articles as a whole; the passages are then all of theirs, in order."""
    reaction: Reaction | None = None
    """What is wanted of the last answer, where the question reacts to it; `standalone` is then what that answered."""
    everything: tuple[RetrievedPassage, ...] = ()
    """All passages of what is asked, in order, where a sentence is understood by those around it: who speaks in it."""
    sides: tuple[tuple[RetrievedPassage, ...], ...] = ()
    """Of a comparison, the passages retrieved for each side, in the order in which the question names them."""
    clock: Clock = field(default_factory=Clock)
    meter: TokenMeter = field(default_factory=TokenMeter)


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


def whole_events(answer: Answer) -> tuple[Event, ...]:
    """The events of an answer that is made at once: what was found, the text as a whole, and the answer."""
    return Found(answer.retrieved), Delta(answer.answer), answer
