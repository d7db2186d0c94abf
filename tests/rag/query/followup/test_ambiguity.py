"""Whom "he" may mean where two people were named side by side."""

import pytest

from rag.models import Message
from rag.query.followup.ambiguity import two_meant

PAIR = (("When did Quill and Brun talk?", "They talked in May. [1]"),)
BORN = ("where was Quill born?", "where was Brun born?")


def meant(question: str, *exchanges: tuple[str, str]) -> tuple[str, str] | None:
    history = [
        Message(role, text) for pair in exchanges for role, text in zip(("user", "assistant"), pair, strict=True)
    ]
    return two_meant(question, history)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "between", "expected"),
    [
        pytest.param("where was he born?", (), BORN, id="named in the question before"),
        pytest.param("where was he born?", (("Why?", "To plan. [1]"),), BORN, id="which is left out in a bare one"),
        pytest.param("where was he born?", (("And Lund?", "No. [1]"),), None, id="another is named since"),
        pytest.param("where was he born?", (("Was he ill?", "No. [1]"),), None, id="one is spoken of since"),
        pytest.param("did Harn say he was ill?", (), None, id="it names one itself"),
        pytest.param("where was it?", (), None, id="no person"),
    ],
)
def test_two_are_meant_where_neither_is_more_likely(
    question: str, between: tuple[tuple[str, str], ...], expected: tuple[str, str] | None
) -> None:
    assert meant(question, *PAIR, *between) == expected


def test_the_first_question_means_what_it_says() -> None:
    assert meant("where was he born?") is None


@pytest.mark.parametrize(
    ("asked", "question", "expected"),
    [
        (
            "Who won, Mr. Greif or Mr. Okafor?",
            "Where was he born?",
            ("Where was Greif born?", "Where was Okafor born?"),
        ),
        (
            "Who won, Mrs. Greif or Ms. Okafor?",
            "Where was she born?",
            ("Where was Greif born?", "Where was Okafor born?"),
        ),
        ("Who won, Mrs. Greif or Mr. Okafor?", "Where was she born?", None),
        ("Who won, Mrs Greif or Mr Okafor?", "Where was he born?", None),
    ],
)
def test_a_title_tells_whom_a_pronoun_cannot_mean(asked: str, question: str, expected: tuple[str, str] | None) -> None:
    assert meant(question, (asked, "That is not said.")) == expected
