"""Figures that words state, and which of them can be compared."""

import pytest

from index.chunking import passages
from index.models import Article
from rag.answering.citing.citations import Quote
from rag.answering.kinds.comparison.figures import Figure, figure


def stated_by(text: str, span: str, label: str = "", years: frozenset[int] = frozenset()) -> Figure:
    article = Article("Text", text, "t.txt")
    passage = passages(article, lambda part: len(part.split()))[0]
    made = figure(Quote(passage.sentences[0], passage, article, 1.0), text, span, label, years)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("text", "span", "value", "unit"),
    [
        ("We lost 14.1 percent of it.", "14.1 percent", 14.1, "percent"),
        ("Revenue rose 6.2 percent to 512 million.", "6.2 percent to 512 million", 512e6, ""),
        ("We lost 19.4 percent, against 21.0 percent in 2023.", "19.4 percent, against 21.0 percent", 19.4, "percent"),
        ("It costs 34 euros in shops.", "34", 34.0, "euro"),
        ("She won in 2:24:51 on Sunday.", "2:24:51", 8691.0, "time"),
        ("He has 6½ points now.", "6½", 6.5, "point"),
    ],
)
def test_a_figure_has_its_value_and_unit(text: str, span: str, value: float, unit: str) -> None:
    made = stated_by(text, span)
    assert (made.value, made.unit) == (pytest.approx(value), unit)


def test_a_label_gives_scale_and_unit() -> None:
    made = stated_by("Profit was 164 then.", "164", "Million euros")
    assert (made.value, made.unit) == (164e6, "euro")


def test_other_units_and_other_years_are_not_compared() -> None:
    plain, euros = stated_by("It was 71 million.", "71 million"), stated_by("It was 164 million euros.", "164 million")
    assert not plain.is_like(euros)
    early = stated_by("It was 71 million.", "71 million", years=frozenset({2023}))
    assert not early.is_like(stated_by("It was 90 million.", "90 million", years=frozenset({2024})))
    assert early.is_like(plain)
