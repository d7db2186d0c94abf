"""What PDFium finds in a box on a page, to compare with what should be there."""

import ctypes
import re
from collections.abc import Iterable, Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from index.converters.pdf.lines import HYPHENS, LIGATURES
from index.converters.pdf.view.page_map import QuoteBox

SIDE = 1_000_000
"""Of the square that a page is laid onto, to turn fractions into the page's own coordinates."""
MARKS = re.compile(r"^#+ |^- |^\|(?: +---? \|| --- \|)+$|^\|(?:  \|)+$|\\(?=[|#])|\|", re.MULTILINE)
"""What Markdown adds to the words of a PDF."""
IGNORED = re.compile(r"[\s\u00ad\u200b-]")


def bare(text: str) -> str:
    """A text without white space, hyphens and marks of Markdown."""
    return IGNORED.sub("", MARKS.sub("", text))


def printed_in(document: pdfium.PdfDocument, boxes: Iterable[QuoteBox]) -> str:
    """The characters whose middles are in the boxes, without white space and hyphens."""
    found, pages = [], {}
    for box in boxes:
        page = document[box.page - 1]
        (left, top), (right, bottom) = _in_page(page, box.left, box.top), _in_page(page, box.right, box.bottom)
        (left, right), (bottom, top) = sorted((left, right)), sorted((bottom, top))
        if box.page not in pages:
            pages[box.page] = list(_characters(page))
        found += [each for each, x, y in pages[box.page] if left <= x <= right and bottom <= y <= top]
    # PDFium gives letters beyond plane 0 in two halves.
    return bare("".join(found).encode("utf-16-le", "surrogatepass").decode("utf-16-le"))


def _characters(page: pdfium.PdfPage) -> Iterator[tuple[str, float, float]]:
    """The characters of a page with the middles of their boxes."""
    text = page.get_textpage()
    for number in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(number, loose=True)
        code = raw.FPDFText_GetUnicode(text, number)
        character = "" if code in HYPHENS else LIGATURES.get(code, chr(code))
        yield character, (left + right) / 2, (bottom + top) / 2


def _in_page(page: pdfium.PdfPage, across: float, down: float) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDF_DeviceToPage(page, 0, 0, SIDE, SIDE, 0, round(across * SIDE), round(down * SIDE), x, y)
    return x.value, y.value
