"""Portuguese and Spanish are told apart on short questions, and English ones are left alone."""

import json
from pathlib import Path

import pytest

from rag.query.gloss.asked_language import asked_language

DATA = Path(__file__).parents[3] / "data"


@pytest.mark.parametrize(
    ("question", "language"),
    [
        pytest.param("Quantos carros arderam?", "Portuguese", id="taken-for-spanish"),
        pytest.param("Quanto mede a Vondrak?", "Portuguese", id="taken-for-nothing"),
        pytest.param("quien limpió las escaleras?", "Spanish", id="spanish"),
        pytest.param("Warum traf Kim Trump nicht?", "German", id="german"),
        pytest.param("Who is Gonçalo Pereira da Silva?", "", id="english-with-a-name"),
        pytest.param("me no animal come do final", "", id="words-of-both"),
    ],
)
def test_the_language_of_a_question_is_told(question: str, language: str) -> None:
    assert asked_language(question) == language


def test_no_english_question_of_our_sets_is_taken_for_another() -> None:
    paths = (DATA / "news" / "questions.jsonl", DATA / "news-hard" / "questions.jsonl")
    asked = [json.loads(line)["question"] for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    assert [question for question in asked if asked_language(question)] == []
