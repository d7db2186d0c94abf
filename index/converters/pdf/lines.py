"""Reads the pieces of lines that stand on a PDF page, with their places and looks, through PDFium."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median_low

import pypdfium2.raw as pdfium
from pypdfium2 import PdfTextPage

from index.converters.markdown_writer import UNSEEN

HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})
"""What PDFium gives for a hyphen at the end of a line, besides a hyphen."""
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
WIDEST_SPACE = 1.0
"""Of the line's height. A wider gap may be one between columns; whether it is, `index.converters.pdf.reading_order`
tells."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or the part of one up to a wide gap. Places are in points, from the page's lower left corner.

    `height` is that of the font rather than of the letters; `gaps` says whether the line was put together over gaps
    that are wider than a space, as are the rows of a table.
    """

    text: str
    left: float
    right: float
    bottom: float
    height: float
    bold: bool
    gaps: bool = False


class _Run:
    """A line while its characters are being read."""

    def __init__(self, page: PdfTextPage, first: int) -> None:
        self.page = page
        self.characters: list[str] = []
        self.boxes: list[tuple[float, float, float, float]] = []
        self.first = self.last = first

    def takes(self, box: pdfium.FS_RECTF) -> bool:
        """Whether a character stands where this line goes on."""
        left, right, bottom, top = self.boxes[-1]
        height = top - bottom
        gap = box.left - right
        level = abs(box.top + box.bottom - top - bottom) < height
        # The letters of a ligature all stand in its place.
        return bool(level and (box.left == left or -height / 2 < gap < height * WIDEST_SPACE))

    def add(self, character: str, number: int, box: pdfium.FS_RECTF) -> None:
        self.characters.append(character)
        self.boxes.append((box.left, box.right, box.bottom, box.top))
        self.last = number

    def line(self) -> Line:
        """The line as a whole; brackets and raised numbers do not make it taller."""
        lefts, rights, bottoms, tops = zip(*self.boxes, strict=True)
        bottom = median_low(bottoms)
        bold = _is_bold(self.page, self.first) and _is_bold(self.page, self.last)
        return Line("".join(self.characters), min(lefts), max(rights), bottom, median_low(tops) - bottom, bold)


def page_lines(page: PdfTextPage) -> Iterator[Line]:
    """The lines of a page in the order of its file, which need not be that of reading."""
    run: _Run | None = None
    space = False
    box = pdfium.FS_RECTF()
    for number in range(page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(page, number)
        character = "-" if code in HYPHENS else LIGATURES.get(code) or chr(code)
        if character.isspace():
            space = True
            continue
        if UNSEEN.match(character) or not pdfium.FPDFText_GetLooseCharBox(page, number, box) or box.top <= box.bottom:
            continue
        if run is None or not run.takes(box):
            if run:
                yield run.line()
            run, space = _Run(page, number), False
        run.add(" " + character if space else character, number, box)
        space = False
    if run:
        yield run.line()


def _is_bold(page: PdfTextPage, number: int) -> bool:
    name = ctypes.create_string_buffer(128)
    pdfium.FPDFText_GetFontInfo(page, number, name, len(name), None)
    return bool(BOLD.search(name.value.decode("utf-8", "replace")))
