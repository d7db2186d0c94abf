"""The document formats that can be read: one table, from which everything takes suffixes and media types.

A new format is one more `Format` in `FORMATS`, beside its converter.
"""

import re
from collections.abc import Callable, Sequence
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
        signature: Tells by its content whether a file is of this format, whatever it is called; None for formats of
            plain text.
        markdown: Whether its text is Markdown, or is converted to Markdown.
    """

    name: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    converter: str = ""
    signature: Callable[[bytes], bool] | None = None
    markdown: bool = True


def begins_with(pattern: bytes) -> Callable[[bytes], bool]:
    """A signature: what a file begins with, as a regular expression."""
    expression = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    return lambda content: expression.match(content) is not None


def packs(*names: bytes) -> Callable[[bytes], bool]:
    """A signature: the names of files in a ZIP file, or how they begin."""
    return lambda content: bool(listing := _zip_listing(content)) and any(name in listing for name in names)


def declares(media_type: bytes) -> Callable[[bytes], bool]:
    """A signature: the media type that an e-book or OpenDocument file states first of all (OPF 3, ODF 1.3)."""
    return begins_with(rb"PK\x03\x04.{26}mimetype" + re.escape(media_type))


def _zip_listing(content: bytes) -> bytes:
    """The central directory of a ZIP file, which holds the names of its files; empty where there is none."""
    end = content.rfind(b"PK\x05\x06", -MAX_ZIP_COMMENT_BYTES) if content.startswith(b"PK\x03\x04") else -1
    size = int.from_bytes(content[end + 12 : end + 16], "little")
    return content[max(0, end - size) : end] if end >= 0 else b""


def _headers(content: bytes) -> set[bytes]:
    """The names of the header fields that a file begins with, in lower case; none where no empty line follows them."""
    names, at = set(), 0
    while field := HEADER_FIELD.match(content, at, MAX_HEADER_BYTES):
        names.add(field.group(1).lower())
        at = field.end()
    return names if content.startswith((b"\n", b"\r\n"), at) else set()


def is_saved_page(content: bytes) -> bool:
    """Whether a file is a page that a browser saved with its pictures (MHTML)."""
    names = _headers(content)
    return b"snapshot-content-location" in names or (
        b"mime-version" in names
        and not names & (DELIVERED | {b"to"})
        and b"multipart/related" in content[:MAX_HEADER_BYTES]
    )


def is_mail(content: bytes) -> bool:
    """Whether a file is an e-mail (RFC 5322); a text that merely begins with From and To is none."""
    names = _headers(content)
    return bool(names & (DELIVERED | {b"mime-version"}) and names & {b"from", b"subject", b"date"})


MAX_ZIP_COMMENT_BYTES = 65_557
"""Bytes at a ZIP file's end among which its directory's end is, a comment of the greatest length included."""
MAX_HEADER_BYTES = 100_000
HEADER_FIELD = re.compile(rb"([!-9;-~]{1,70}):[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
DELIVERED = frozenset({b"message-id", b"received", b"return-path", b"delivered-to"})
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT_TEXT = "application/vnd.oasis.opendocument.text"

TEXT = Format("text", (".txt", ".text"), ("text/plain",), markdown=False)
MARKDOWN = Format("Markdown", (".md", ".markdown"), ("text/markdown", "text/x-markdown"))
HTML = Format(
    "HTML",
    (".html", ".htm", ".xhtml"),
    ("text/html", "application/xhtml+xml"),
    converter="index.converters.html.converter:extract_html",
    signature=begins_with(
        rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,3}<(?:!doctype\s+html|html)\b"
    ),
)
PDF = Format(
    "PDF",
    (".pdf",),
    ("application/pdf",),
    converter="index.converters.pdf.converter:extract_pdf",
    signature=begins_with(b"%PDF-"),
)
DOCX = Format(
    "DOCX",
    (".docx",),
    (f"{OFFICE}wordprocessingml.document",),
    converter="index.converters.docx.converter:extract_docx",
    signature=packs(b"word/document", b"word/_rels/"),
)
ODT = Format(
    "ODT",
    (".odt",),
    (OPEN_DOCUMENT_TEXT,),
    converter="index.converters.office.odt:extract_odt",
    signature=declares(OPEN_DOCUMENT_TEXT.encode()),
)
RTF = Format(
    "RTF",
    (".rtf",),
    ("application/rtf", "text/rtf"),
    converter="index.converters.office.rtf:extract_rtf",
    signature=begins_with(rb"\{\\rtf"),
)
PPTX = Format(
    "PPTX",
    (".pptx",),
    (f"{OFFICE}presentationml.presentation",),
    converter="index.converters.office.pptx:extract_pptx",
    signature=packs(b"ppt/presentation", b"ppt/slides/"),
)
XLSX = Format(
    "XLSX",
    (".xlsx",),
    (f"{OFFICE}spreadsheetml.sheet",),
    converter="index.converters.office.xlsx:extract_xlsx",
    signature=packs(b"xl/workbook", b"xl/worksheets/"),
)
EPUB = Format(
    "EPUB",
    (".epub",),
    ("application/epub+zip",),
    converter="index.converters.bundles.epub:extract_epub",
    signature=declares(b"application/epub+zip"),
)
MHTML = Format(
    "MHTML",
    (".mhtml", ".mht"),
    ("multipart/related", "application/x-mimearchive"),
    converter="index.converters.bundles.mail:extract_mhtml",
    signature=is_saved_page,
)
EML = Format(
    "EML",
    (".eml",),
    ("message/rfc822",),
    converter="index.converters.bundles.mail:extract_eml",
    signature=is_mail,
)
NOTEBOOK = Format(
    "Jupyter notebook",
    (".ipynb",),
    ("application/x-ipynb+json",),
    converter="index.converters.bundles.notebook:extract_notebook",
    signature=begins_with(rb"\s*\{.*\"nbformat\"\s*:\s*\d"),
)
FORMATS = (TEXT, MARKDOWN, HTML, PDF, DOCX, ODT, RTF, PPTX, XLSX, EPUB, MHTML, EML, NOTEBOOK)

BY_SUFFIX = {suffix: each for each in FORMATS for suffix in each.suffixes}
BY_MEDIA_TYPE = {media_type: each for each in FORMATS for media_type in each.media_types}
UNSPECIFIC_MEDIA_TYPES = frozenset({"", "application/octet-stream"})
"""Servers that do not know a format send one of these."""


def format_of_name(name: str) -> Format | None:
    """The format that a file's name or a path ends in, if it is one that can be read."""
    return BY_SUFFIX.get(PurePath(name).suffix.lower())


def detect_format(content: bytes, name: str, media_type: str = "") -> Format | None:
    """The format of a file, by its content, then its media type, then its name; None where none can be read.

    Args:
        content: The file.
        name: A name without a suffix counts as text where the media type says nothing.
        media_type: As its server sent it, with or without parameters.
    """
    signed = next((each for each in FORMATS if each.signature and each.signature(content)), None)
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
