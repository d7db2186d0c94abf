"""One form for what Unicode writes in several, and letters that are never cut."""

import unicodedata

import pytest
import regex  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from index.text.unicode import composed, folded, legible, whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Mun\u0303oz", "Muñoz", id="nfd"),
        pytest.param("Ｗｈｏ ｉｓ ３？", "Who is 3?", id="full-width"),
        pytest.param("ﬁnal ﬂag", "final flag", id="ligatures"),
        pytest.param("𝐖𝐡𝐨", "Who", id="bold-letters"),
        pytest.param("½ m² ①", "½ m² ①", id="what-means-something-else"),
        pytest.param("Who\u200b is\u00adn't \ufeffhe", "Who isn't he", id="unseen"),
        pytest.param("\u202eWho?\u202c", "Who?", id="direction"),
        pytest.param("Who\0 is", "Who  is", id="control"),
        pytest.param("K\u200dim", "Kim", id="a-joiner-between-latin-letters"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="a-joiner-that-spells"),
        pytest.param("👩🏽\u200d🚀", "👩🏽\u200d🚀", id="an-emoji"),
        pytest.param("half \ud83d a pair", "half  a pair", id="a-surrogate"),
    ],
)
def test_composed(text: str, expected: str) -> None:
    assert composed(text) == expected


@pytest.mark.parametrize("text", ["Muñoz", "Zürich", "Ａｂ１", "ﬁve", "한국", "שָׁלוֹם", "Ångström", "İstanbul"])
def test_spellings_of_a_word_fold_to_one(text: str) -> None:
    forms = {folded(unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKC", "NFKD")}
    assert len(forms) == 1


def test_folding_drops_accents() -> None:
    assert folded("José Muñoz") == "Jose Munoz"


@given(st.text())
def test_legible_text_keeps_its_places(text: str) -> None:
    assert len(legible(text)) == len(text)


@pytest.mark.parametrize(
    "letter", ["e\u0301", "👩🏽\u200d🚀", "👩\u200d👩\u200d👧\u200d👦", "🇵🇹", "각", "🛰\ufe0f", "กำ", "\r\n"]
)
def test_a_span_holds_whole_letters(letter: str) -> None:
    text = f"a{letter}b"
    for at in range(1, len(letter)):
        assert whole(text, 0, 1 + at) == (0, 1 + len(letter))
        assert whole(text, 1 + at, len(text)) == (1, len(text))
    assert whole(text, 1, 1 + len(letter)) == (1, 1 + len(letter))


@given(st.text(min_size=1), st.data())
def test_a_span_grows_to_the_next_letters_at_most(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = whole(text, start, end)
    cuts = {0, *(match.end() for match in regex.finditer(r"\X", text))}
    assert first in cuts
    assert last in cuts
    assert first <= start < end <= last
    assert not any(first < cut <= start or end <= cut < last for cut in cuts)
