"""Tells whether rows on a PDF page are a table, and puts their cells into its columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.converters.pdf.layout.blocks import LineBlock

EQUATION_NUMBER = re.compile(r"\(\w{1,4}(?:\.\w{1,4})*\)")
MAX_CELL_CHARS = 300
"""Characters; what is longer is a column of prose."""
MIN_ROWS = {2: 3, 3: 2}
"""Rows that make a table of so many columns or more."""
FULL = 0.4
"""Of a table's rows that have a cell in each column; chance gaps in justified lines have few."""
NUMBER = re.compile(r"[^\w]*\d[\d.,%\s()±eE–-]*")
YEAR_OR_RANGE = re.compile(r"\D*(?:1[5-9]|20)\d\d\D*|\d+\s?[–-]\s?\d+")
WORD = re.compile(r"\w{2,}|\d")


CellRow = tuple[LineBlock | None, ...]
"""The cells of a row from left to right; an empty one is None."""


@dataclass(frozen=True, slots=True)
class PageTable:
    """The rows of a table, of equal length; `headed` says whether the first is its header."""

    rows: tuple[CellRow, ...]
    headed: bool
    left: float
    right: float
    bottom: float
    top: float


def table_of(run: Sequence[Sequence[LineBlock]]) -> PageTable | None:
    """The table that rows are; None where they are none: equations with numbers, labels with what is filled in."""
    columns = _columns(run)
    rows = [_placed(row, columns) for row in run] if columns else [None]
    if None in rows:
        return None
    cells = [cell for row in run for cell in row]
    table = _one_header([row for row in rows if row])
    full = sum(len(row) == len(columns) for row in run)
    labels = [row[0] for row in table if row[0]]
    if (
        len(run) < MIN_ROWS[min(len(columns), 3)]
        or full < max(2, len(run) * FULL)
        or any(len(cell.text) > MAX_CELL_CHARS for cell in cells)
        or all(EQUATION_NUMBER.fullmatch(row[-1].text) for row in run)
        or sum(label.text.endswith(":") for label in labels) * 2 > len(labels)
        or sum(WORD.search(cell.text) is None for cell in cells) * 4 > len(cells)
    ):
        return None
    return PageTable(
        tuple(table),
        headed=not _is_data(table[0]),
        left=min(cell.left for cell in cells),
        right=max(cell.right for cell in cells),
        bottom=min(cell.bottom for cell in cells),
        top=max(cell.top for cell in cells),
    )


def _columns(run: Sequence[Sequence[LineBlock]]) -> list[tuple[float, float]]:
    """Where the columns stand, from left to right: what the cells of the fullest rows cover; empty if they overlap."""
    most = max(map(len, run))
    full = [row for row in run if len(row) == most]
    found = [
        (min(cell.left for cell in column), max(cell.right for cell in column)) for column in zip(*full, strict=True)
    ]
    return found if all(right <= left for (_, right), (left, _) in pairwise(found)) else []


def _placed(row: Sequence[LineBlock], columns: Sequence[tuple[float, float]]) -> CellRow | None:
    """The cells of a row, each in its column; None where two are in one."""
    placed: list[LineBlock | None] = [None] * len(columns)
    for cell in row:
        shared = [min(cell.right, right) - max(cell.left, left) for left, right in columns]
        best = max(range(len(columns)), key=lambda number: shared[number])
        if placed[best] is not None:
            return None
        placed[best] = cell
    return tuple(placed)


def _one_header(rows: list[CellRow]) -> list[CellRow]:
    """The rows of a table, with a header that names groups of columns put over the names below it."""
    if len(rows) < 3:
        return rows
    over, names = rows[:2]
    groups = [cell for cell in over[1:] if cell]
    if len(groups) == len(over) - 1 or any(name is None for name in names[1:]) or _is_data(names):
        return rows
    header: list[LineBlock | None] = [names[0] or over[0]]
    for name in names[1:]:
        if name:
            group = min(groups, key=lambda cell: abs(cell.left + cell.right - name.left - name.right))
            header.append(LineBlock([*group.lines, *name.lines]))
    return [tuple(header), *rows[2:]]


def _is_data(row: CellRow) -> bool:
    """Whether a row holds numbers that are no years or ranges, as a header does not."""
    texts = [cell.text for cell in row[1:] if cell]
    return any(NUMBER.fullmatch(text) and not YEAR_OR_RANGE.fullmatch(text) for text in texts)
