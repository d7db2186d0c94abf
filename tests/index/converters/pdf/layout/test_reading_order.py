"""The order of reading: the file's own, mended where it cannot be that."""

import pytest

from index.converters.pdf.layout.cells import PageTable
from index.converters.pdf.layout.reading_order import regions
from index.converters.pdf.lines import Line


def column(name: str, left: float, top: float, count: int = 4, width: float = 150) -> list[Line]:
    """Lines of prose with the column's name and their number."""
    return [
        Line(
            f"{name}{number} words that fill this line of prose", left, left + width, top - 12 * number, 11, bold=False
        )
        for number in range(count)
    ]


def order(lines: list[Line]) -> list[str]:
    found = regions(lines)
    assert not any(isinstance(region, PageTable) for region in found)
    return [line.text.split()[0] for region in found if not isinstance(region, PageTable) for line in region]


A, B, C = (column(name, left, 700) for name, left in (("a", 40), ("b", 210), ("c", 380)))
NAMES = [f"{name}{number}" for name in "abc" for number in range(4)]
TITLE = Line("Title of it all, over all columns", 100, 450, 730, 22, bold=False)


def test_columns_stay_in_the_order_of_the_file() -> None:
    assert order([*A, *B, *C]) == NAMES


def test_columns_from_right_to_left_are_turned_round() -> None:
    assert order([*C, *B, *A]) == NAMES


def test_columns_written_row_by_row_are_parted() -> None:
    assert order([line for row in zip(A, B, C, strict=True) for line in row]) == NAMES


def test_a_title_that_comes_last_is_read_first() -> None:
    assert order([*A, *B, *C, TITLE]) == ["Title", *NAMES]


def test_a_footer_that_comes_first_is_read_last() -> None:
    footer = Line("Footer of all columns with words", 100, 480, 40, 11, bold=False)
    assert order([footer, *A, *B, *C]) == [*NAMES, "Footer"]


def test_a_narrow_gutter_is_enough() -> None:
    assert order([*column("a", 40, 700, width=165), *column("b", 210, 700)]) == NAMES[:8]


def test_a_figures_labels_do_not_part_the_text() -> None:
    labels = [
        Line(text, left, left + 10, 690 - at, 7, bold=False) for at, (text, left) in enumerate([("x", 400), ("y", 450)])
    ]
    below = column("b", 40, 600)
    assert [name for name in order([*A, *labels, *below]) if name not in "xy"] == [*NAMES[:4], *NAMES[4:8]]


def test_a_raised_mark_belongs_to_its_line() -> None:
    line, mark = Line("as was said", 40, 100, 700, 11, bold=False), Line("2", 101, 104, 705, 7, bold=False)
    assert [
        found.text for region in regions([line, mark]) if not isinstance(region, PageTable) for found in region
    ] == ["as was said 2"]


@pytest.mark.parametrize("mark", ["•", "1.", "(a)", "–"])
def test_a_mark_belongs_to_its_item(mark: str) -> None:
    lines = [Line(mark, 40, 44, 700, 11, bold=False), Line("paint for the legs", 70, 150, 700, 11, bold=False)]
    (region,) = regions(lines)
    assert not isinstance(region, PageTable)
    assert [(line.text, line.gaps) for line in region] == [(f"{mark} paint for the legs", False)]


def test_thousands_of_scraps_take_no_long_time() -> None:
    scraps = [Line("x", 7 * (at % 80), 7 * (at % 80) + 3, 7 * (at // 80), 5, bold=False) for at in range(8000)]
    assert sum(len(region) for region in regions(scraps) if not isinstance(region, PageTable)) > 0
