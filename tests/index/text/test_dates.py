import re

import pytest

from index.text.block_kinds import kinds
from index.text.dates import (
    MONTH_ABBREVIATIONS,
    MONTH_FORM_PATTERN,
    MONTHS,
    WEEKDAY_ABBREVIATIONS,
    WEEKDAYS,
)

BODY = "The harbour was closed for the winter, and the boats lay on the shore until the ice had gone."


def test_every_abbreviation_begins_its_month() -> None:
    assert all(name in MONTHS and name.startswith(short) for short, name in MONTH_ABBREVIATIONS.items())
    assert {*MONTH_ABBREVIATIONS.values(), "May"} == set(MONTHS)


def test_every_abbreviation_begins_its_weekday() -> None:
    assert all(name in WEEKDAYS and name.startswith(short) for short, name in WEEKDAY_ABBREVIATIONS.items())
    assert set(WEEKDAY_ABBREVIATIONS.values()) == set(WEEKDAYS)


@pytest.mark.parametrize("form", [*MONTHS, *MONTH_ABBREVIATIONS])
def test_finds_each_form_of_a_month_as_a_whole(form: str) -> None:
    match = re.search(rf"\b{MONTH_FORM_PATTERN}\b", f"On 3 {form} 2024")
    assert match is not None
    assert match[0] == form


@pytest.mark.parametrize("word", ["Marching", "Mayor", "Decade", "Octagon", "Augusta", "Junior"])
def test_finds_no_month_in_a_longer_word(word: str) -> None:
    assert re.search(rf"\b{MONTH_FORM_PATTERN}\b", word) is None


@pytest.mark.parametrize("form", [*MONTHS, *MONTH_ABBREVIATIONS])
def test_a_dateline_with_any_form_of_a_month_is_a_source_line(form: str) -> None:
    assert kinds([f"Lisbon, {form} 3, 2024", BODY])[0] == "source"
