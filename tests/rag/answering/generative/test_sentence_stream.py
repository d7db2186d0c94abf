import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answering.generative.sentence_stream import SentenceStream, Written

TEXTS = (
    pytest.param("It rained [1]. It stopped.", [("It rained.", (1,)), ("It stopped.", ())], id="before the stop"),
    pytest.param("It rained. [1] It stopped. [2]", [("It rained.", (1,)), ("It stopped.", (2,))], id="behind the stop"),
    pytest.param("It rained [1][3].", [("It rained.", (1, 3))], id="several"),
    pytest.param("It rained [1, 3; 5-7].", [("It rained.", (1, 3, 5, 6, 7))], id="listed"),
    pytest.param("It rained 【2】.", [("It rained.", (2,))], id="other brackets"),
    pytest.param("It rained [^2].", [("It rained.", (2,))], id="footnote"),
    pytest.param("It rained [sic].", [("It rained [sic].", ())], id="no number"),
    pytest.param("- One. [1]\n- **Two** [2]\n\n3. Three", [("One.", (1,)), ("Two", (2,)), ("Three", ())], id="list"),
    pytest.param("Mr. Lee left at 5 p.m. Monday.", [("Mr. Lee left at 5 p.m. Monday.", ())], id="abbreviations"),
    pytest.param(
        "“No. Never,” he said. “Not at all.” [2]",
        [("“No. Never,” he said.", ()), ("“Not at all.”", (2,))],
        id="quotations",
    ),
    pytest.param("It rained [9", [("It rained [9", ())], id="a marker that never ends"),
    pytest.param("", [], id="nothing"),
    pytest.param(" \n ", [], id="blanks"),
)


def written(text: str, size: Callable[[], int]) -> list[Written]:
    """The sentences of a text that comes in pieces."""
    draft, found, at = SentenceStream(), [], 0
    while at < len(text):
        piece = text[at : at + size()]
        at += len(piece)
        found += draft.add(piece)
    return [*found, *draft.finish()]


@pytest.mark.parametrize(("text", "sentences"), TEXTS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_gives_the_same_sentences_however_the_text_comes(
    text: str, sentences: list[tuple[str, tuple[int, ...]]], size: int
) -> None:
    assert [(each.text, each.numbers) for each in written(text, lambda: size)] == sentences


@settings(max_examples=200)
@given(text=st.text(alphabet='ab A.[]12,-\n“”"*', max_size=60), sizes=st.lists(st.integers(1, 9), min_size=1))
def test_it_does_not_matter_how_any_text_comes(text: str, sizes: list[int]) -> None:
    turn = iter(sizes * 60)
    assert written(text, lambda: next(turn)) == written(text, lambda: 1000)


def test_the_end_comes_once() -> None:
    draft = SentenceStream()
    assert [each.text for each in (*draft.add("It rained"), *draft.finish(), *draft.finish())] == ["It rained"]


@given(st.text(max_size=80))
def test_no_text_is_lost_but_markers_bullets_and_emphasis(text: str) -> None:
    kept = "".join(sentence.text for sentence in written(text, lambda: 5))
    letters = re.compile(r"[^\W\d_]")
    assert letters.findall(kept) == letters.findall(text)
