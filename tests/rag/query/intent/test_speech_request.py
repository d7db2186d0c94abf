"""Requests for somebody's words, and for the sentence about something."""

import pytest

from rag.query.intent.speech_request import speech_request


@pytest.mark.parametrize(
    ("question", "speaker", "topic", "exact"),
    [
        ("quote the sentence about Air Force One", "", "Air Force One", True),
        ("Which sentence mentions the dam?", "", "the dam", True),
        ("What exactly did Choo say about the slight?", "Choo", "the slight", True),
        ("What were Falk's exact words?", "Falk", "", True),
        ("what did Strand say about wages?", "Strand", "wages", False),
        ("Can you tell me what the mayor said about the wall?", "the mayor", "the wall", False),
        ("What is Amsel's view on the corals?", "Amsel", "the corals", False),
    ],
)
def test_tells_whose_words_about_what(question: str, speaker: str, topic: str, exact: bool) -> None:
    asked = speech_request(question)
    assert asked is not None
    assert (asked.speaker, asked.topic, asked.exact) == (speaker, topic, exact)


@pytest.mark.parametrize(
    "question",
    [
        "What did the article say about oil?",
        "What did Trump say he would love to do?",
        "Why do the bats go silent in Quispe's view?",
        "quote the title",
        "Who said that?",
        "What does it say?",
    ],
)
def test_other_questions_ask_for_no_words(question: str) -> None:
    assert speech_request(question) is None
