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
    return PrintedPage(number, height, sorted(made, key=lambda line: (-line.bottom, line.left)))
