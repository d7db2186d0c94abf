import io
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest

from index.converters.models import SourceFile
from index.converters.office.xlsx import extract_xlsx, shown_value
from index.errors import SourceError

TABLE = "| a | b |\n| --- | --- |\n| 1 | 2 |"


def text(*rows: tuple[Any, ...]) -> str:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return extract_xlsx(SourceFile(out.getvalue(), "a.xlsx")).text


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        *((0.125, "0%", "12%"), (0.125, "0.0%", "12.5%"), (1234.5, "#,##0.00", "1,234.50"), (1234.5, "0", "1234")),
        *((1234.5, '#,##0 "kr"', "1,234 kr"), (1234.5, "$#,##0.00", "$1,234.50"), (12, '"No. "0', "No. 12")),
        *((5, "[$€-407] #,##0.00", "€ 5.00"), (0.1 + 0.2, "General", "0.3"), (7, "General", "7")),
        *((-3.5, "0.0;[Red]-0.0", "-3.5"), (1e15, "General", "1e+15"), (True, "General", "TRUE"), (None, "", "")),
        *((date(2025, 5, 1), "dd/mm/yy", "2025-05-01"), (datetime(2025, 5, 1, 9, 30), "", "2025-05-01 09:30")),
        *((datetime(2025, 5, 1), "", "2025-05-01"), (time(9, 30), "h:mm", "09:30"), ("#N/A", "General", "#N/A")),
    ],
)
def test_shows_a_value_as_a_spreadsheet_does(value: Any, number_format: str, shown: str) -> None:
    assert shown_value(value, number_format) == shown


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        pytest.param([("a", "b"), (1, 2)], TABLE, id="table"),
        pytest.param(
            [(None, "a", None, "b"), (None, 1, None, 2)], "| a | b |\n| --- | --- |\n| 1 | 2 |", id="empty columns"
        ),
        pytest.param(
            [("a", "b"), (1, 2), (), ("c", "d"), (3, 4)],
            "| a | b |\n| --- | --- |\n| 1 | 2 |\n\n| c | d |\n| --- | --- |\n| 3 | 4 |",
            id="two tables",
        ),
        pytest.param(
            [("Fares.",), ("a", "b"), (1, 2)], "Fares.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |", id="title row"
        ),
        pytest.param([("a", "b"), (1, None), (3, 4)], "| a | b |\n| --- | --- |\n| 1 |  |\n| 3 | 4 |", id="gap"),
        pytest.param([("One.",), ("Two.",)], "One.\n\nTwo.", id="one column"),
    ],
)
def test_reads_tables(rows: list[tuple[Any, ...]], read: str) -> None:
    assert text(*rows) == f"## Sheet\n\n{read}\n"


def test_formulas_give_their_last_values_and_nothing_where_there_is_none() -> None:
    assert text(("a", "b"), ("=1+1", 5)) == "## Sheet\n\n| a | b |\n| --- | --- |\n|  | 5 |\n"


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(SourceError, match="holds no text"):
        text()
