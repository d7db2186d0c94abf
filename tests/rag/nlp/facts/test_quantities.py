import pytest

from index.text.number_words import TENS, UNITS
from rag.nlp.facts.facts import WORDS
from rag.nlp.facts.quantities import COUNT, LONG, NUMERAL


@pytest.mark.parametrize("word", [*UNITS[1:], *TENS])
def test_every_number_word_is_a_numeral(word: str) -> None:
    assert NUMERAL.fullmatch(word)
    match = COUNT.match(f"{word} boats sank")
    assert match is not None
    assert match["noun"] == "boats"
    assert LONG.search(f"closed for {word} years")


def test_values_follow_the_order_of_the_tables() -> None:
    assert [WORDS[word] for word in UNITS] == list(range(20))
    assert [WORDS[word] for word in TENS] == list(range(20, 100, 10))
