"""Reads a PDF: its text in the order of reading, with headings, pages and what it says about itself, through PDFium."""

import base64
import re
from array import array
from collections import Counter
from collections.abc import Sequence
from datetime import date

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.converters import markdown_writer
from index.converters.models import Extract, SourceFile
from index.converters.pdf.dehyphenation import joined_lines, words_of
from index.converters.pdf.fields import utf16_text
from index.converters.pdf.headers_footers import CONTENTS, without_furniture
from index.converters.pdf.headings import levels
from index.converters.pdf.layout.cells import PageTable
from index.converters.pdf.layout.reading_order import Region, regions
from index.converters.pdf.lines import Line
from index.converters.pdf.pages import PrintedPage, read_pages
from index.converters.pdf.paragraphs import BULLET, Paragraph, paragraphs
from index.converters.pdf.scans.pages import RecognizedPage, recognized_page
from index.converters.pdf.view import page_map
from index.converters.pdf.view.alignment import glyphs_of_part, glyphs_of_table
from index.converters.pdf.view.glyphs import NO_GLYPH
from index.errors import SourceError

MIN_PAGE_CHARS = 10
"""Characters to a page of pictures; with fewer on average its text is in the pictures."""
PROGRAM_TITLE = re.compile(
    r"microsoft \w+ - .*|untitled.*|\(?(?:unspecified|anonymous)\)?|\S+\.\w{2,5}|[\W\d_]*", re.IGNORECASE
)
"""Titles that programs make up."""
NOBODY = re.compile(r"\(?(?:anonymous|unspecified|unknown|user|admin\w*|author)\)?|[\W\d_]*", re.IGNORECASE)
PRINTED = re.compile(r"Mozilla|Chrom|Safari", re.IGNORECASE)
"""Creators that stamp the day on which a page was printed, not that on which it was published."""
DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")


def extract_pdf(file: SourceFile, recognized: Sequence[RecognizedPage] = ()) -> Extract:
    """The text of a PDF; none where it is a scan.

    Args:
        file: The document.
        recognized: What was recognized on pages that are pictures.

    Raises:
        SourceError: It is broken, needs a password, or has no text.
    """
    name = file.name
    try:
        document = pdfium.PdfDocument(file.content)
    except pdfium.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise SourceError(f"{name!r} is encrypted: save it without a password.") from error
        raise SourceError(f"{name!r} is a broken PDF: save it again from its program.") from error
    if document.get_formtype() == raw.FORMTYPE_ACRO_FORM:
        document.init_forms()
    found = read_pages(document)
    ocr_pages = tuple(number for number, _ in recognized)
    if recognized:
        read = [page for page in found.pages if page.number not in ocr_pages]
        read += [recognized_page(document, page, found.glyphs) for page in recognized]
        found.pages = sorted(read, key=lambda page: page.number)
    body = _usual_height(found.pages)
    shown = without_furniture(found.pages, body)
    lengths: Counter[int] = Counter()
    for page in shown:
        lengths[page.number] += sum(len(line.text) for line in page.lines)
    scanned = {number for number in found.pictured if lengths[number] < MIN_PAGE_CHARS and number not in ocr_pages}
    unread = tuple(sorted(found.broken | scanned))
    if not (found.pages or found.pictured) and found.broken:
        raise SourceError(f"{name!r} is a broken PDF: save it again from its program.")
    if not lengths.total() or len(unread) == len(document):
        if scanned:
            return Extract(text="", unread_pages=unread, scanned_pages=tuple(sorted(scanned)))
        raise SourceError(f"{name!r} holds no text: give a document with some.")
    parts = paragraphs([(page.number, _regions(page.lines)) for page in shown])
    text, starts, glyphs = _written(parts, body, len(document))
    title, author = markdown_writer.tidy(_said(document, b"Title")), markdown_writer.tidy(_said(document, b"Author"))
    return Extract(
        text=text,
        title="" if PROGRAM_TITLE.fullmatch(title) else title,
        author="" if NOBODY.fullmatch(author) else author,
        published="" if PRINTED.search(_said(document, b"Creator")) else _date(_said(document, b"CreationDate")),
        pages=starts,
        unread_pages=unread,
        scanned_pages=tuple(sorted(scanned)),
        ocr_pages=ocr_pages,
        page_map=base64.b64encode(page_map.pack(glyphs, found.glyphs, len(document))).decode("ascii"),
    )


def _said(document: pdfium.PdfDocument, key: bytes) -> str:
    """What a document says about itself; empty for nothing."""
    return utf16_text(lambda buffer, size: raw.FPDF_GetMetaText(document, key, buffer, size))


def _regions(lines: Sequence[Line]) -> list[Region]:
    """The regions of a page without the lines of a table of contents."""
    found = [region if isinstance(region, PageTable) else _told(region) for region in regions(lines)]
    return [region for region in found if region]


def _told(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if not CONTENTS.fullmatch(line.text)]


def _usual_height(pages: Sequence[PrintedPage]) -> float:
    """The height of body text: that in which most characters stand."""
    sizes: Counter[float] = Counter()
    for line in (line for page in pages for line in page.lines):
        sizes[round(line.height * 2) / 2] += len(line.text)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def _written(found: Sequence[Paragraph], body: float, pages: int) -> tuple[str, tuple[int, ...], Sequence[int]]:
    """The text in Markdown, where in it each page begins, and the glyph of each character."""
    words = words_of([line for part in found for line in part.lines])
    parts, places, glyphs = [], [], []
    for part, level in zip(found, levels(found, body), strict=True):
        if part.table:
            written, printed = _table(part.table, words)
            lines = written.split("\n")
            parts.append(written)
            glyphs.append(printed)
            above = len(lines) - len(part.table.rows)
            # A page that begins within a table begins at the line of its row.
            places.append(
                [(sum(len(line) + 1 for line in lines[: row and row + above]), page) for row, page in part.pages]
            )
            continue
        text, turns, printed = joined_lines(part, words)
        if written := _marked(text, level):
            parts.append(written)
            glyphs.append(glyphs_of_part((text, printed), written))
            # A page that begins at the paragraph's first word begins before the mark of a heading or item.
            places.append([(at and at + len(written) - len(text), page) for at, page in turns])
    text, starts = markdown_writer.joined(parts)
    begins: dict[int, int] = {}
    for start, turns in zip(starts, places, strict=True):
        for at, page in turns:
            begins.setdefault(page, start + at)
    offsets: list[int] = []
    for page in range(pages, 0, -1):
        offsets.append(begins.get(page, offsets[-1] if offsets else len(text)))
    return text, tuple(reversed(offsets)), _placed(glyphs, starts, len(text))


def _placed(parts: Sequence[Sequence[int]], starts: Sequence[int], length: int) -> Sequence[int]:
    """The glyphs of a text, given those of its parts and where these begin."""
    found = array("i", [NO_GLYPH]) * length
    for start, part in zip(starts, parts, strict=True):
        found[start : start + len(part)] = array("i", part)
    return found


def _table(table: PageTable, words: frozenset[str]) -> tuple[str, list[int]]:
    """A table in Markdown, and the glyph of each character."""
    empty: tuple[str, list[tuple[int, int]], list[int]] = ("", [], [])
    rows = [[joined_lines(Paragraph(cell.lines), words) if cell else empty for cell in row] for row in table.rows]
    written = markdown_writer.table([text for text, _, _ in row] for row in rows)
    if not table.headed:
        first, rule, *rest = written.split("\n")
        written = "\n".join(["|" + "  |" * len(rows[0]), rule, first, *rest])
    return written, glyphs_of_table(((text, glyphs) for row in rows for text, _, glyphs in row), written)


def _marked(text: str, level: int) -> str:
    if level:
        return markdown_writer.heading(text, level)
    if bullet := BULLET.match(text):
        return markdown_writer.item(text[bullet.end() :])
    return markdown_writer.paragraph(text)


def _date(stamp: str) -> str:
    """The day of a PDF's time stamp, D:YYYYMMDD…; empty where there is none."""
    match = DATE.match(stamp)
    try:
        return date(*(int(part or 1) for part in match.groups())).isoformat() if match else ""
    except ValueError:
        return ""
