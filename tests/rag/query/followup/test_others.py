"""Whom "the other professor" means: the one that the article names and the conversation does not."""

import pytest

from rag.models import Message
from rag.query.followup.others import other_one_named

TALK = (Message("user", "And what does Professor Ada Quill say?"), Message("assistant", "It is late. [1]"))
TEXTS = ("Professor Ada Quill calls it late.", "It is early, says Bo Lind, a retired professor of law in Oslo.")


@pytest.mark.parametrize(
    ("question", "texts", "expected"),
    [
        pytest.param("And the other professor?", TEXTS, "And Bo Lind?", id="apposition"),
        pytest.param(
            "When did the other mayor speak?", ("Then Mayor Cy Dorn spoke.",), "When did Cy Dorn speak?", id="title"
        ),
        pytest.param("And the other professor?", TEXTS[:1], None, id="only-the-one-that-was-named"),
        pytest.param("And the other professor?", (*TEXTS, "Cy Dorn, professor, left."), None, id="two-that-were-not"),
        pytest.param("And the other ferry?", TEXTS, None, id="no-such-thing"),
        pytest.param("And the professor?", TEXTS, None, id="no-other"),
    ],
)
def test_the_other_one_is_named_where_only_one_is_left(
    question: str, texts: tuple[str, ...], expected: str | None
) -> None:
    assert other_one_named(question, TALK, texts) == expected


def test_nobody_is_another_one_in_a_first_question() -> None:
    assert other_one_named("And the other professor?", (), TEXTS) is None
