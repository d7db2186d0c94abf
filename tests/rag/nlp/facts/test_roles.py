"""Roles and whose they are."""

import pytest

from rag.nlp.facts.roles import asked_role

SENTENCE = "Russian Foreign Minister Ivo Lind met Norwegian foreign minister Ada Quill, and Mayor Bo Dorn left."


@pytest.mark.parametrize(
    ("question", "span", "anothers"),
    [
        pytest.param("Who is the Norwegian foreign minister?", "Ivo Lind", True, id="behind-anothers-role"),
        pytest.param("Who is the Norwegian foreign minister?", "Russian Foreign Minister Ivo Lind", True, id="with-it"),
        pytest.param("Who is the Norwegian foreign minister?", "Ada Quill", False, id="behind-its-own"),
        pytest.param("Who's the Russian foreign minister?", "Ivo Lind", False, id="the-other-one"),
        pytest.param("who is Norway's mayor?", "Bo Dorn", False, id="nobodys-role"),
    ],
)
def test_anothers_role_is_told(question: str, span: str, anothers: bool) -> None:
    start = SENTENCE.index(span)
    role = asked_role(question)
    assert role
    assert role.is_anothers(SENTENCE, start, start + len(span)) is anothers


@pytest.mark.parametrize("question", ["Who is Ada Quill?", "Who is the foreign minister?", "When did Norway pay?", ""])
def test_other_questions_ask_for_no_role(question: str) -> None:
    assert asked_role(question) is None
