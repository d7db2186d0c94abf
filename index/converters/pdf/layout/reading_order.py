"""Puts the lines of a PDF page into the order of reading.

The order of the file is that of reading in nearly every document, over columns, formulas and boxes. It is mended where
what stands above comes later, such as a title that was drawn last.
"""

from collections.abc import Iterable, Iterator, Sequence

from index.converters.pdf.layout.blocks import LineBlock, blocks_of
from index.converters.pdf.layout.cells import PageTable
from index.converters.pdf.layout.rows import units
from index.converters.pdf.lines import Line

OVERLAP = 0.5
"""Of the narrower of two blocks' widths, from which on one stands above the other."""
ALIKE = 0.75
"""Of the wider of two blocks' widths that the narrower has, if both are of one column."""
MIN_COLUMN_LINES = 3
"""Lines to a column."""
MAX_PARTS = 400
"""Parts of a page that are compared, each with each; a page of thousands of scraps keeps the file's order."""

Region = list[Line] | PageTable
"""The lines of a column, or of a part of one, from the top; or a table."""


def regions(lines: Sequence[Line]) -> list[Region]:
    """The parts of a page in the order of reading."""
    ordered = _ordered(list(_columns(units(blocks_of(lines)))))
    return [part if isinstance(part, PageTable) else part.lines for part in ordered]


def _columns(parts: Iterable[LineBlock | PageTable]) -> Iterator[LineBlock | PageTable]:
    """The parts of a page, with those that go on in the same column put together."""
    column: list[Line] = []
    last: LineBlock | None = None
    for part in parts:
        if isinstance(part, LineBlock) and last and _same_column(last, part):
            column += part.lines
            last = part if len(part.lines) > 1 else last
            continue
        if column:
            yield LineBlock(column)
        column, last = (list(part.lines), part) if isinstance(part, LineBlock) else ([], None)
        if isinstance(part, PageTable):
            yield part
    if column:
        yield LineBlock(column)


def _same_column(above: LineBlock, below: LineBlock) -> bool:
    """Whether a block goes on in the column of the one before it."""
    narrow, wide = sorted((above.width, below.width))
    single = len(above.lines) == 1 or len(below.lines) == 1
    return above.bottom > below.bottom and above.overlap(below) > 0 and (single or narrow > wide * ALIKE)


def _ordered(found: list[LineBlock | PageTable]) -> list[LineBlock | PageTable]:
    """The parts of a page in the file's order; what comes too late is put before the first that it belongs before."""
    if len(found) > MAX_PARTS:
        return found
    ordered: list[LineBlock | PageTable] = []
    for part in found:
        at = next((number for number, other in enumerate(ordered) if _is_before(part, other)), len(ordered))
        ordered.insert(at, part)
    return ordered


def _is_before(one: LineBlock | PageTable, other: LineBlock | PageTable) -> bool:
    """Whether a part stands above another, or is a column that begins on a level with another to its right."""
    shared = min(one.right, other.right) - max(one.left, other.left)
    narrower = min(one.right - one.left, other.right - other.left)
    if one.bottom >= other.top - 1:
        return shared > narrower * OVERLAP
    if isinstance(one, PageTable) or isinstance(other, PageTable) or shared > 0 or one.left > other.left:
        return False
    return min(len(one.lines), len(other.lines)) >= MIN_COLUMN_LINES and abs(one.top - other.top) < one.lines[0].height
