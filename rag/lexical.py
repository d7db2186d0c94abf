"""BM25 over passages, by word stems (Robertson and Zaragoza 2009), in memory."""

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

_STEMMER = Stemmer.Stemmer("english")


@lru_cache(maxsize=8192)  # the same sentences and passages come back with every question
def stems(text: str) -> tuple[str, ...]:
    """A text's words without the commonest ones, lower case, as Snowball stems, in order."""
    tokenized = bm25s.tokenize([plain(text)], stopwords="en", stemmer=_STEMMER, show_progress=False, return_ids=False)
    return tuple(tokenized[0])


def plain(text: str) -> str:
    """The text with straight apostrophes and without possessive endings, so that "Trump’s" is "Trump"."""
    return text.replace("’", "'").replace("'s ", " ").replace("s' ", "s ")


class LexicalIndex:
    """Scores passages for a question by the words they share."""

    def __init__(self, passages: Sequence[str]) -> None:
        tokens = [stems(passage) for passage in passages]
        self._words = [set(words) for words in tokens]
        self._frequency = Counter(word for words in self._words for word in words)
        self._index = bm25s.BM25() if any(tokens) else None
        if self._index is not None:
            self._index.index(tokens, show_progress=False)

    def scores(self, question: str) -> NDArray[np.float32]:
        """BM25 scores, shape (passages,)."""
        known = [stem for stem in stems(question) if stem in self._frequency]
        if self._index is None or not known:
            return np.zeros(len(self._words), dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)

    def coverage(self, question: str, passages: Sequence[int]) -> float:
        """The share of the question's stems, weighted by rarity, that these passages use together, 0 to 1."""
        asked = {stem: self._rarity(stem) for stem in stems(question)}
        held = {stem for stem in asked if any(stem in self._words[i] for i in passages)}
        return sum(asked[stem] for stem in held) / sum(asked.values()) if asked else 0.0

    def _rarity(self, stem: str) -> float:
        """Inverse document frequency, smoothed; the highest for a stem that no passage has."""
        count = len(self._words)
        return math.log(1 + (count + 0.5) / (self._frequency[stem] + 0.5))
