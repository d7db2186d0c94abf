"""Keeps where each character of a PDF is printed, from the page it is read off to the text of the article."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

NO_GLYPH = -1
"""The glyph of a character that is not printed: a space between words or lines, or a mark of Markdown."""

PageBox = tuple[float, float, float, float]
"""Left, top, right and bottom in fractions of the width and height of the page as it is shown."""


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What part of a page's coordinates is shown, in points, and by how many degrees it is turned clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @classmethod
    def of(cls, page: "PdfPage") -> "PageFrame":
        """The frame of an open page."""
        left, bottom, right, top = page.get_bbox()
        return cls(left, bottom, right, top, page.get_rotation())

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown, in points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation in {90, 270} else (width, height)

    def shown(self, left: float, right: float, bottom: float, top: float) -> PageBox:
        """A place in the page's coordinates as it is seen on the page, cut off at its edges."""
        width, height = self.right - self.left or 1.0, self.top - self.bottom or 1.0
        lefts, rights = (left - self.left) / width, (right - self.left) / width
        lows, highs = (bottom - self.bottom) / height, (top - self.bottom) / height
        match self.rotation:
            case 90:
                box = lows, lefts, highs, rights
            case 180:
                box = 1 - rights, lows, 1 - lefts, highs
            case 270:
                box = 1 - highs, 1 - rights, 1 - lows, 1 - lefts
            case _:
                box = lefts, 1 - highs, rights, 1 - lows
        a, b, c, d = (min(max(edge, 0.0), 1.0) for edge in box)
        return a, b, c, d

    def placed(self, box: PageBox) -> tuple[float, float, float, float]:
        """Left, right, bottom and top in the page's coordinates of a place as it is seen; the reverse of `shown`."""
        a, b, c, d = box
        match self.rotation:
            case 90:
                lefts, rights, lows, highs = b, d, a, c
            case 180:
                lefts, rights, lows, highs = 1 - c, 1 - a, b, d
            case 270:
                lefts, rights, lows, highs = 1 - d, 1 - b, 1 - c, 1 - a
            case _:
                lefts, rights, lows, highs = a, c, 1 - d, 1 - b
        width, height = self.right - self.left, self.top - self.bottom
        return (
            self.left + lefts * width,
            self.left + rights * width,
            self.bottom + lows * height,
            self.bottom + highs * height,
        )


class GlyphTable:
    """The places of all characters of a document; each is known by its number in the table."""

    __slots__ = ("_boxes", "_frames", "_pages")

    def __init__(self) -> None:
        self._boxes = array("f")
        self._pages = array("i")
        self._frames: dict[int, PageFrame] = {}

    def begin_page(self, number: int, page: "PdfPage") -> None:
        """Takes the frame of a page, before the characters on it."""
        self._frames[number] = PageFrame.of(page)

    def add(self, page: int, box: tuple[float, float, float, float]) -> int:
        """Adds a character.

        Args:
            page: Its number, from 1.
            box: Left, right, bottom and top in the page's coordinates.

        Returns:
            The number of the glyph.
        """
        self._boxes.extend(box)
        self._pages.append(page)
        return len(self._pages) - 1

    def sizes(self, pages: int) -> list[tuple[float, float]]:
        """Width and height of each page in points; zeros for those that cannot be opened."""
        return [self._frames[number].size if number in self._frames else (0.0, 0.0) for number in range(1, pages + 1)]

    def places(self, glyphs: Sequence[int]) -> Iterator[tuple[int, PageBox]]:
        """The page and the box of each of the glyphs; page 0 for what is not printed."""
        for glyph in glyphs:
            if glyph == NO_GLYPH:
                yield 0, (0.0, 0.0, 0.0, 0.0)
                continue
            left, right, bottom, top = self._boxes[4 * glyph : 4 * glyph + 4]
            page = self._pages[glyph]
            yield page, self._frames[page].shown(left, right, bottom, top)
