"""Long questions are cut to the part that asks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embeddings.encoder import Encoder
from rag.query.normalization.long_questions import gist

RUST = "The bolts had rusted badly in the salty air."
TOLD = f"The bridge over the river was closed for repairs in the spring. {RUST} "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(TOLD * 5 + "Who paid the harbour board?", "Who paid the harbour board?", id="says-enough"),
        pytest.param(TOLD * 5 + "Who paid them for it?", f"{RUST} Who paid them for it?", id="leans-on-the-one-before"),
        pytest.param("She sold the harbour. " * 30 + "Why?", "She sold the harbour. Why?", id="says-too-little"),
        pytest.param("Who is Ada Quill? " * 30, "Who is Ada Quill?", id="said-again-and-again"),
        pytest.param("Who paid for it? " + TOLD * 5, "Who paid for it?", id="asked-first"),
        pytest.param("Who paid? " + TOLD * 5 + "And when?", f"{RUST} And when?", id="asked-last"),
        pytest.param(TOLD + "Why?", TOLD + "Why?", id="short-enough"),
        pytest.param(TOLD * 4, RUST, id="nothing-asks"),
    ],
)
def test_keeps_the_last_sentence_that_asks(text: str, expected: str) -> None:
    assert gist(text.strip(), 350) == expected


def test_a_sentence_that_is_too_long_keeps_the_end_it_asks_at() -> None:
    asking = "Who said that " + "she said that " * 50 + "it was closed?"
    assert gist(asking, 30) == "Who said that she said that"
    telling = "They said that " * 50 + "it was closed"
    assert gist(telling, 30) == "They said that it was closed"


def test_is_not_cut_within_a_letter() -> None:
    assert gist("👩🏽\u200d🚀" * 20, 10) == "👩🏽\u200d🚀" * 2


@given(st.text(max_size=500), st.integers(1, 60))
@settings(deadline=None)
def test_is_never_longer(text: str, most: int) -> None:
    assert len(gist(text, most)) <= most or len(text) <= most


@given(text=st.text(max_size=500), most=st.integers(1, 60))
@settings(deadline=None, max_examples=50)
def test_is_never_longer_in_word_pieces(encoder: Encoder, text: str, most: int) -> None:
    assert encoder.count_tokens(gist(text, most, encoder.count_tokens)) <= most
