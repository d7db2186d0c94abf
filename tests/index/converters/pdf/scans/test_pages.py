import random

from index.converters.pdf.lines import Line
from index.converters.pdf.scans.pages import in_reading_order


def line(text: str, left: float, right: float, row: int) -> Line:
    return Line(text, left, right, 700.0 - 14 * row, 10.0, bold=False)


def ordered(lines: list[Line]) -> str:
    shuffled = lines[:]
    random.Random(1).shuffle(shuffled)
    return " ".join(each.text for each in in_reading_order(shuffled, 10.0))


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    columns = [
        line(f"{name}{row}", left, left + 200, row) for row in range(1, 5) for name, left in (("a", 50), ("b", 280))
    ]
    title, foot = line("title", 50, 480, 0), line("foot", 50, 470, 6)
    assert ordered([title, *columns, foot]) == "title a1 a2 a3 a4 b1 b2 b3 b4 foot"
    assert ordered(columns) == "a1 a2 a3 a4 b1 b2 b3 b4"


def test_the_rows_of_a_table_stay_rows() -> None:
    cells = [line(f"{name}{row}", left, left + 40, row) for row in range(4) for name, left in (("a", 50), ("b", 280))]
    assert ordered(cells) == "a0 b0 a1 b1 a2 b2 a3 b3"
    assert ordered([]) == ""
