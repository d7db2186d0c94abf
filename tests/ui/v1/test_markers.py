"""Markers within an answer's text, however its pieces fall."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.v1.markers import MarkerSplitter, marker_spans

TEXT = "It cost two crowns. [1] [12] The list:\n\n- Harn \\[3] fell [2]\n- [x] is kept [4"


def parts(pieces: list[str]) -> list[str | int]:
    splitter = MarkerSplitter()
    return [part for piece in pieces for part in splitter.add(piece)] + list(splitter.finish())


def test_words_come_without_markers_and_numbers_where_they_stood() -> None:
    assert parts([TEXT]) == ["It cost two crowns.", 1, 12, " The list:\n\n- Harn [3] fell", 2, "\n- [x] is kept", " [4"]


@given(st.lists(st.integers(0, len(TEXT)), max_size=12))
def test_it_does_not_matter_how_the_pieces_fall(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(TEXT)]
    found = parts([TEXT[start:end] for start, end in itertools.pairwise(places)])
    joined: list[str | int] = []
    for part in found:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    assert joined == ["It cost two crowns.", 1, 12, " The list:\n\n- Harn [3] fell", 2, "\n- [x] is kept [4"]


def test_the_articles_own_brackets_are_no_markers() -> None:
    assert [TEXT[start:end] for start, end, _ in marker_spans(TEXT)] == ["[1]", "[12]", "[2]"]


@pytest.mark.parametrize("text", ["", "No marker.", " ", "\\"])
def test_a_text_without_markers_stays_as_it_is(text: str) -> None:
    assert "".join(map(str, parts(list(text)))) == text
