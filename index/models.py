"""The values everything else is made of: articles, and the passages and sentences they are cut into.

Offsets count Unicode code points in `Article.text`; wherever a text stands beside its offsets,
`article.text[start:end] == text`.
"""

import hashlib
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["heading", "body", "caption", "byline", "source", "front matter"]
"""What a piece of an article is; "source" covers publication and origin lines."""
ID = re.compile(r"[0-9a-f]{16}")
"""As `content_id` makes them."""


@dataclass(frozen=True, slots=True)
class SourceVersion:
    """What tells whether a source has changed since it was read.

    Attributes:
        etag: The page's entity tag (RFC 9110), as its server sent it; empty for none.
        last_modified: The page's date, as its server sent it; empty for none.
        modified_ns: When the file was last written, in nanoseconds since 1970; 0 for a page.
        size: Bytes of the file; 0 for a page.
    """

    etag: str = ""
    last_modified: str = ""
    modified_ns: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Original:
    """The file that an article was read from.

    Attributes:
        content: Its bytes.
        name: Its name, as whoever gave it calls it.
        media_type: By its content.
        page_map: Where each character of the text stands on its pages; empty where it has none that can be shown.
        version: Of the source that it was read from; None where that cannot be read again.
    """

    content: bytes
    name: str
    media_type: str
    page_map: bytes = b""
    version: SourceVersion | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article as given; its id is a hash of its text, so the same text is the same article.

    Attributes:
        title: Never empty.
        text: What offsets count in.
        source: The path or address it came from; empty for none.
        author: As the document names it, several with commas between; empty where it names none.
        published: The date it gives, as ISO 8601 where it could be told; empty for none.
        site: The name of the site it appeared on; empty for none.
        assumed_encoding: In which its file was read, inferred from its letters because nothing states it; else empty.
        markdown: Whether headings, lists and quotes are marked in the text as in Markdown.
        pages: Where in the text each page begins, for a document that has pages; else empty.
        unread_pages: The numbers of those that could not be read, from 1: scans without text, and broken ones.
        ocr_pages: The numbers of those that are pictures and were read by OCR, which may have misread some of them.
        tags: Under which people file it, as `index.text.tags` keeps them.
        read_at: When this text was read from its source, as ISO 8601; empty in an article that is not indexed.
        changed: Whether the source is known to be gone or another one since, so that the text is an older reading.
        earlier: The ids of older texts from its source, whose place it took, the last one at the end.
        original: The file that it was just read from; None in an article from the index.
    """

    title: str
    text: str
    source: str
    author: str = ""
    published: str = ""
    site: str = ""
    assumed_encoding: str = ""
    markdown: bool = False
    pages: tuple[int, ...] = ()
    unread_pages: tuple[int, ...] = ()
    ocr_pages: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    read_at: str = field(default="", compare=False)
    changed: bool = field(default=False, compare=False)
    earlier: tuple[str, ...] = field(default=(), compare=False)
    original: Original | None = field(default=None, repr=False, compare=False)
    id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", content_id(self.text))

    def page_at(self, offset: int) -> int | None:
        """The page, from 1, on which the character at an offset stands; None in an article without pages."""
        return bisect_right(self.pages, offset) or None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article, or a heading, caption, byline or source line as a whole."""

    start: int
    end: int
    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences, the unit that is retrieved and read; a heading can only be its beginning."""

    article_id: str
    start: int
    end: int
    text: str
    kind: Kind
    sentences: tuple[Sentence, ...]
    page: int | None = None
    """On which it begins, from 1; None in an article without pages."""

    @property
    def id(self) -> str:
        """Stable while the article and the splitter stay the same."""
        return f"{self.article_id}-{self.start}-{self.end}"

    def sentence_id(self, number: int) -> str:
        """The id under which sentence `number` of this passage is stored."""
        return f"{self.id}-s{number}"


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article that is in the index, with what the index knows about it."""

    article: Article
    passages: int
    indexed_at: str
    records: int = 0
    """Of passages and of sentences, together; 0 where an older version has not counted them."""


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """What indexed articles must have in common to be chosen; None: anything."""

    tag: str | None = None
    """As `index.text.tags` keeps it."""
    published_after: str | None = None
    """An ISO date, YYYY-MM-DD: on that day or later. An article without a date is not chosen then."""

    def __bool__(self) -> bool:
        return self != ArticleFilter()

    def __str__(self) -> str:
        """What is wanted, as the end of a sentence about an article."""
        tag = f"the tag {self.tag!r}" if self.tag is not None else ""
        day = f"a date of {self.published_after} or later" if self.published_after is not None else ""
        return " and ".join(filter(None, (tag, day)))


def is_id(given: object) -> bool:
    """Whether something can be the id of an article at all."""
    return isinstance(given, str) and ID.fullmatch(given) is not None


def content_id(text: str) -> str:
    """Sixteen hexadecimal digits of the text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
