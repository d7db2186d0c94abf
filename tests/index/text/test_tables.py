"""Tables in a text: rows, cells and their places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.tables import tables

TEXT = """Before.

| Area | 2025, millions |  2026 |
| --- | ---: | :---: |
| Schools | 141 | 152 |
| Bars \\| pubs |  |17|

| no | rule |
| here | at all |
After."""


def test_cells_stand_at_their_places() -> None:
    (table,) = tables(TEXT)
    assert table.header == ("Area", "2025, millions", "2026")
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Schools", "141", "152"],
        ["Bars \\| pubs", "", "17"],
    ]
    for row in table.rows:
        assert TEXT[row.start : row.end].startswith("|")
        assert [TEXT[cell.start : cell.end] for cell in row.cells] == [cell.text for cell in row.cells]


@pytest.mark.parametrize("text", ["", "| alone |", "| a |\n| - |", "a | b | c\nd | e | f", "| a |\n\n| - |\n| b |"])
def test_what_is_no_table_is_none(text: str) -> None:
    assert tables(text) == []


@given(st.text(alphabet="|-: \nab\\", max_size=80))
def test_any_text_has_tables_or_none(text: str) -> None:
    for table in tables(text):
        for row in table.rows:
            assert all(text[cell.start : cell.end] == cell.text for cell in row.cells)
