"""Reads the pieces of lines that stand on a PDF page, with their places and looks, through PDFium."""

import ctypes
import math
import re
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from statistics import median_low

import pypdfium2.raw as pdfium
from pypdfium2 import PdfTextPage

from index.converters.markdown_writer import UNSEEN
from index.converters.pdf.view.glyphs import NO_GLYPH, GlyphTable
from index.converters.pdf.view.rules import Rules

HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})
"""What PDFium gives for a hyphen at the end of a line, besides a hyphen."""
LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
OUTSIDE = 1e6
"""Points from the corner of any page."""
CODES = 0x110000
"""Code points that there are."""
MAX_NAME_BYTES = 128
"""Of a font's name."""
FIRST_LEFTWARD = 0x590
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
WIDEST_SPACE = 0.8
"""Of the line's height. A wider gap may be one between columns; `index.converters.pdf.layout` tells whether it is."""

Box = tuple[float, float, float, float]
"""Left, right, bottom and top, in points."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or the part of one up to a wide gap. Places are in points, from the page's lower left corner.

    `height` is that of the font rather than of the letters; `gaps` says whether the line was put together over gaps
    that are wider than a space, as are the rows of a table; `glyphs` holds the number of each character's glyph.
    """

    text: str
    left: float
    right: float
    bottom: float
    height: float
    bold: bool
    gaps: bool = False
    glyphs: Sequence[int] = field(default=(), compare=False, repr=False)

    @property
    def top(self) -> float:
        """Where the line ends above."""
        return self.bottom + self.height

    @property
    def width(self) -> float:
        """From its first to its last letter."""
        return self.right - self.left


class _Run:
    """A line while its characters are being read; `turn` is its direction in quarters of a circle."""

    __slots__ = ("boxes", "characters", "first", "glyphs", "last", "left", "leftward", "page", "turn")

    def __init__(self, page: PdfTextPage, first: int, turn: int) -> None:
        self.page = page
        self.turn = turn
        self.characters: list[str] = []
        self.boxes: list[Box] = []
        self.glyphs = array("i")
        self.first = self.last = first
        self.left = math.inf
        self.leftward = False

    def takes(self, box: Box, *, leftward: bool) -> bool:
        """Whether a character stands where this line goes on: to its right, or in Hebrew and Arabic to its left."""
        left, right, bottom, top = self.boxes[-1]
        height = top - bottom
        if not -height < box[3] + box[2] - top - bottom < height:
            return False
        # The letters of a ligature all stand in its place.
        if box[0] == left or -height / 2 < box[0] - right < height * WIDEST_SPACE:
            return True
        return (leftward or self.leftward) and -height / 2 < self.left - box[1] < height * WIDEST_SPACE

    def add(self, character: str, number: int, box: Box, glyph: int, *, spaced: bool, leftward: bool) -> None:
        if spaced:
            self.characters.append(" ")
            self.glyphs.append(NO_GLYPH)
        self.characters.append(character)
        self.glyphs.extend([glyph] * len(character))
        self.boxes.append(box)
        self.last = number
        if box[0] < self.left:
            self.left = box[0]
        if leftward:
            self.leftward = True

    def line(self) -> Line:
        """The line as a whole; brackets and raised numbers do not make it taller."""
        lefts, rights, bottoms, tops = zip(*self.boxes, strict=True)
        bottom = median_low(bottoms)
        bold = _is_bold(self.page.raw, self.first) and _is_bold(self.page.raw, self.last)
        height = median_low(tops) - bottom
        return Line("".join(self.characters), min(lefts), max(rights), bottom, height, bold, glyphs=self.glyphs)


def directed_lines(page: PdfTextPage, rules: Rules, number: int, glyphs: GlyphTable) -> dict[int, list[Line]]:
    """The lines of a page by their direction, in quarters of a circle; places are as `turned` gives them.

    Args:
        page: The page's text.
        rules: What parts its columns.
        number: The page's, from 1.
        glyphs: Takes the places of its characters.
    """
    found: defaultdict[int, list[Line]] = defaultdict(list)
    for run in _runs(page, rules, number, glyphs):
        found[run.turn].append(run.line())
    return found


def _runs(page: PdfTextPage, rules: Rules, page_number: int, glyphs: GlyphTable) -> Iterator[_Run]:
    """The lines of a page in the order of its file."""
    run: _Run | None = None
    space = False
    found = pdfium.FS_RECTF()
    handle = page.raw
    for number, code in _codes(page):
        character = _character(code)
        if character == " ":
            space = True
            continue
        if not character or not pdfium.FPDFText_GetLooseCharBox(handle, number, found):
            continue
        # Broken files have places that are no numbers, for which each of these is false.
        if not (found.bottom < found.top and -OUTSIDE < found.left < OUTSIDE and -OUTSIDE < found.right < OUTSIDE):
            continue
        place = box = found.left, found.right, found.bottom, found.top
        if run and run.turn:
            box = turned(place, run.turn)
        leftward = code >= FIRST_LEFTWARD and RIGHT_TO_LEFT.match(character) is not None
        crosses = space and run and not run.turn and rules.between(run.boxes[-1][1], box[0], (box[2] + box[3]) / 2)
        if run is None or crosses or not run.takes(box, leftward=leftward):
            if run:
                yield run
            angle = pdfium.FPDFText_GetCharAngle(handle, number)
            turn = round(angle / (math.pi / 2)) % 4 if math.isfinite(angle) else 0
            run, space, box = _Run(page, number, turn), False, turned(place, turn)
        run.add(character, number, box, glyphs.add(page_number, place), spaced=space, leftward=leftward)
        space = False
    if run:
        yield run


def _codes(page: PdfTextPage) -> Iterator[tuple[int, int]]:
    """The code points of a page with their numbers; those that PDFium gives in two halves under that of the second."""
    handle, high = page.raw, 0
    for number in range(page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(handle, number)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        yield number, code


@cache
def _character(code: int) -> str:
    """What a code point is to a reader: a space for all white space, nothing for what is not seen."""
    if code in HYPHENS:
        return "-"
    if code in LIGATURES:
        return LIGATURES[code]
    character = chr(code) if code < CODES else ""
    if character.isspace():
        return " "
    return "" if UNSEEN.match(character) else character


def is_leftward(text: str) -> bool:
    """Whether most of a text is in a script that runs from right to left."""
    return len(RIGHT_TO_LEFT.findall(text)) * 2 > len(text)


def turned(box: Box, turn: int) -> Box:
    """A place as seen by someone who has turned the page until text of that direction is upright."""
    left, right, bottom, top = box
    match turn:
        case 1:
            return -top, -bottom, left, right
        case 2:
            return -right, -left, -top, -bottom
        case 3:
            return bottom, top, -right, -left
        case _:
            return box


def _is_bold(handle: pdfium.FPDF_TEXTPAGE, number: int) -> bool:
    name = ctypes.create_string_buffer(MAX_NAME_BYTES)
    length = pdfium.FPDFText_GetFontInfo(handle, number, name, MAX_NAME_BYTES, None)
    return 0 < length <= MAX_NAME_BYTES and BOLD.search(name.value.decode("utf-8", "replace")) is not None
