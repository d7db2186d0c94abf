"""Tables of PDFs become tables, with each cell in its row and column, however they were drawn."""

from itertools import chain

import pytest

from index.converters.models import Extract, SourceFile
from index.converters.pdf.converter import extract_pdf
from index.text.tables import tables
from tests.support.documents import column, pdf

Lines = list[tuple[float, float, float, str]]

BEFORE = column(50, 760, "The board met on Tuesday to read the accounts of the year, which the clerk had prepared.")
AFTER = column(50, 400, "Nobody spoke against the figures, and the board adjourned until the autumn of that year.")
CELLS = [
    ["Harbour", "Ships", "Revenue, crowns", "Master"],
    ["Velm", "312", "48,200", "Ida Holm"],
    ["Skarn", "97", "12,950", "Jonas Vik"],
    ["Bodin", "1,204", "230,000", "Signe Aas"],
    ["Total", "1,613", "291,150", ""],
]


def drawn(cells: list[list[str]], top: float = 700, width: float = 120, *, by_column: bool = False) -> Lines:
    places = [
        (50 + width * number, top - 18 * row, 10.0, text)
        for row, texts in enumerate(cells)
        for number, text in enumerate(texts)
        if text
    ]
    return sorted(places, key=lambda place: (place[0], -place[1])) if by_column else places


def read(*pages: Lines, rules: str = "") -> Extract:
    return extract_pdf(SourceFile(pdf(*pages, drawn={1: rules}), "a.pdf"))


def found(text: str) -> list[list[list[str]]]:
    return [[list(table.header), *([cell.text for cell in row.cells] for row in table.rows)] for table in tables(text)]


@pytest.mark.parametrize("by_column", [False, True])
def test_rows_and_columns_are_told_apart(*, by_column: bool) -> None:
    text = read(BEFORE + drawn(CELLS, by_column=by_column) + AFTER).text
    assert found(text) == [CELLS]
    assert text.startswith(BEFORE[0][3])
    assert text.endswith(AFTER[0][3] + "\n")


def test_numbers_may_stand_at_the_right_of_their_column() -> None:
    moved = [
        (left + (60 - 5 * len(text) if text[0].isdigit() else 0), *rest, text) for left, *rest, text in drawn(CELLS)
    ]
    assert found(read([*BEFORE, *moved, *AFTER]).text) == [CELLS]


def test_a_cell_may_have_several_lines() -> None:
    wide = [
        ["Measure", "What is done", "Cost"],
        ["Quay wall", "It is repointed", "41,000"],
        ["Crane", "It is painted", "17,500"],
    ]
    more = {"It is repointed": "over its whole length", "It is painted": "twice by hand"}
    lines: Lines = []
    for row, texts in enumerate(wide):
        for number, text in enumerate(texts):
            bottom = 700.0 - 36 * row
            lines += column(50 + 120 * number, bottom, *[part for part in (text, more.get(text)) if part])
    wide[1][1] += " over its whole length"
    wide[2][1] += " twice by hand"
    assert found(read(BEFORE + lines + AFTER).text) == [wide]


def test_names_of_groups_stand_over_those_of_their_columns() -> None:
    lines = [(200.0, 718.0, 10.0, "Passengers"), (440.0, 718.0, 10.0, "Freight, tons")]
    cells = [
        ["Pier", "2023", "2024", "2023", "2024"],
        ["North", "120", "135", "88", "92"],
        ["South", "64", "70", "41", "39"],
    ]
    header = ["Pier", "Passengers 2023", "Passengers 2024", "Freight, tons 2023", "Freight, tons 2024"]
    assert found(read(BEFORE + lines + drawn(cells) + AFTER).text) == [[header, *cells[1:]]]


def test_two_tables_are_two() -> None:
    fees = [["Fee", "Crowns"], ["Night", "12"], ["Month", "90"]]
    assert found(read(BEFORE + drawn(CELLS) + drawn(fees, 580) + AFTER).text) == [CELLS, fees]


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_goes_on_over_the_page(*, repeated: bool) -> None:
    first, rest = CELLS[:2], CELLS[2:]
    result = read(BEFORE + drawn(first), drawn([CELLS[0], *rest] if repeated else rest) + AFTER)
    assert found(result.text) == [CELLS]
    assert result.pages == (0, result.text.index("| Skarn"))


def test_a_rule_parts_cells_that_are_near() -> None:
    left = [(50.0, 700.0 - 18 * row, 10.0, text) for row, text in enumerate(["Code", "123456", "234567", "345678"])]
    right = [(86.0, 700.0 - 18 * row, 10.0, text) for row, text in enumerate(["Flag", "Norway", "Spain", "Chile"])]
    lines = list(chain.from_iterable(zip(left, right, strict=True)))
    cells = [["Code", "Flag"], ["123456", "Norway"], ["234567", "Spain"], ["345678", "Chile"]]
    assert found(read(BEFORE + lines + AFTER, rules="84.5 640 m 84.5 712 l S\n").text) == [cells]
    assert found(read(BEFORE + lines + AFTER).text) == []


def test_a_table_without_a_header_has_an_empty_one() -> None:
    assert found(read(BEFORE + drawn(CELLS[1:4]) + AFTER).text) == [[[""] * 4, *CELLS[1:4]]]


def test_years_are_a_header() -> None:
    cells = [["", "2021", "2022"], ["Revenue", "48", "51"], ["Costs", "40", "44"]]
    assert found(read(BEFORE + drawn(cells) + AFTER).text) == [cells]


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param([["Name:", "Borealis"], ["Length:", "Nine"], ["Flag:", "Norway"]], id="labels and values"),
        pytest.param([["a = b + c", "(1)"], ["b = c + d", "(2)"], ["c = d + e", "(3)"]], id="equations"),
        pytest.param([["One", "Two"], ["Three", "Four"]], id="two rows of two"),
    ],
)
def test_what_only_looks_like_a_table_is_none(cells: list[list[str]]) -> None:
    text = read(BEFORE + drawn(cells) + AFTER).text
    assert found(text) == []
    assert all(" ".join(row) in text for row in cells)


def test_words_of_a_justified_line_are_no_cells() -> None:
    lines: Lines = [
        (50.0 + at, 700.0 - 12 * row, 10.0, word)
        for row, (words, places) in enumerate(
            [
                (["The", "skeleton", "has", "a", "number"], [0, 60, 140, 190, 230]),
                (["of", "arguments", "that", "are", "documented"], [0, 40, 120, 170, 210]),
                (["on", "the", "page", "of", "help,", "and", "similar"], [0, 30, 70, 120, 150, 200, 240]),
            ]
        )
        for word, at in zip(words, places, strict=True)
    ]
    assert found(read(BEFORE + lines + AFTER).text) == []
