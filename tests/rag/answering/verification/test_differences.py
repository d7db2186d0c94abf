"""What a sentence says otherwise than a quote about the same."""

import pytest

from rag.answering.verification.differences import denial, differences
from rag.models.verification import Discrepancy

QUOTE = "On Wednesday, 12 May 2031, Ada Quill opened the second bridge at Harn, which cost 14 million euros."


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (("14 million", "40 million"), Discrepancy("number", "40 million", "14 million")),
        (("12 May", "13 May"), Discrepancy("date", "13 May", "12 May")),
        (("2031", "2030"), Discrepancy("date", "2030", "2031")),
        (("Wednesday", "Tuesday"), Discrepancy("date", "Tuesday", "Wednesday")),
        (("second", "third"), Discrepancy("number", "third", "second")),
        (("at Harn", "at Lowe"), Discrepancy("name", "Lowe", "Harn")),
        (("Ada Quill opened", "Ivo Brandt opened"), Discrepancy("name", "Ivo Brandt", "Ada Quill")),
    ],
)
def test_a_fact_is_told_with_the_one_in_its_place(changed: tuple[str, str], found: Discrepancy) -> None:
    assert differences(QUOTE.replace(*changed), QUOTE, ()) == (found,)


@pytest.mark.parametrize("same", ["14,000,000 euros", "fourteen million euros"])
def test_another_notation_is_no_difference(same: str) -> None:
    assert differences(QUOTE.replace("14 million euros", same), QUOTE, ()) == ()


def test_a_surname_is_no_difference() -> None:
    assert differences("Quill opened the bridge.", QUOTE, ()) == ()


def test_what_the_quote_says_nothing_of_has_no_counterpart() -> None:
    (found,) = differences("Ada Quill opened the bridge with 300 guests.", QUOTE, ())
    assert (found.said, found.article) == ("300", "")


@pytest.mark.parametrize(
    ("sentence", "quote", "found"),
    [
        ("The council did not approve the plan.", "The council approved the plan.", ("not", "")),
        ("The council approved the plan.", "The council never approved the plan.", ("", "never")),
        ("The council rejected the plan.", "The council approved the plan.", ("rejected", "approved")),
        ("Exports fell by a fifth.", "Exports rose by a fifth.", ("fell", "rose")),
    ],
)
def test_a_denial_or_an_opposite_is_told(sentence: str, quote: str, found: tuple[str, str]) -> None:
    assert denial(sentence, quote) == Discrepancy("negation", *found)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("The council approved the plan.", "The council, which has no members from Harn, approved the plan."),
        ("The council did not approve it.", "The council did not approve the plan."),
    ],
)
def test_a_denial_of_something_else_is_none(sentence: str, quote: str) -> None:
    assert denial(sentence, quote) is None
