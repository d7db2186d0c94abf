"""Where the characters of an article's text stand on the pages of its PDF: packed by the converter, read by the API."""

import json
import sys
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from index.converters.pdf.view.glyphs import GlyphTable, PageBox

VERSION = 1
UNITS = 65_535
"""Parts of a page's width and height in which places are kept: a fifth of a pixel at 12,000 pixels."""
COLUMNS = ("I", "H", "H", "H", "H")
"""Page, left, top, right and bottom of each character, as `array` types."""
MAX_GAP = 1.2
"""Heights of a character between it and the next one of its box; wider gaps part the columns of a table."""
SAME_LINE = 0.5
"""Of the smaller of two characters' extents across the line that they share, if they are of one line."""


@dataclass(frozen=True, slots=True)
class QuoteBox:
    """A box on a page, in fractions of its width and height from its upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


def pack(glyphs: Sequence[int], table: GlyphTable, pages: int) -> bytes:
    """The map of a document's text.

    Args:
        glyphs: Of each character of the text.
        table: Their places.
        pages: How many the document has.
    """
    columns = [array(kind) for kind in COLUMNS]
    for page, box in table.places(glyphs):
        columns[0].append(page)
        for column, edge in zip(columns[1:], box, strict=True):
            column.append(round(edge * UNITS))
    head = {"version": VERSION, "characters": len(glyphs), "sizes": table.sizes(pages)}
    body = zlib.compress(b"".join(map(_planes, columns)), 6)
    return json.dumps(head).encode() + b"\n" + body


def _planes(column: "array[int]") -> bytes:
    """The bytes of numbers in little-endian order, first the lowest ones of all: so they pack to a third."""
    if sys.byteorder == "big":
        column.byteswap()
    raw = column.tobytes()
    return b"".join(raw[byte :: column.itemsize] for byte in range(column.itemsize))


class PageMap:
    """The map of one article.

    Attributes:
        sizes: Width and height of each page, in points.
    """

    __slots__ = ("_columns", "sizes")

    def __init__(self, sizes: Sequence[tuple[float, float]], columns: Sequence["array[int]"]) -> None:
        self.sizes = sizes
        self._columns = columns

    @classmethod
    def read(cls, packed: bytes) -> Self:
        """The map that `pack` wrote.

        Raises:
            ValueError: It is none, or one of another version.
        """
        head, _, body = packed.partition(b"\n")
        said = json.loads(head)
        if not isinstance(said, dict) or said.get("version") != VERSION:
            raise ValueError("no page map of this version")
        try:
            raw = zlib.decompress(body)
        except zlib.error as error:
            raise ValueError("a broken page map") from error
        columns, at, count = [], 0, int(said["characters"])
        for kind in COLUMNS:
            column = array(kind)
            size = count * column.itemsize
            planes = raw[at : at + size]
            mixed = bytearray(size)
            for byte in range(column.itemsize):
                mixed[byte :: column.itemsize] = planes[byte * count : (byte + 1) * count]
            column.frombytes(bytes(mixed))
            if sys.byteorder == "big":
                column.byteswap()
            columns.append(column)
            at += size
        return cls([(float(width), float(height)) for width, height in said["sizes"]], columns)

    @property
    def characters(self) -> int:
        """How many characters the text has."""
        return len(self._columns[0])

    def boxes(self, start: int, end: int) -> list[QuoteBox]:
        """The boxes of the characters from `start` to `end`, in the order of the text, one for each piece of a line."""
        found: list[QuoteBox] = []
        run: list[PageBox] = []
        on = 0
        for page, box in self._printed(start, end):
            if run and (page != on or not self._goes_on(run, box, page)):
                found.append(_around(on, run))
                run = []
            run.append(box)
            on = page
        if run:
            found.append(_around(on, run))
        return found

    def _printed(self, start: int, end: int) -> Iterator[tuple[int, PageBox]]:
        pages, *edges = self._columns
        for number in range(max(start, 0), min(end, self.characters)):
            if pages[number]:
                left, top, right, bottom = (edge[number] / UNITS for edge in edges)
                yield pages[number], (left, top, right, bottom)

    def _goes_on(self, run: Sequence[PageBox], box: PageBox, page: int) -> bool:
        """Whether a character stands next to the last one of a run, along its line, which may run up or down."""
        if box == run[-1]:  # the letters of a ligature
            return True
        width, height = self.sizes[page - 1]
        before, after = _in_points(run[-1], width, height), _in_points(box, width, height)
        upright = len(run) < 2 or _shares(_in_points(run[0], width, height), before, 1)
        turned = len(run) < 2 or not upright
        return (upright and _shares(before, after, 1) and _gap(before, after, 0) < MAX_GAP * _size(before, 1)) or (
            turned and _shares(before, after, 0) and _gap(before, after, 1) < MAX_GAP * _size(before, 0)
        )


def _in_points(box: PageBox, width: float, height: float) -> PageBox:
    return box[0] * width, box[1] * height, box[2] * width, box[3] * height


def _size(box: PageBox, axis: int) -> float:
    return box[axis + 2] - box[axis]


def _shares(one: PageBox, other: PageBox, axis: int) -> bool:
    """Whether two boxes stand on one level of an axis: 0 across, 1 down."""
    shared = min(one[axis + 2], other[axis + 2]) - max(one[axis], other[axis])
    return shared > SAME_LINE * min(_size(one, axis), _size(other, axis))


def _gap(one: PageBox, other: PageBox, axis: int) -> float:
    return max(one[axis], other[axis]) - min(one[axis + 2], other[axis + 2])


def _around(page: int, run: Sequence[PageBox]) -> QuoteBox:
    lefts, tops, rights, bottoms = zip(*run, strict=True)
    return QuoteBox(page, min(lefts), min(tops), max(rights), max(bottoms))
