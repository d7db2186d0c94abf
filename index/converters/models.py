"""Input and output of converters, and their limits."""

from dataclasses import dataclass

from index.errors import TooLargeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """A document's text in Markdown and its metadata; a field that the document does not give is empty.

    `assumed_encoding`, `pages`, `unread_pages`, `ocr_pages`, `author`, `published` and `site` are as in
    `index.models.Article`; `scanned_pages` are those of the unread ones that are pictures, on which text may be
    recognized; `page_map` says where each character is printed, of a PDF, in Base64 (see
    `index.converters.pdf.view.page_map`).
    """

    text: str
    title: str = ""
    author: str = ""
    published: str = ""
    site: str = ""
    assumed_encoding: str = ""
    pages: tuple[int, ...] = ()
    unread_pages: tuple[int, ...] = ()
    scanned_pages: tuple[int, ...] = ()
    ocr_pages: tuple[int, ...] = ()
    page_map: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a document; exceeding one is a `SourceError`.

    Attributes:
        size: Bytes of the file.
        unpacked: Bytes that a packed file (DOCX, EPUB …) unpacks to.
        characters: Of the text.
        seconds: Of processor time for a document's converter, so that a busy machine reads what an idle one does.
        memory: Bytes for that converter, beside what it holds before it begins.
    """

    size: int = 20_000_000
    unpacked: int = 100_000_000
    characters: int = 5_000_000
    seconds: float = 8
    memory: int = 400_000_000

    def check(self, text: str, name: str) -> None:
        """Raises a `TooLargeError` about the document of that name where its text is too long."""
        if len(text) > self.characters:
            raise TooLargeError(
                f"{name!r} has {len(text):,} characters, over the limit of {self.characters:,}: split it into parts."
            )


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A document to be converted.

    Attributes:
        content: Its bytes.
        name: For errors.
        charset: The encoding that its server names; empty where none does.
        limits: What it may take.
    """

    content: bytes
    name: str
    charset: str = ""
    limits: Limits = Limits()
