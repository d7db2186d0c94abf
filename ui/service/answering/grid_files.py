"""A grid as a file: CSV, an XLSX workbook, or JSON."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from index.text.unicode import without_controls
from ui.service.answering.grid import GridArticle, GridCell

FORMULA = re.compile(r"\s*[=+\-@\t\r]")
"""How a text begins that a spreadsheet would compute (OWASP, "CSV Injection")."""
MAX_CELL_CHARS = 32_767
"""Of a cell in a workbook."""
COLUMN_CHARS = 36
BLANK = {"answered": "", "not_in_article": "", "chat": "", "failed": "(failed) "}
"""What stands before a cell's text, by its status."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Questions, articles, and the cells that were filled, in any order."""

    questions: tuple[str, ...]
    articles: tuple[GridArticle, ...]
    cells: tuple[GridCell, ...]

    def rows(self) -> list[tuple[GridArticle, list[GridCell | None]]]:
        """Each article with its cells, one for each question; None for one that was not filled."""
        found = {(cell.article, cell.question): cell for cell in self.cells}
        columns = range(len(self.questions))
        return [(each, [found.get((row, column)) for column in columns]) for row, each in enumerate(self.articles)]


def csv_file(grid: Grid) -> bytes:
    """A row for each article: its title and id, and for each question the answer and what it quotes."""
    told = io.StringIO()
    writer = csv.writer(told)
    head = [name for question in grid.questions for name in (question, f"{question} (quote)")]
    writer.writerow(map(_harmless, ["article", "id", *head]))
    for article, cells in grid.rows():
        values = [value for cell in cells for value in (_text(cell), _quoted(cell))]
        writer.writerow(map(_harmless, [article.title, article.id, *values]))
    return told.getvalue().encode("utf-8-sig")  # by the mark, spreadsheets know the encoding


def xlsx_file(grid: Grid) -> bytes:
    """A workbook: the grid, and a sheet with each answer's quotes and their places."""
    # Imported here: it takes a moment.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    answers, quotes = book.active, book.create_sheet("Quotes")
    answers.title = "Answers"
    _append(answers, ["Article", *grid.questions])
    _append(quotes, ["Article", "Question", "Answer", "Quote", "Page", "Start", "End", "Confidence", "Article id"])
    for article, cells in grid.rows():
        _append(answers, [article.title, *map(_text, cells)])
        for question, cell in zip(grid.questions, cells, strict=True):
            if cell is None:
                continue
            for each in cell.quotes:
                place = [each.quote, each.page, each.start, each.end]
                _append(quotes, [article.title, question, _text(cell), *place, cell.confidence, article.id])
    for sheet in (answers, quotes):
        sheet.freeze_panes = "B2"
        for row in sheet.iter_rows():
            for cell in row:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(bold=cell.row == 1)
        for column in range(1, sheet.max_column + 1):
            sheet.column_dimensions[get_column_letter(column)].width = COLUMN_CHARS
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def json_file(grid: Grid) -> bytes:
    """The grid as the API gives it."""
    return (json.dumps(asdict(grid), ensure_ascii=False, indent=1) + "\n").encode()


GRID_FILES: Mapping[str, Callable[[Grid], bytes]] = {"csv": csv_file, "xlsx": xlsx_file, "json": json_file}
"""What writes a grid, by the file's suffix."""


def _text(cell: GridCell | None) -> str:
    return BLANK[cell.status] + cell.text if cell else ""


def _quoted(cell: GridCell | None) -> str:
    return "\n".join(each.quote for each in cell.quotes) if cell else ""


def _harmless(text: str) -> str:
    """A text that no spreadsheet computes: an apostrophe before it makes it one."""
    return f"'{text}" if FORMULA.match(text) else text


def _append(sheet: "object", values: Sequence[str | float | None]) -> None:
    sheet.append([without_controls(each)[:MAX_CELL_CHARS] if isinstance(each, str) else each for each in values])  # type: ignore[attr-defined]
    for cell in sheet[sheet.max_row]:  # type: ignore[attr-defined, index]
        if isinstance(cell.value, str):
            cell.data_type = "s"  # a text that begins as a formula would be one
