"""Tells whether rows on a PDF page are a table, and puts their cells into its columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.converters.pdf.layout.blocks import LineBlock

EQUATION_NUMBER = re.compile(r"\(\w{1,4}(?:\.\w{1,4})*\)")
MAX_CELL_CHARS = 300
"""Characters; what is longer is a column of prose."""
MIN_ROWS = {2: 3, 3: 2}
"""Rows that make a table of so many columns or more."""
FULL = 0.6
"""Of the cells of a table that hold something."""
WORD = re.compile(r"\w{2,}|\d")


@dataclass(frozen=True, slots=True)
class PageTable:
    """The cells of a table in rows of equal length, the first its header; an empty cell is None."""

    rows: tuple[tuple[LineBlock | None, ...], ...]
    left: float
    right: float
    bottom: float
    top: float


def table_of(run: Sequence[Sequence[LineBlock]]) -> PageTable | None:
    """The table that rows are; None where they are none: equations with numbers, labels with what is filled in."""
    columns = _columns(run)
    rows = [_placed(row, columns) for row in run]
    if any(row is None for row in rows) or len(columns) < 2:
        return None
    cells = [cell for row in run for cell in row]
    table = [row for row in rows if row]
    filled = len(cells) / (len(columns) * len(run))
    labels = [row[0] for row in table if row[0]]
    if (
        len(run) < MIN_ROWS[min(len(columns), 3)]
        or filled < FULL
        or any(len(cell.text) > MAX_CELL_CHARS for cell in cells)
        or all(EQUATION_NUMBER.fullmatch(row[-1].text) for row in run)
        or sum(label.text.endswith(":") for label in labels) * 2 > len(labels)
        or sum(WORD.search(cell.text) is None for cell in cells) * 4 > len(cells)
    ):
        return None
    return PageTable(
        tuple(table),
        left=min(cell.left for cell in cells),
        right=max(cell.right for cell in cells),
        bottom=min(cell.bottom for cell in cells),
        top=max(cell.top for cell in cells),
    )


def _columns(run: Sequence[Sequence[LineBlock]]) -> list[tuple[float, float]]:
    """Where the columns stand: what the cells of the fullest rows cover, from left to right."""
    most = max(map(len, run))
    found: list[tuple[float, float]] = []
    for cell in sorted((cell for row in run if len(row) == most for cell in row), key=lambda cell: cell.left):
        if found and cell.left < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], cell.right)
        else:
            found.append((cell.left, cell.right))
    return found


def _placed(row: Sequence[LineBlock], columns: Sequence[tuple[float, float]]) -> tuple[LineBlock | None, ...] | None:
    """The cells of a row, each in its column; None where two are in one."""
    placed: list[LineBlock | None] = [None] * len(columns)
    for cell in row:
        shared = [min(cell.right, right) - max(cell.left, left) for left, right in columns]
        best = max(range(len(columns)), key=lambda number: shared[number])
        if placed[best] is not None:
            return None
        placed[best] = cell
    return tuple(placed)
