"""Reads the pages of a PDF one by one: what is wrong with one costs that page only."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pypdfium2 import PdfDocument, PdfiumError, PdfPage, raw

from index.converters.pdf.fields import field_values, with_values
from index.converters.pdf.lines import Box, Line, directed_lines, is_leftward, turned
from index.converters.pdf.view.glyphs import GlyphTable
from index.converters.pdf.view.rules import rules_of

MIN_TURNED_SHARE = 0.2
"""Of a page's characters: what stands turned against the others is read too; less is a stamp or the label of an
axis."""
MANY_OBJECTS = 50
"""Objects on a page of which some may be letters that are drawn; a blank page has a frame at most."""
USUAL_HEIGHT = 12.0
"""Points: the height of what is typed into a field, of which several lines have room."""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """The lines of a page that run in one direction, upright, in the order of the file; its number counts from 1."""

    number: int
    height: float
    lines: list[Line]


@dataclass(slots=True)
class PageSet:
    """The pages of a document, and which of them show pictures or drawings, or cannot be opened."""

    pages: list[PrintedPage] = field(default_factory=list)
    pictured: set[int] = field(default_factory=set)
    broken: set[int] = field(default_factory=set)
    glyphs: GlyphTable = field(default_factory=GlyphTable)


MAX_MISSING = 1_000
"""Pages in a row that cannot be opened; what a document claims beyond is taken for not being there."""


def read_pages(document: PdfDocument) -> PageSet:
    """All pages of a document; one with many lines in another direction than the others counts as two."""
    found = PageSet()
    missing = 0
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
        except PdfiumError:
            found.broken.add(number)
            missing += 1
            if missing == MAX_MISSING:
                break
            continue
        missing = 0
        try:
            found.pages += _upright_pages(page, number, found.glyphs)
            if raw.FPDFPage_CountObjects(page) >= MANY_OBJECTS or any(
                page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])
            ):
                found.pictured.add(number)
        except PdfiumError:
            found.broken.add(number)
        finally:
            page.close()
    return found


def _upright_pages(page: PdfPage, number: int, glyphs: GlyphTable) -> list[PrintedPage]:
    glyphs.begin_page(number, page)
    left, bottom, right, top = page.get_bbox()
    frame = (left, right, bottom, top)
    text = page.get_textpage()
    try:
        directed = directed_lines(text, rules_of(page), number, glyphs)
    finally:
        text.close()
    lengths = {turn: sum(len(line.text) for line in lines) for turn, lines in directed.items()} or {0: 0}
    main = max(lengths, key=lambda turn: lengths[turn])
    kept = [turn for turn, length in lengths.items() if length >= MIN_TURNED_SHARE * sum(lengths.values())]
    values = [
        line
        for box, value in field_values(page)
        for line in _value_lines(turned(box, main), value, glyphs.add(number, box))
    ]
    return [
        _upright(number, turned(frame, turn), with_values(directed.get(turn, []), values if turn == main else []))
        for turn in sorted(kept, key=lambda turn: -lengths[turn])
    ]


def _value_lines(box: Box, value: str, glyph: int) -> list[Line]:
    """The lines of a value; the field as a whole is the place of each character."""
    left, right, bottom, top = box
    parts = [part for part in value.splitlines() if part.strip()]
    height = min(USUAL_HEIGHT, (top - bottom) / max(1, len(parts)))
    # A single line stands in the middle of its field, several from the top.
    begin = (top + bottom + height) / 2 if len(parts) == 1 else top
    if height <= 0:
        return []
    texts = [" ".join(part.split()) for part in parts]
    return [
        Line(text, left, right, begin - height * number, height, bold=False, glyphs=[glyph] * len(text))
        for number, text in enumerate(texts, start=1)
    ]


def _upright(number: int, frame: Box, lines: Sequence[Line]) -> PrintedPage:
    left, right, bottom, top = frame
    width, height = right - left, top - bottom
    moved = [
        replace(line, left=line.left - left, right=line.right - left, bottom=line.bottom - bottom) for line in lines
    ]
    # What is printed beside the page is cut off.
    seen = [line for line in moved if line.right > 0 and line.left < width and line.top > 0 and line.bottom < height]
    if is_leftward("".join(line.text for line in seen)):
        # In a mirror, lines and columns of Hebrew and Arabic run as those of other scripts do.
        seen = [replace(line, left=width - line.right, right=width - line.left) for line in seen]
    return PrintedPage(number, height, seen)
