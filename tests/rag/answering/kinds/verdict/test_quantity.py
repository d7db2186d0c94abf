"""Measured quantities in words and digits."""

import pytest

from rag.answering.kinds.verdict.contrast import is_year
from rag.answering.kinds.verdict.quantity import exceeds, quantities


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("1,200 metres", 1200),
        ("1.5 km", 1500),
        ("two hundred and fifty metres", 250),
        ("a hundred and twenty metres", 120),
        ("two thousand three hundred metres", 2300),
        ("twenty-one metres", 21),
        ("a metre", 1),
        ("half a mile", 804.65),
        ("three and a half km", 3500),
        ("1.2.3 metres", 1.2),
    ],
)
def test_lengths(text: str, metres: float) -> None:
    [(kind, value)] = quantities(text)
    assert (kind, value) == ("length", pytest.approx(metres))


def test_a_bound_is_compared_with_the_whole_number() -> None:
    assert exceeds("Is it more than 100 metres long?", "It is two hundred and fifty metres long.") is True


def test_infinity_is_no_year() -> None:
    assert not is_year(float("inf"))
