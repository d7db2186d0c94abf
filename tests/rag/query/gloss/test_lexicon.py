"""The lexica know inflected words and words without accents."""

import pytest

from rag.query.gloss.lexicon import CODES, lexicon


@pytest.mark.parametrize(
    ("language", "word", "english"),
    [
        pytest.param("Portuguese", "Quem", "who", id="capital"),
        pytest.param("Portuguese", "relatorio", "report", id="no-accent"),
        pytest.param("Portuguese", "demitiram", "resign", id="inflected"),
        pytest.param("Spanish", "cuantos", "how many", id="no-accent-es"),
        pytest.param("Spanish", "bomberos", "firefighters", id="plural"),
        pytest.param("Spanish", "Halvard", None, id="name"),
    ],
)
def test_a_word_has_its_english(language: str, word: str, english: str | None) -> None:
    assert lexicon(language).word(word) == english


def test_accents_tell_words_apart_where_they_are_typed() -> None:
    assert (lexicon("Portuguese").word("está"), lexicon("Portuguese").word("esta")) == ("is", "this")


@pytest.mark.parametrize("typed", ["por quê", "Por que", "por que é que"])
def test_words_that_mean_something_together_are_a_phrase(typed: str) -> None:
    assert lexicon("Portuguese").phrase(tuple(typed.split())) == "why"


@pytest.mark.parametrize("language", CODES)
def test_a_lexicon_has_many_words(language: str) -> None:
    assert len(lexicon(language).spelled) > 1000
