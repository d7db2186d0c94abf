"""Makes pages for the PDF converter of the lines that were recognized on scans."""

from collections.abc import Sequence
from statistics import median

from pypdfium2 import PdfDocument

from index.converters.pdf.lines import Line
from index.converters.pdf.pages import PrintedPage
from index.converters.pdf.view.glyphs import GlyphTable, PageFrame

RecognizedLine = tuple[str, float, float, float, float]
"""A text, and its left, top, right and bottom in fractions of the page as it is shown."""
RecognizedPage = tuple[int, Sequence[RecognizedLine]]
"""The number of a page, from 1, and its lines in any order."""

WIDE = 0.6
"""Of the lines' extent: a line that stands over all columns."""
MIN_COLUMN, MIN_COLUMN_LINES = 8.0, 3
"""Usual heights that a column of prose is wide, and its lines; the cells of a table are narrower."""
LARGE = 1.3
"""Times the usual height of a page's lines: those of a heading. Less is how boxes vary around lines of one size."""


def recognized_page(document: PdfDocument, recognized: RecognizedPage, glyphs: GlyphTable) -> PrintedPage:
    """A page of recognized lines; the line as a whole is the place of each character.

    Args:
        document: The PDF.
        recognized: What was recognized on the page.
        glyphs: Takes the places; it knows the frame of the page already.
    """
    number, lines = recognized
    frame = PageFrame.of(document[number - 1])
    width, height = frame.size
    usual = median((bottom - top) * height for _, _, top, _, bottom in lines) if lines else 0.0
    made = []
    for text, left, top, right, bottom in lines:
        glyph = glyphs.add(number, frame.placed((left, top, right, bottom)))
        own = (bottom - top) * height
        middle = (1 - (top + bottom) / 2) * height
        own = own if own >= LARGE * usual else usual
        made.append(
            Line(text, left * width, right * width, middle - own / 2, own, bold=False, glyphs=[glyph] * len(text))
        )
    return PrintedPage(number, height, in_reading_order(made, usual))


def in_reading_order(lines: Sequence[Line], usual: float) -> list[Line]:
    """Lines from top to bottom, columns of prose one after the other; a simple X-Y cut (Nagy and Seth, 1984).

    Args:
        lines: In any order.
        usual: Their usual height.
    """
    rows = sorted(lines, key=lambda line: (-line.bottom, line.left))
    if columns := _columns(rows, usual):
        return [line for column in columns for line in in_reading_order(column, usual)]
    extent = max((line.right for line in rows), default=0) - min((line.left for line in rows), default=0)
    ordered: list[Line] = []
    band: list[Line] = []
    for line in rows:
        if line.width < WIDE * extent:
            band.append(line)
            continue
        ordered += [each for column in _columns(band, usual) or [band] for each in column]
        ordered.append(line)
        band = []
    return ordered + [each for column in _columns(band, usual) or [band] for each in column]


def _columns(rows: Sequence[Line], usual: float) -> list[list[Line]]:
    """The columns of lines that are as wide as lines of prose, at their widest gutter; none where there is only one."""
    spans = sorted(rows, key=lambda line: line.left)
    right, gutters = 0.0, []
    for line in spans:
        gutters.append((line.left - right, line.left))
        right = max(right, line.right)
    for width, left in sorted(gutters[1:], reverse=True):
        parts = [[line for line in rows if (line.left < left) is first] for first in (True, False)]
        if width < usual:
            break
        if all(len(part) >= MIN_COLUMN_LINES and median(_widths(part)) >= MIN_COLUMN * usual for part in parts):
            return parts
    return []


def _widths(lines: Sequence[Line]) -> list[float]:
    return [line.width for line in lines]
