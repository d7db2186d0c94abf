import pytest

from index.text.page_ranges import page_ranges


@pytest.mark.parametrize(
    ("pages", "told"), [((), ""), ((2,), "2"), ((2, 3), "2–3"), ((1, 3, 4, 5, 9), "1, 3–5, 9")], ids=str
)
def test_tells_neighbours_as_ranges(pages: tuple[int, ...], told: str) -> None:
    assert page_ranges(pages) == told
