"""Careless typing."""

import pytest

from rag.query.normalization.informal import without_interjections
from rag.query.normalization.normalize import plain_question


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("did trump meet kim or not", "did trump meet kim"),
        ("Is it open or not?", "Is it open?"),
        ("and was she paid, or not?", "and was she paid?"),
        ("do they accept it or reject it", "do they accept it or reject it"),
        ("What is true or not?", "What is true or not?"),
        ("whos choo", "who's choo"),
        ("Whats the cost?", "What's the cost?"),
        ("who is gonna pay", "who is going to pay"),
        ("why didnt they pay", "why didn't they pay"),
    ],
)
def test_careless_questions_are_written_out(typed: str, plain: str) -> None:
    assert plain_question(typed) == plain


@pytest.mark.parametrize(
    ("typed", "bare"),
    [
        ("hm ok and what does Kessel say", "and what does Kessel say"),
        ("lol who is that guy", "who is that guy"),
        ("right, so when do they open?", "so when do they open?"),
        ("oh interesting, did she say why", "did she say why"),
        ("yeah but why", "but why"),
        ("ok thanks", "ok thanks"),
        ("hmm", "hmm"),
        ("Great Yarmouth is where?", "Great Yarmouth is where?"),
        ("Now and then is how often?", "Now and then is how often?"),
    ],
)
def test_interjections_go_before_what_asks(typed: str, bare: str) -> None:
    assert without_interjections(typed) == bare
