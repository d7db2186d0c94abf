"""What speaks for and against a quote's carrying a sentence, as numbers."""

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import astuple
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.embeddings.minilm import EmbeddedText
from rag.answering.support.alignment import alignment
from rag.answering.support.alignment import joined as joined_texts
from rag.nlp.attribution import attributions, is_named
from rag.nlp.facts.aliases import are_kin, folded, unified
from rag.nlp.facts.facts import FactMention, facts, missing, number_mentions
from rag.nlp.lexicon import OPPOSITE_SENSES, SAYING, words_of
from rag.nlp.stemming import stems
from rag.nlp.tokens import tokens

FEATURES = {
    "missing": -1,  # facts of the sentence that stand in no quote, at most four
    "misplaced": -1,  # numbers that stand in the quotes, but beside other words
    "coverage": 0,  # share of the sentence's stems that stand in the quotes
    "cosine": 1,  # of the sentence and all quotes together
    "best_cosine": 1,  # of the sentence and the nearest quote
    "negated": -1,  # the sentence denies and no quote does
    "affirmed": -1,  # a quote denies and the sentence does not
    "absolute": -1,  # how many of "all", "never", "only" and the like it has that no quote has
    "opposite": -1,  # a word whose opposite the quotes have
    "turned": -1,  # two names that stand the other way round in the quotes, and no passive
    "assured": -1,  # the quotes report or suppose, the sentence asserts
    "speaker": -1,  # somebody else is named as the speaker
    "unattributed": -1,  # the quotes name a speaker and the sentence none
    "reasoned": -1,  # the sentence gives a reason and no quote does
    "bigrams": 0,  # share of neighbouring stems that are neighbours in the quotes too
    "inverted": 0,  # share of neighbouring stems that stand the other way round there
    "length": 0,  # of the sentence, in tens of stems
    "aligned_mean": 0,  # these: see `Alignment`
    "aligned_least": 1,
    "aligned_low": 1,
    "in_order": 0,
    "unseen": 0,
    "unseen_least": 1,
    "unseen_mean": 1,
    "loose": -1,
    "back": 0,
}
"""What `features` gives, in this order; and whether more of it can only speak for (1) or against (-1) being carried.

Of those that are 0 it may do either: with one word changed, a sentence shares more with its quote than a paraphrase."""

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
REASON = re.compile(
    r"\b(?:because|due to|as a result|so that|in order to|caused?|led to|thanks to|therefore|since|why|reason)\b",
    re.IGNORECASE,
)
SIGN = re.compile(r"[%€$£]")
PASSIVE = re.compile(r"\bby\b", re.IGNORECASE)
OPPOSITE_STEMS = tuple(
    tuple(frozenset(stem for word in side.split() for stem in stems(word)) for side in pair.split("/"))
    for pair in OPPOSITE_SENSES
)


def features(sentence: str, quotes: Sequence[str], read: Callable[[str], EmbeddedText]) -> NDArray[np.float64]:
    """The row of `FEATURES` for a sentence and at least one quote.

    Args:
        sentence: What is said.
        quotes: What is to carry it.
        read: Text to its vectors.
    """
    stems_said, stems_held = _stems(sentence), [stem for quote in quotes for stem in _stems(quote)]
    said, held = set(stems_said), set(stems_held)
    joined = " ".join(quotes)
    text, texts = read(sentence), [read(quote) for quote in quotes]
    together = joined_texts(texts)
    aligned = alignment(text, together)
    denies, denied = bool(NEGATION.search(sentence)), bool(NEGATION.search(joined))
    speakers, voices = _speakers(sentence), _speakers(joined)
    pairs = set(pairwise(stems_held))
    neighbours = [pair in pairs for pair in pairwise(stems_said)]
    row = (
        min(4, len(missing(sentence, quotes))),
        misplaced_numbers(sentence, joined),
        sum(_held(stem, held) for stem in said) / len(said) if said else 0.0,
        float(text.vector @ together.vector),
        max(float(text.vector @ each.vector) for each in texts),
        denies and not denied,
        denied and not denies,
        len(_words(sentence) & ABSOLUTE - _words(joined)),
        opposite_words(sentence, joined) is not None,
        _is_turned(sentence, joined),
        _reports(joined) and not _reports(sentence),
        bool(speakers and voices) and not any(folded(one) in each for one in speakers for each in map(folded, voices)),
        bool(attributions(joined)) and not attributions(sentence),
        bool(REASON.search(sentence)) and not REASON.search(joined),
        float(np.mean(neighbours)) if neighbours else 0.0,
        _inverted(stems_said, stems_held),
        len(stems_said) / 10,
        *astuple(aligned),
    )
    return np.array(row, dtype=np.float64)


@lru_cache(maxsize=2048)  # the same quotes are looked at for every sentence
def _stems(text: str) -> tuple[str, ...]:
    return stems(unified(text))


def misplaced_numbers(sentence: str, joined: str) -> int:
    """How many numbers of a sentence stand in the quotes with none of the words near them that they have here."""
    held = number_mentions(joined)
    return sum(
        bool(alike := [each for each in held if each.values == number.values])
        and not any(_around(sentence, number, 2) & _around(joined, each, 3) for each in alike)
        for number in number_mentions(sentence)
    )


def _around(text: str, number: FactMention, count: int) -> set[str]:
    """The stems of the words on either side."""
    before, after = text[: number.start].split()[-count:], text[number.end :].split()[:count]
    return {stem for word in (*before, *after) for stem in stems(word)} | set(SIGN.findall("".join((*before, *after))))


def _speakers(text: str) -> set[str]:
    return {name for start, end in attributions(text) if is_named(name := text[start:end])}


def _inverted(said: Sequence[str], held: Sequence[str]) -> float:
    places = {stem: place for place, stem in enumerate(held)}
    found = [places[stem] for stem in said if stem in places]
    return float((np.diff(found) < 0).mean()) if len(found) > 1 else 0.0


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
