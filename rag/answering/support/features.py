"""What speaks for and against a quote's carrying a sentence, as numbers."""

import re
from collections.abc import Callable, Sequence, Set
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rag.nlp.facts.aliases import are_kin, folded, unified
from rag.nlp.facts.facts import facts, missing
from rag.nlp.lexicon import OPPOSITE_SENSES, SAYING, words_of
from rag.nlp.stemming import stems
from rag.nlp.tokens import tokens

FEATURES = {
    "missing": -1,  # facts of the sentence that stand in no quote, at most four
    "coverage": 1,  # share of the sentence's stems that stand in the quotes
    "cosine": 1,  # of the sentence and all quotes joined
    "best_cosine": 1,  # of the sentence and the nearest quote
    "negated": -1,  # the sentence denies and no quote does
    "affirmed": -1,  # a quote denies and the sentence does not
    "absolute": -1,  # how many of "all", "never", "only" and the like it has that no quote has
    "opposite": -1,  # a word whose opposite the quotes have
    "turned": -1,  # two names that stand the other way round in the quotes, and no passive
    "assured": -1,  # the quotes report or suppose, the sentence asserts
    "length": 0,  # of the sentence, in tens of stems
}
"""What `features` gives, in this order; and whether more of it speaks for (1) or against (-1) being carried."""

NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|hardly|fail(?:s|ed)? to|refus\w+"
    r"|den(?:y|ies|ied)|reject\w*|unable|unlikely|lack\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
ABSOLUTE = words_of(
    "all always never every everyone everything none only must entirely completely fully most best worst first last"
    " significant significantly crucial important proves guarantee certainly definitely"
)
HEDGE = re.compile(
    r"\b(?:may|might|could|would|likely|possibl[ey]|perhaps|appears?|seems?|believes?|suggests?|fears?|hopes?|plans?|expects?"
    r"|if|whether|alleged\w*|reported\w*|according to)\b",
    re.IGNORECASE,
)
PASSIVE = re.compile(r"\bby\b", re.IGNORECASE)
OPPOSITE_STEMS = tuple(
    tuple(frozenset(stem for word in side.split() for stem in stems(word)) for side in pair.split("/"))
    for pair in OPPOSITE_SENSES
)


def features(sentence: str, quotes: Sequence[str], embed: Callable[[str], NDArray[np.float64]]) -> NDArray[np.float64]:
    """The row of `FEATURES` for a sentence and at least one quote.

    Args:
        sentence: What is said.
        quotes: What is to carry it.
        embed: Text to a vector of length 1.
    """
    said, held = set(_stems(sentence)), {stem for quote in quotes for stem in _stems(quote)}
    joined = " ".join(quotes)
    vector = embed(sentence)
    denies, denied = bool(NEGATION.search(sentence)), bool(NEGATION.search(joined))
    row = (
        min(4, len(missing(sentence, quotes))),
        sum(_held(stem, held) for stem in said) / len(said) if said else 0.0,
        float(vector @ embed(joined)),
        max(float(vector @ embed(quote)) for quote in quotes),
        denies and not denied,
        denied and not denies,
        len(_words(sentence) & ABSOLUTE - _words(joined)),
        opposite_words(sentence, joined) is not None,
        _is_turned(sentence, joined),
        _reports(joined) and not _reports(sentence),
        len(_stems(sentence)) / 10,
    )
    return np.array(row, dtype=np.float64)


@lru_cache(maxsize=2048)  # the same quotes are looked at for every sentence
def _stems(text: str) -> tuple[str, ...]:
    return stems(unified(text))


def _words(text: str) -> set[str]:
    return {word.low for word in tokens(text) if word.is_word}


def _held(stem: str, held: Set[str]) -> bool:
    return stem in held or any(are_kin(stem, other) for other in held)


def _reports(text: str) -> bool:
    return bool(HEDGE.search(text) or _words(text) & SAYING)


def opposite_words(sentence: str, other: str) -> tuple[str, str] | None:
    """A word of a sentence and one of another text that says the opposite, where each says the one alone."""
    said, held = ({stem: word for word in _words(text) for stem in stems(word)} for text in (sentence, other))
    for pair in OPPOSITE_STEMS:
        for one, opposed in (pair, pair[::-1]):
            if said.keys() & one and not held.keys() & one and held.keys() & opposed and not said.keys() & opposed:
                return said[min(said.keys() & one)], held[min(held.keys() & opposed)]
    return None


def _is_turned(sentence: str, joined: str) -> bool:
    """Whether the first two names of the sentence that the quotes hold stand there the other way round."""
    order = [folded(word.text) for word in tokens(unified(joined)) if word.is_word]
    names = [name for name in facts(sentence).names if name in order]
    if len(names) < 2 or bool(PASSIVE.search(sentence)) != bool(PASSIVE.search(joined)):
        return False
    return order.index(names[0]) > order.index(names[1])
