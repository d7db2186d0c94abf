"""Joins the lines of a PDF into paragraphs, over the ends of lines, columns and pages."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from index.converters.pdf.layout.cells import CellRow, PageTable
from index.converters.pdf.layout.reading_order import Region
from index.converters.pdf.lines import Line, is_leftward
from index.text.block_kinds import SENTENCE_END
from index.text.blocks import STOP

BULLET = re.compile(r"[•◦▪‣●○■·–*-]\s+(?=\S)")
NUMBER = re.compile(r"\(?\d{1,2}[.)]\s+(?=\S)")
LOOSE = 1.3
"""Of the usual distance between lines; more begins a paragraph."""
INDENT = 0.5
"""Of a line's height; a first line that begins further in begins a paragraph."""
WIDE = 0.75
"""Of a column's width that a line of prose takes at least; the lines of a list or an address take less."""
CUT = re.compile(r"\w-$")
OUTLIERS = 12
"""One line in so many may run out of its column: what cannot be broken, such as an address."""


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together.

    `pages` holds pairs: from which of its lines on it stands on which page, from 1. A table has no lines
    of its own, and its rows are counted.
    """

    lines: list[Line] = field(default_factory=list)
    pages: list[tuple[int, int]] = field(default_factory=list)
    table: PageTable | None = None

    def add(self, line: Line, page: int) -> None:
        """Adds a line that stands on a page."""
        if not self.pages or self.pages[-1][1] != page:
            self.pages.append((len(self.lines), page))
        self.lines.append(line)

    def continue_table(self, table: PageTable, page: int) -> bool:
        """Adds the rows of a table that goes on on the next page, its header once; False where it is another table."""
        if self.table is None or self.pages[-1][1] != page - 1 or len(self.table.rows[0]) != len(table.rows[0]):
            return False
        repeated = _texts(table.rows[0]) == _texts(self.table.rows[0])
        if table.headed and not repeated:
            return False
        rows = table.rows[1:] if repeated else table.rows
        self.pages.append((len(self.table.rows), page))
        self.table = replace(self.table, rows=(*self.table.rows, *rows))
        return True


def _texts(row: CellRow) -> list[str]:
    return [cell.text if cell else "" for cell in row]


@dataclass(frozen=True, slots=True)
class _Column:
    """The lines of a region and what is usual among them."""

    lines: Sequence[Line]
    left: float
    edges: Mapping[tuple[bool, int], float]
    leading: float

    @classmethod
    def of(cls, lines: Sequence[Line], leading: float) -> "_Column":
        lefts = [round(line.left) for line in lines]
        common = max(sorted(set(lefts)), key=lefts.count)
        rights: defaultdict[tuple[bool, int], list[float]] = defaultdict(list)
        for line in lines:
            rights[_look(line)].append(line.right)
        return cls(lines, common, {look: _edge(found) for look, found in rights.items()}, leading)

    def is_short(self, line: Line, after: Line) -> bool:
        """Whether a line ends before the next one's first word would not have fitted."""
        word = len(after.text.split(maxsplit=1)[0]) + 1
        width = (after.right - after.left) * word / max(1, len(after.text))
        right = self._right_of(line, after)
        # Widths are estimated from the line as a whole: half a letter more or less must not end a paragraph.
        if line.right + width + line.height / 2 >= right or CUT.search(line.text):
            return False
        goes_on = after.text[0].islower() and not SENTENCE_END.search(line.text)
        return not goes_on or line.right - line.left < (right - self.left) * WIDE

    def _right_of(self, line: Line, after: Line) -> float:
        """The edge that two lines run to; a quotation set apart is narrower than its column on both sides."""
        if abs(line.left - after.left) > 1 or STOP.search(line.text):
            return self.edges[_look(line)]
        edge = _edge([other.right for other in self.lines if abs(other.left - line.left) <= 1])
        whole = self.edges[_look(line)]
        return edge if edge - line.left > (whole - line.left) * WIDE else whole


def _look(line: Line) -> tuple[bool, int]:
    """What a line has in common with those of its font; a title is not as wide as the text below it."""
    return line.bold, round(line.height)


def _edge(rights: Sequence[float]) -> float:
    return sorted(rights)[-1 - len(rights) // OUTLIERS]


def paragraphs(pages: Sequence[tuple[int, Sequence[Region]]]) -> list[Paragraph]:
    """The paragraphs of a document.

    Args:
        pages: The number of each page, and its regions, none empty (see
            `index.converters.pdf.layout.reading_order.regions`).
    """
    found: list[Paragraph] = []
    leading = _usual_leading([region for _, page in pages for region in page if not isinstance(region, PageTable)])
    before: tuple[_Column, Line] | None = None
    for number, page in pages:
        for region in page:
            if isinstance(region, PageTable):
                if not (found and region is page[0] and found[-1].continue_table(region, number)):
                    found.append(Paragraph(pages=[(0, number)], table=region))
                before = None
                continue
            column = _Column.of(region, leading)
            for line in region:
                if before is None or _begins(line, column, *before, found[-1]):
                    found.append(Paragraph())
                found[-1].add(line, number)
                before = column, line
    return found


def _usual_leading(regions: Sequence[Sequence[Line]]) -> float:
    """The usual distance between neighbouring lines, in heights of the upper one."""
    pairs = [pair for lines in regions for pair in pairwise(lines) if _alike(*pair)]
    return median([(a.bottom - b.bottom) / a.height for a, b in pairs]) if pairs else 1.0


def _alike(one: Line, other: Line) -> bool:
    return one.bold == other.bold and abs(one.height - other.height) < 0.08 * max(one.height, other.height)


def _begins(line: Line, column: _Column, above: _Column, before: Line, current: Paragraph) -> bool:
    """Whether a line begins a paragraph, given the line before it and the paragraph that this one is in."""
    if line.gaps or before.gaps or not _alike(line, before) or BULLET.match(line.text):
        return True
    if is_leftward(line.text) != is_leftward(before.text):
        return True
    first = current.lines[0]
    listed = bool(BULLET.match(first.text) or NUMBER.match(first.text))
    short = above.is_short(before, line)
    if column is not above:
        ended = bool(STOP.search(before.text))
        if CUT.search(before.text) or (line.text[0].islower() and not ended):
            return False
        indented = line.left > column.left + INDENT * line.height
        return ended or short or indented or len(above.lines) == 1
    if before.bottom - line.bottom > LOOSE * column.leading * before.height:
        return True
    if listed:
        return line.left < first.left + INDENT * line.height
    centred = abs(line.left + line.right - before.left - before.right) < line.height
    indented = line.left > column.left + INDENT * line.height and before.left < line.left - INDENT * line.height
    if indented and not centred:
        return True
    return short or bool(NUMBER.match(line.text) and STOP.search(before.text))
