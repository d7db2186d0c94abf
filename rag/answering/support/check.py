"""Decides whether quotes carry a sentence: its facts must stand in them, and its content must be theirs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from langchain_core.embeddings import Embeddings

from index.embeddings.minilm import MiniLM
from index.errors import ModelError
from index.text.unicode import composed
from rag.answering.support.features import FEATURES, features
from rag.answering.support.trees import BoostedTrees
from rag.models import Support
from rag.nlp.facts.facts import missing

FITTED = Path(__file__).parent / "calibration.json"
MAX_CACHED_TEXTS = 512
"""Each takes some 50 KB."""
QUOTATION_MARKS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far quotes carry a sentence; `carried` is how likely they do, 0 to 1; `missing` are facts they lack."""

    support: Support
    carried: float
    missing: tuple[str, ...] = ()


class SupportCheck:
    """Judges sentences against quotes, by weights and a threshold fitted on labelled pairs
    (`rag.training.support.fit`)."""

    def __init__(self, encoder: MiniLM, model: BoostedTrees, threshold: float) -> None:
        self._model = model
        self._threshold = threshold
        self.read = lru_cache(maxsize=MAX_CACHED_TEXTS)(encoder.read)

    @classmethod
    def load(cls, embeddings: Embeddings, path: Path = FITTED, *, balanced: bool = False) -> "SupportCheck":
        """The check as fitted, which reads by the default embedding model.

        Args:
            embeddings: The model of the index; its weights are shared where it is the default one.
            path: The fit.
            balanced: Whether false alarms are as bad as what is missed, as in people's texts; else nine tenths of the
                unsupported are caught, whatever that costs.

        Raises:
            ModelError: The fit is missing, or of other features.
        """
        try:
            stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if stored["features"] != list(FEATURES):
                raise ValueError("fitted to other features")
            encoder = embeddings if isinstance(embeddings, MiniLM) else MiniLM()
            return cls(encoder, BoostedTrees.of(stored), stored["balanced" if balanced else "threshold"])
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(
                f"The support check's {path.name!r} does not fit this version: install article-chat again."
            ) from error

    def judge(self, sentence: str, quotes: Sequence[str]) -> Verdict:
        """Whether the quotes, taken together, carry the sentence.

        A sentence is `verbatim` where it is one of them, `supported` where each number, date and proper name in it
        stands in them and its content is likely theirs, else `unsupported`.
        """
        sentence, quotes = composed(sentence), [composed(quote) for quote in quotes]
        if any(_normalize_quotes(sentence) == _normalize_quotes(quote) for quote in quotes):
            return Verdict("verbatim", 1.0)
        if not quotes or not sentence.strip():
            return Verdict("unsupported", 0.0)
        lacking = missing(sentence, quotes)
        carried = self._model(features(sentence, quotes, self.read))
        supported = not lacking and carried >= self._threshold
        return Verdict("supported" if supported else "unsupported", carried, lacking)


def _normalize_quotes(text: str) -> str:
    """The text with plain marks and single blanks: what may differ between a quote and the same words typed anew."""
    return " ".join(text.translate(QUOTATION_MARKS).split())
