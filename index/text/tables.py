"""Tables as Markdown writes them: rows of cells between bars, with their places in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
RULE = re.compile(r"^[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*$")
CELL = re.compile(r"(?<=\|)(?:\\.|[^|\\\n])*(?=\|)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text without the blanks around it; its offsets count in the article's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row below a header; its offsets are those of the line."""

    start: int
    end: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class CellTable:
    """A header and the rows below it."""

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]


def tables(text: str) -> list[CellTable]:
    """The tables of a text, in order. A run of rows whose second is no rule has no header and is left out."""
    return [table for block in _blocks(text) if (table := _table(block))]


def _blocks(text: str) -> Iterator[list[re.Match[str]]]:
    """Runs of rows on lines that follow one another."""
    block: list[re.Match[str]] = []
    for row in ROW.finditer(text):
        if block and row.start() != block[-1].end() + 1:
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _table(block: list[re.Match[str]]) -> CellTable | None:
    if len(block) < 3 or not RULE.match(block[1][0]):
        return None
    header = tuple(cell.text for cell in _cells(block[0]))
    return CellTable(header, tuple(TableRow(row.start(), row.end(), tuple(_cells(row))) for row in block[2:]))


def _cells(row: re.Match[str]) -> Iterator[Cell]:
    for found in CELL.finditer(row[0]):
        text = found[0].strip()
        start = row.start() + found.start() + (len(found[0]) - len(found[0].lstrip()) if text else 0)
        yield Cell(start, start + len(text), text)
