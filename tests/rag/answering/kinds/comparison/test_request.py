"""Comparisons in a few more words."""

import pytest

from rag.answering.kinds.comparison.request import asked_comparison


@pytest.mark.parametrize(
    ("question", "sides", "wants", "spoken"),
    [
        ("margin of glue vs paint", ("glue", "paint"), "", False),
        ("what's the price of the Lite versus the Tour?", ("the Lite", "the Tour"), "", False),
        ("turnout in Harn compared to Velm", ("Harn", "Velm"), "", False),
        ("whats cheaper the tunnel or the bridge", ("the tunnel", "the bridge"), "less", False),
        ("which is heavier, the Lite or the Tour?", ("the Lite", "the Tour"), "more", False),
        ("what is longer: the canal or the wall?", ("the canal", "the wall"), "more", False),
        ("do Roe and Harn agree?", ("Roe", "Harn"), "", True),
        ("does Roe agree with Harn about the yard", ("Roe", "Harn"), "", True),
        ("do Lien and Falk think the same?", ("Lien", "Falk"), "", True),
    ],
)
def test_both_sides_are_told(question: str, sides: tuple[str, str], wants: str, spoken: bool) -> None:
    asked = asked_comparison(question)
    assert asked
    assert (asked.sides, asked.wants, asked.spoken) == (sides, wants, spoken)


@pytest.mark.parametrize("question", ["do they agree?", "what is the price of the Lite?", "which is cheaper?"])
def test_without_two_sides_there_is_none(question: str) -> None:
    assert asked_comparison(question) is None
