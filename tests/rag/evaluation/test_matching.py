import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.matching import exact_match, f1, normalised

WORDS = st.text("ab the,.'é ", max_size=20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The Cat", "cat", id="case and article"),
        pytest.param("a  an\tthe", "", id="articles alone"),
        pytest.param("U.S. dollars!", "us dollars", id="punctuation"),
        pytest.param("theatre", "theatre", id="article within a word"),
        pytest.param("30–60%", "30–60", id="only ASCII punctuation"),
    ],
)
def test_normalises_as_squad_does(text: str, expected: str) -> None:
    assert normalised(text) == expected


def test_takes_the_best_gold_answer() -> None:
    assert exact_match("the Rhine", ["Main", "Rhine"]) == 1
    assert f1("the long river Rhine", ["Main", "river Rhine"]) == pytest.approx(2 * 2 / (3 + 2))


def test_counts_a_repeated_word_as_often_as_both_have_it() -> None:
    assert f1("no no no", ["no no yes"]) == pytest.approx(2 * 2 / 6)


def test_without_gold_answers_only_silence_is_right() -> None:
    assert (exact_match("", []), f1("", [])) == (1, 1)
    assert (exact_match("Rhine", []), f1("Rhine", [])) == (0, 0)


def test_no_answer_to_an_answerable_question_is_worth_nothing() -> None:
    assert f1("", ["Rhine"]) == 0


@given(WORDS, WORDS)
def test_f1_is_symmetric_and_bounded(one: str, other: str) -> None:
    assert f1(one, [other]) == f1(other, [one])
    assert exact_match(one, [other]) <= f1(one, [other]) <= 1


@given(WORDS)
def test_a_text_matches_itself(text: str) -> None:
    assert exact_match(text, [text]) == f1(text, [text]) == 1
