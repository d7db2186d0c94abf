"""The document formats that can be read: one table, from which everything takes suffixes and media types.

A new format is one more `Format` in `FORMATS`, beside its converter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, slots=True)
class Format:
    """A document format.

    Attributes:
        name: As people call it.
        suffixes: Of file names, in lower case with the dot; the first one stands for the format in messages.
        media_types: As servers call it, in lower case and without parameters.
        converter: The function from `index.converters.models.SourceFile` to `Extract`, as `module:function`: it runs
            in a process of its own, and only there its parser is imported. Empty where the file is the text.
        signature: With which each such file begins, whatever it is called; empty where there is none.
        markdown: Whether its text is Markdown, or is converted to Markdown.
    """

    name: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    converter: str = ""
    signature: bytes = b""
    markdown: bool = True


TEXT = Format("text", (".txt", ".text"), ("text/plain",), markdown=False)
MARKDOWN = Format("Markdown", (".md", ".markdown"), ("text/markdown", "text/x-markdown"))
HTML = Format(
    "HTML", (".html", ".htm"), ("text/html", "application/xhtml+xml"), converter="index.converters.html:extract_html"
)
PDF = Format(
    "PDF",
    (".pdf",),
    ("application/pdf",),
    converter="index.converters.pdf.converter:extract_pdf",
    signature=b"%PDF-",
)
DOCX = Format(
    "DOCX",
    (".docx",),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    converter="index.converters.docx:extract_docx",
)
FORMATS = (TEXT, MARKDOWN, HTML, PDF, DOCX)

BY_SUFFIX = {suffix: each for each in FORMATS for suffix in each.suffixes}
BY_MEDIA_TYPE = {media_type: each for each in FORMATS for media_type in each.media_types}
UNSPECIFIC_MEDIA_TYPES = frozenset({"", "application/octet-stream"})
"""Servers that do not know a format send one of these."""


def format_of_name(name: str) -> Format | None:
    """The format that a file's name or a path ends in, if it is one that can be read."""
    return BY_SUFFIX.get(PurePath(name).suffix.lower())


def detect_format(content: bytes, name: str, media_type: str = "") -> Format | None:
    """The format of a file, by its signature, then its media type, then its name; None where none can be read.

    Args:
        content: The file, or its beginning.
        name: A name without a suffix counts as text where the media type says nothing.
        media_type: As its server sent it, with or without parameters.
    """
    signed = next((each for each in FORMATS if each.signature and content.startswith(each.signature)), None)
    if signed:
        return signed
    media_type = media_type.partition(";")[0].strip().lower()
    by_name = format_of_name(name)
    if by_name is None and not PurePath(name).suffix and media_type in UNSPECIFIC_MEDIA_TYPES:
        by_name = TEXT
    if BY_MEDIA_TYPE.get(media_type) is TEXT and by_name is MARKDOWN:  # servers send Markdown as plain text
        return MARKDOWN
    return BY_MEDIA_TYPE.get(media_type) or by_name


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence: "a, b or c"."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


FORMAT_NAMES = listed([each.name for each in FORMATS])
FIRST_SUFFIXES = tuple(each.suffixes[0] for each in FORMATS)
SUFFIX_LIST = listed(FIRST_SUFFIXES)
