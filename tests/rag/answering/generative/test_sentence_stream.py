import re
from collections.abc import Callable, Iterator

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


def written(text: str, size: Callable[[], int]) -> Iterator[tuple[Written, str]]:
    """Each sentence with the words that were given of it before it was complete."""
    draft, shown, at = SentenceStream(), "", 0
    while at < len(text):
        piece = text[at : at + size()]
        at += len(piece)
        for sentence in draft.add(piece):
            yield sentence, shown
            shown = ""
        shown += draft.words()
    for sentence in draft.finish():
        yield sentence, shown
        shown = ""


@pytest.mark.parametrize(("text", "sentences"), TEXTS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_gives_the_same_sentences_however_the_text_comes(
    text: str, sentences: list[tuple[str, tuple[int, ...]]], size: int
) -> None:
    assert [(each.text, each.numbers) for each, _ in written(text, lambda: size)] == sentences


@settings(max_examples=200)
@given(text=st.text(alphabet='ab A.[]12,-\n“”"*', max_size=60), sizes=st.lists(st.integers(1, 9), min_size=1))
def test_words_that_were_given_begin_the_sentence(text: str, sizes: list[int]) -> None:
    turn = iter(sizes * 60)
    for sentence, shown in written(text, lambda: next(turn)):
        assert sentence.text.startswith(shown)


def test_words_come_before_their_sentence_is_complete() -> None:
    draft = SentenceStream()
    assert list(draft.add("The talks ended in Hanoi with")) == []
    assert draft.words() == "The talks ended in Hanoi"
    assert list(draft.add("out a deal")) == []
    assert draft.words() == " without a"


def test_nothing_that_may_become_a_marker_is_given() -> None:
    draft = SentenceStream()
    list(draft.add("It rained all day [1"))
    assert draft.words() == "It rained all day"
    list(draft.add("2]. Then"))
    assert "[" not in draft.words()


@given(st.text(max_size=80))
def test_no_text_is_lost_but_markers_bullets_and_emphasis(text: str) -> None:
    kept = "".join(sentence.text for sentence, _ in written(text, lambda: 5))
    letters = re.compile(r"[^\W\d_]")
    assert letters.findall(kept) == letters.findall(text)
