"""BM25 over passages, by word stems (Robertson and Zaragoza 2009), in memory."""

import math
from collections import Counter
from collections.abc import Sequence, Set

import bm25s
import numpy as np
from numpy.typing import NDArray

from rag.nlp.stemming import stems


class LexicalIndex:
    """Scores passages for a question by the words they share."""

    def __init__(self, passages: Sequence[Sequence[str]]) -> None:
        """Takes the stems of each passage."""
        self._words = [frozenset(words) for words in passages]
        self._frequency = Counter(word for words in self._words for word in words)
        self._index = bm25s.BM25() if any(passages) else None
        if self._index is not None:
            self._index.index([list(words) for words in passages], show_progress=False)

    def scores(self, question: str) -> NDArray[np.float32]:
        """BM25 scores, shape (passages,)."""
        known = [stem for stem in stems(question) if stem in self._frequency]
        if self._index is None or not known:
            return np.zeros(len(self._words), dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)

    def known(self, question: str) -> float:
        """The share of the question's stems, weighted by rarity, that the passages use at all, 0 to 1."""
        return self._share(question, self._frequency.keys())

    def coverage(self, question: str, passage: int) -> float:
        """The same share of those that one passage uses."""
        return self._share(question, self._words[passage])

    def _share(self, question: str, words: Set[str]) -> float:
        asked = {stem: self._rarity(stem) for stem in stems(question)}
        return sum(asked[stem] for stem in asked if stem in words) / sum(asked.values()) if asked else 0.0

    def _rarity(self, stem: str) -> float:
        """Inverse document frequency, smoothed; the highest for a stem that no passage has."""
        count = len(self._words)
        return math.log(1 + (count + 0.5) / (self._frequency[stem] + 0.5))
