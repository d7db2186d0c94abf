"""Reads an XLSX file: the tables of its sheets, with numbers as they are shown, by openpyxl."""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

from index.converters import markdown_writer
from index.converters.models import Extract, SourceFile
from index.converters.zip_package import OfficePackage
from index.errors import SourceError

LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|([$€£¥ ])')
"""Text that a number format writes around the number: quoted, escaped, a currency or a space."""
DECIMALS = re.compile(r"\.([0#?]+)")
MAX_EMPTY_ROWS = 1000
"""Empty rows after which a sheet is over: some programs write a million."""


def extract_xlsx(file: SourceFile) -> Extract:
    """The tables of a workbook.

    Raises:
        SourceError: It is none, is locked, or is too large or empty once unpacked.
    """
    package = OfficePackage(file, "XLSX", ".xlsx")
    for part in package.names:
        if part.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in package.read(part):
            raise SourceError(f"{file.name!r} defines entities, which no spreadsheet does: save it again.")
    workbook = openpyxl.load_workbook(io.BytesIO(file.content), read_only=True, data_only=True)
    parts: list[str] = []
    shown = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    for sheet in shown:
        sheet.reset_dimensions()  # what the file states of them may be a million rows
        found = list(filter(None, _tables(sheet.iter_rows())))
        if found:
            parts += [markdown_writer.heading(sheet.title, 2), *found]
    text, _ = markdown_writer.joined(filter(None, parts))
    if not text:
        raise SourceError(f"{file.name!r} holds no text: give a spreadsheet with some.")
    about = package.description()
    return Extract(text=text, title=about.title, author=about.author, published=about.published)


def _tables(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Each run of rows of several cells is a table; a row of one cell is a paragraph, and an empty one ends a table."""
    table: list[list[str]] = []
    empty = 0
    for row in rows:
        cells = [_shown(cell) for cell in row]
        written = sum(map(bool, cells))
        if written > 1 or (written and table and len(table[0]) > 1):
            table.append(cells)
        else:
            yield _table(table)
            table = []
            yield markdown_writer.paragraph("".join(cells))
        empty = 0 if written else empty + 1
        if empty > MAX_EMPTY_ROWS:
            break
    yield _table(table)


def _table(rows: list[list[str]]) -> str:
    """A table without the columns that are empty in all rows."""
    used = [
        number
        for number in range(max(map(len, rows), default=0))
        if any(row[number : number + 1] != [""] for row in rows)
    ]
    return markdown_writer.table([[row[number] if number < len(row) else "" for number in used] for row in rows])


def _shown(cell: Cell | ReadOnlyCell | EmptyCell) -> str:
    return shown_value(cell.value, "" if isinstance(cell, EmptyCell) else cell.number_format or "")


def shown_value(value: Any, number_format: str) -> str:
    """A cell's value as a spreadsheet shows it, in English notation."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case timedelta():
            return str(value)
        case int() | float():
            return _number(value, number_format.split(";")[0])
        case _:
            return str(value)


def _number(value: float, number_format: str) -> str:
    literals = list(LITERAL.finditer(number_format))
    digits = LITERAL.sub("", number_format)
    if "%" in digits:
        value *= 100
    if not re.search(r"[0#?]", digits) or "E" in digits:
        number = f"{value:.11g}" if isinstance(value, float) else str(value)
    else:
        decimals = DECIMALS.search(digits)
        places = len(decimals.group(1)) if decimals else 0
        number = f"{value:,.{places}f}" if "," in digits else f"{value:.{places}f}"
    first = re.search(r"[0#?]", LITERAL.sub(lambda found: " " * len(found[0]), number_format))
    at = first.start() if first else 0
    before = "".join(_text(each) for each in literals if each.start() < at)
    after = "".join(_text(each) for each in literals if each.start() >= at)
    return f"{before}{number}{'%' if '%' in digits else ''}{after}".strip()


def _text(literal: re.Match[str]) -> str:
    return next((group for group in literal.groups() if group is not None), "")
