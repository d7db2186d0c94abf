"""Finds what stands in rows on a PDF page: tables, columns that were written row by row, and lines with wide gaps."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from index.converters.pdf.layout.blocks import LineBlock, are_level, joined
from index.converters.pdf.layout.cells import PageTable, table_of

NARROWEST = 25
"""Characters of the middle line of a column; with fewer it is one of a table."""
FULLEST = 0.6
"""Of a column's width that its middle line fills; in a table cells are shorter."""
MIN_COLUMN_LINES = 3
"""Lines to a column."""
FARTHEST_ROW = 3.0
"""Heights of a line between two rows of a table."""

Row = list[LineBlock]
"""Cells from left to right."""


def units(blocks: Sequence[LineBlock]) -> Iterator[LineBlock | PageTable]:
    """The blocks of a page, those that stand in rows put together as tables, columns or lines."""
    run: list[Row] = []
    for row in _rows(blocks):
        if len(row) > 1 and (not run or _goes_on(run, row)):
            run.append(row)
            continue
        yield from _resolved(run)
        run = [row] if len(row) > 1 else []
        if len(row) == 1:
            yield row[0]
    yield from _resolved(run)


def _rows(blocks: Sequence[LineBlock]) -> Iterator[Row]:
    """Runs of blocks that stand beside each other, each to the right of the one before; single blocks too."""
    row: Row = []
    for block in blocks:
        if row and block.is_beside(row[-1]):
            if len(row) == 1:
                above, row = _cut(row[0], block)
                if above:
                    yield [above]
            row.append(block)
            continue
        if row:
            yield from _by_lines(row)
        row = [block]
    if row:
        yield from _by_lines(row)


def _cut(block: LineBlock, beside: LineBlock) -> tuple[LineBlock | None, Row]:
    """A block apart from its last lines, and those: the ones that are on a level with what stands beside it."""
    first = len(block.lines) - 1
    while first and (
        block.lines[first - 1].bottom < beside.top - block.lines[first - 1].height / 4
        or (
            block.lines[first - 1].bottom - block.lines[first].top < block.lines[first].height / 4
            and block.lines[first - 1].right < beside.left
            and len(beside.lines) > 1
        )
    ):
        first -= 1
    return (LineBlock(block.lines[:first]) if first else None), [LineBlock(block.lines[first:])]


def _by_lines(row: Row) -> Iterator[Row]:
    """A row whose cells were written column by column as the rows that they make."""
    longest = max(row, key=lambda cell: len(cell.lines)).lines
    if len(row) > 1 and len(longest) >= MIN_COLUMN_LINES and not all(map(_is_prose, row)):
        made: list[Row] = [[] for _ in longest]
        for line in (line for cell in row for line in cell.lines):
            level = next((number for number, other in enumerate(longest) if are_level(line, other)), None)
            if level is None:
                break
            made[level].append(LineBlock([line]))
        else:
            if sum(len(cells) > 1 for cells in made) * 2 > len(made):
                yield from made
                return
    yield row


def _goes_on(run: Sequence[Row], row: Row) -> bool:
    """Whether a row stands below others as the next one of their table."""
    above = run[-1]
    height = above[0].lines[0].height
    distance = _distance(above, row)
    if not -height / 2 < distance < FARTHEST_ROW * height:
        return False
    # Another table has other columns, and stands further off than the rows among themselves.
    return len(row) == len(above) or len(run) == 1 or distance < _distance(run[-2], above) + height / 2


def _distance(above: Row, below: Row) -> float:
    return min(cell.bottom for cell in above) - max(cell.top for cell in below)


def _resolved(run: Sequence[Row]) -> Iterator[LineBlock | PageTable]:
    """What rows below each other are."""
    if not run:
        return
    if columns := _prose_columns(run):
        yield from columns
    elif table := table_of(run):
        yield table
    else:
        for row in run:
            if all(len(cell.lines) == 1 for cell in row):
                yield LineBlock([joined([cell.lines[0] for cell in row])])
            else:
                yield from row


def _prose_columns(run: Sequence[Row]) -> list[LineBlock]:
    """The columns of prose that rows of single lines are; none where they are none."""
    count = len(run[0])
    if len(run) < MIN_COLUMN_LINES or any(len(row) != count for row in run):
        return []
    if any(len(cell.lines) > 1 for row in run for cell in row):
        return []
    columns = [LineBlock([cell.lines[0] for cell in column]) for column in zip(*run, strict=True)]
    apart = all(after.left > before.right for before, after in pairwise(columns))
    return columns if apart and all(map(_is_prose, columns)) else []


def _is_prose(column: LineBlock) -> bool:
    lines = column.lines
    full = median(line.width for line in lines) >= column.width * FULLEST
    return full and median(len(line.text) for line in lines) >= NARROWEST
