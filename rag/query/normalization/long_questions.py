"""The part of a long question that asks: its last sentence that does, with what it leans on."""

import re
from collections.abc import Callable
from itertools import pairwise

from index.text.sentences import sentence_spans
from index.text.unicode import whole
from rag.nlp.lexicon import words_of
from rag.nlp.stemming import stems
from rag.nlp.tokens import tokens
from rag.query.normalization.boilerplate import asks

ENDING = re.compile(r"[.!?…][\"”’')\]]*\s+")
LEANING = words_of("he she him her his hers they them their theirs it its there these those ones")
"""Words that stand for something said before."""
MIN_STEMS = 3
"""Of a question that says what it is about. More of the sentences before it does harm: the reader answers 42 of 43 news
questions, 5 of them behind 250 characters of the article itself, and none behind as many of another."""


def gist(text: str, most: int, measure: Callable[[str], int] = len) -> str:
    """The text where it is short enough; else the part of it that asks.

    Args:
        text: A question, its line breaks with it.
        most: How long it may be, at least 1.
        measure: The length of a text; characters where not given.
    """
    if measure(text) <= most:
        return text
    parts = [
        part for line in text.splitlines() for a, b in sentence_spans(line, 0, len(line)) for part in _parts(line[a:b])
    ]
    if not parts:
        return _shortened(text, most, measure)
    at = max((number for number, part in enumerate(parts) if asks(part)), default=len(parts) - 1)
    kept = parts[at]
    if measure(kept) > most:
        return _shortened(kept, most, measure)
    for number in reversed(range(at)):
        leans = kept == parts[at] and any(word.low in LEANING for word in tokens(kept))
        more = f"{parts[number]} {kept}"
        if (len(set(stems(kept))) >= MIN_STEMS and not leans) or measure(more) > most:
            break
        kept = more if parts[number] != parts[at] else kept
    return kept


def _parts(sentence: str) -> list[str]:
    """A sentence, or what asks at its end apart from the rest, which an open quotation would swallow."""
    ends = [match.end() for match in ENDING.finditer(sentence)]
    cuts = [0, *(end for end in ends if asks(sentence[end:])), len(sentence)]
    return [part for first, last in pairwise(cuts) if (part := sentence[first:last].strip())]


def _shortened(sentence: str, most: int, measure: Callable[[str], int]) -> str:
    """As much of a sentence as fits: its beginning where that asks, else its end; cut between words where it can be."""
    begins = asks(sentence.rstrip(" ?"))
    low, high = 0, len(sentence)
    while low < high:
        middle = (low + high + 1) // 2
        piece = sentence[:middle] if begins else sentence[-middle:]
        low, high = (middle, high) if measure(piece) <= most else (low, middle - 1)
    at = low if begins else len(sentence) - low
    first, last = whole(sentence, at, at)
    if begins:
        blank = sentence.rfind(" ", low // 2, first + 1)
        return sentence[: blank if blank > 0 else first]
    blank = sentence.find(" ", last, last + low // 2)
    return sentence[blank + 1 if blank > 0 else last :]
