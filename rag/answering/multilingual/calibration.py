"""Ranks scored sentences, and says how likely the best one answers, as fitted on questions in both languages."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from rag.answering.logistic import Logistic
from rag.answering.multilingual.sentences import FEATURES, ScoredSentence

CALIBRATION = Path(__file__).parent / "calibration.json"
VERDICT_FEATURES = (
    "absent",  # log-odds of there being no answer, by the English calibration; 0 where no reader read
    "cosine",  # of the best sentence
    "reader",  # of the best sentence, as it ranks
    "chance",  # of the best sentence among all, by their rank scores
)
"""The features that decide whether the best sentence is given as the answer, in this order."""


@dataclass(frozen=True, slots=True)
class SentenceCalibration:
    """Ranks sentences and decides whether the best one is given as the answer.

    `threshold` is how likely the best one must be right for it to be given, 0 to 1.
    """

    rank: Logistic
    right: Logistic
    threshold: float

    def ranked(self, sentences: Sequence[ScoredSentence]) -> list[tuple[ScoredSentence, float]]:
        """The sentences with their rank scores, best first."""
        scored = [(each, float(self.rank.logit(each.features))) for each in sentences]
        return sorted(scored, key=lambda pair: -pair[1])


def verdict_features(ranked: Sequence[tuple[ScoredSentence, float]], absent: float) -> NDArray[np.float64]:
    """The row of `VERDICT_FEATURES` for a ranking of at least one sentence."""
    best, score = ranked[0]
    chance = 1.0 / sum(math.exp(other - score) for _, other in ranked)
    return np.array([absent, best.cosine, best.features[FEATURES.index("reader")], chance])


@dataclass(frozen=True, slots=True)
class MultilingualCalibration:
    """The two: `read` for English articles, of which the reader reads the gloss; `similar` for all others."""

    read: SentenceCalibration
    similar: SentenceCalibration

    @classmethod
    def load(cls, path: Path = CALIBRATION) -> "MultilingualCalibration":
        """Reads what `rag.training.calibration.multilingual` wrote.

        Raises:
            ModelError: It is missing, or was written for other features.
        """
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            return cls(*(_loaded(stored[name]) for name in ("read", "similar")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"The calibration {path.name!r} does not fit this version: reinstall it.") from error

    def save(self, path: Path = CALIBRATION) -> None:
        """Writes what `load` reads."""
        stored = {"read": _stored(self.read), "similar": _stored(self.similar)}
        path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def _loaded(stored: dict[str, Any]) -> SentenceCalibration:
    heads = [
        Logistic(tuple(stored[name]["weights"][key] for key in keys), stored[name]["bias"])
        for name, keys in (("rank", FEATURES), ("right", VERDICT_FEATURES))
    ]
    return SentenceCalibration(heads[0], heads[1], stored["threshold"])


def _stored(calibration: SentenceCalibration) -> dict[str, Any]:
    heads = (("rank", calibration.rank, FEATURES), ("right", calibration.right, VERDICT_FEATURES))
    return {
        **{
            name: {"weights": dict(zip(keys, head.weights, strict=True)), "bias": head.bias}
            for name, head, keys in heads
        },
        "threshold": calibration.threshold,
    }
