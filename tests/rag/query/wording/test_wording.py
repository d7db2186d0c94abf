from importlib.resources import files

import pytest

from rag.query.wording.wording import GROUPS, other_words, reworded


@pytest.mark.parametrize(
    ("question", "text", "made"),
    [
        (
            "what happens to the kids with exams",
            "Pupils with exams get a bus.",
            "what happens to the pupils with exams",
        ),
        ("how many kids came", "Forty children came.", "how many children came"),
        ("whos the ceo", "Chief executive Ingrid Solberg", "whos the chief executive"),
        ("When does the museum shut?", "It closes at five.", "When does the museum close?"),
        ("Why is the museum shut?", "It is closed.", "Why is the museum closed?"),
        ("How many cops came?", "Six police officers came.", "How many police officers came?"),
        ("Who was sacked?", "The keeper was dismissed.", "Who was dismissed?"),
        ("How high were sales?", "Turnover was four million.", "How high were turnover?"),
        ("Blaze at the mill?", "The fire began at six.", "Fire at the mill?"),
        ("How many employees are there?", "It has 40 staff.", "How many staff are there?"),
        ("total staff", "It has 40 employees.", "total employees"),
        ("why did they call off the match", "It was cancelled.", "why did they cancel the match"),
    ],
)
def test_a_question_gets_the_words_of_the_article(question: str, text: str, made: str) -> None:
    assert reworded(question, [text]) == made


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many kids came?", "Forty kids and their parents, some of them pupils."),
        ("How many lorries use the bridge?", "About 6,400 vehicles use the bridge."),
        ("What was the reason for the delay?", "The vote was put off twice."),
        ("", "Pupils came."),
        ("kids?", ""),
    ],
)
def test_it_keeps_words_that_the_article_uses_and_those_without_another(question: str, text: str) -> None:
    assert reworded(question, [text]) == question


def test_other_words_are_searched_for_where_the_articles_use_none_of_its_own() -> None:
    assert "chief executive" in other_words("whos the ceo", ["Flour cost more."])
    assert other_words("Who is the chief?", ["The chief spoke."]) == ""


def test_each_word_that_is_asked_with_has_one_line() -> None:
    lines = (files("rag.query.wording") / GROUPS).read_text(encoding="utf-8").splitlines()
    asked = [line.split(", ")[0].split(" (")[0] for line in lines if not line.startswith("#")]
    assert len(asked) == len(set(asked)) > 100
