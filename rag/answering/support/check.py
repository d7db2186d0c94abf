"""Decides whether quotes carry a sentence: its facts must stand in them, and its content must be theirs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from index.errors import ModelError
from index.text.unicode import composed
from rag.answering.logistic import Logistic
from rag.answering.support.features import FEATURES, features
from rag.models import Support
from rag.nlp.facts.facts import missing

FITTED = Path(__file__).parent / "calibration.json"
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

    def __init__(self, embeddings: Embeddings, model: Logistic, threshold: float) -> None:
        self._model = model
        self._threshold = threshold

        @lru_cache(maxsize=8192)
        def embed(text: str) -> NDArray[np.float64]:
            return np.asarray(embeddings.embed_query(text))

        self.embed = embed

    @classmethod
    def load(cls, embeddings: Embeddings, path: Path = FITTED) -> "SupportCheck":
        """The check as fitted.

        Raises:
            ModelError: The fit is missing, or of other features.
        """
        try:
            stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            model = Logistic(tuple(stored["weights"][name] for name in FEATURES), stored["bias"])
            return cls(embeddings, model, stored["threshold"])
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
        if not quotes:
            return Verdict("unsupported", 0.0)
        lacking = missing(sentence, quotes)
        carried = float(self._model(features(sentence, quotes, self.embed)))
        supported = not lacking and carried >= self._threshold
        return Verdict("supported" if supported else "unsupported", carried, lacking)


def _normalize_quotes(text: str) -> str:
    """The text with plain marks and single blanks: what may differ between a quote and the same words typed anew."""
    return " ".join(text.translate(QUOTATION_MARKS).split())
