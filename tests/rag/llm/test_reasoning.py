"""A reasoning model's thoughts are no part of what it says, however its text is cut into pieces."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.llm.reasoning import ReasoningFilter

THOUGHTS = "Let me see. The bridge was opened by Ada Quill, I think. " * 110


def told(*pieces: str) -> str:
    reasoning = ReasoningFilter()
    return "".join([*(reasoning.add(piece) for piece in pieces), reasoning.finish()])


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (f"<think>{THOUGHTS}</think>\n\nAda Quill opened it. [1]", "Ada Quill opened it. [1]"),
        ("<thinking>a < b</thinking>Yes. <think>No?</think>Still yes.", "Yes. Still yes."),
        ("<think></think>Yes.", "Yes."),
        (f"<think>{THOUGHTS}", ""),
        ("It costs < 5 crowns, <b>not</b> more <", "It costs < 5 crowns, <b>not</b> more <"),
        ("<THINK>x</think>Yes.", "Yes."),
    ],
)
def test_only_the_answer_is_told(text: str, answer: str) -> None:
    assert told(text) == answer
    assert told(*text) == answer


@given(st.lists(st.integers(0, 60), max_size=8))
def test_the_pieces_do_not_matter(cuts: list[int]) -> None:
    text = "<think>one </thin two</think>Ada <i> opened</i> it <think>three</think>in 1932."
    places = [0, *sorted(cuts), len(text)]
    assert told(*(text[a:b] for a, b in pairwise(places))) == told(text)
