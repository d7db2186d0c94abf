"""A text that is checked against articles, and what came of it: frozen values, the same for all interfaces."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from index.models import Article
from rag.models import Citation, cited

ClaimSupport = Literal["verbatim", "supported", "unsupported", "contradicted", "none"]
""""unsupported": no article carries it; "contradicted": one says otherwise; "none": it states nothing."""
DifferenceKind = Literal["number", "date", "name", "negation", "quote"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A text to be checked, and against what.

    Attributes:
        text: The text; offsets count its code points.
        articles: Ids of the only articles to check against; None: all.
        documents: Articles that are given with the text, instead of any that is indexed.
        markdown: Whether headings, lists and quotes are marked in the text as in Markdown.
        tag: As `rag.models.Question` has it.
        published_after: Likewise.
    """

    text: str
    articles: tuple[str, ...] | None = None
    documents: tuple[Article, ...] = ()
    markdown: bool = False
    tag: str | None = None
    published_after: str | None = None


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Something that a sentence says otherwise than the article; `article` is empty where that says nothing of it."""

    kind: DifferenceKind
    said: str
    article: str


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of the text, how far the articles carry it, the numbers of its citations, and what differs."""

    text: str
    start: int
    end: int
    support: ClaimSupport
    citations: tuple[int, ...] = ()
    differs: tuple[Discrepancy, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """All sentences of a text, checked; their citations are numbered from 1 in the order in which they are used."""

    sentences: tuple[CheckedSentence, ...]
    citations: tuple[Citation, ...]

    @property
    def contradicted(self) -> int:
        """How many sentences an article contradicts."""
        return sum(sentence.support == "contradicted" for sentence in self.sentences)

    def to_dict(self) -> dict[str, Any]:
        """The body of `POST /api/verify`, made of plain values."""
        return {**asdict(self), "citations": [cited(citation) for citation in self.citations]}
