"""Finds sentences that mean what a question asks, in whatever language either is."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embeddings.multilingual import MultilingualE5
from index.models import Passage

MAX_KEPT_PASSAGES = 5_000
"""Of which the sentences' vectors are kept: about 40 MB."""


@dataclass(frozen=True, slots=True)
class SentenceSimilarity:
    """How near each sentence of a passage lies to a question: cosines, and these in standard deviations of them all."""

    passage: Passage
    cosines: NDArray[np.float64]
    deviations: NDArray[np.float64]


class MultilingualSearch:
    """Compares questions with all sentences of the passages that it is given, and keeps the sentences' vectors."""

    def __init__(self, model: MultilingualE5) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    def similarities(self, question: str, passages: Sequence[Passage]) -> list[SentenceSimilarity]:
        """The similarities, in the order of the passages."""
        asked = self._model.questions([question])[0]
        cosines = [(self._of(passage) @ asked).astype(np.float64) for passage in passages]
        every = np.concatenate([*cosines, np.empty(0)])
        mean, spread = (every.mean(), every.std() or 1.0) if every.size else (0.0, 1.0)
        return [
            SentenceSimilarity(passage, found, (found - mean) / spread)
            for passage, found in zip(passages, cosines, strict=True)
        ]

    def _of(self, passage: Passage) -> NDArray[np.float32]:
        """The vectors of a passage's sentences; its id stands for its words."""
        with self._lock:
            if (kept := self._vectors.get(passage.id)) is not None:
                self._vectors.move_to_end(passage.id)
                return kept
        made = self._model.passages([sentence.text for sentence in passage.sentences])
        with self._lock:
            self._vectors[passage.id] = made
            while len(self._vectors) > MAX_KEPT_PASSAGES:
                self._vectors.popitem(last=False)
        return made
