"""How likely a candidate is right, by the reader's and the retriever's scores, as fitted on held-out articles."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from rag.answering.extractive.candidates import EVIDENCE, FEATURES, Candidate
from rag.answering.extractive.reading.reader_files import CALIBRATION, SHIPPED
from rag.answering.logistic import Logistic, Steps

VERDICT_FEATURES = (
    *EVIDENCE,
    "rank_score",  # of the best candidate
    "lead",  # its rank score minus that of the best candidate in another sentence
    "best_margin",  # the highest margin of any candidate
    "known",  # share of the question's words, by their rarity, that the searched articles use at all
    "question_length",  # stems, in tens
)
"""The features that decide whether the best candidate is given as the answer, in this order."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Ranks candidates, and says how likely the best one is right and how likely there is no answer at all.

    `threshold` is how likely it must be that there is an answer for one to be given, 0 to 1.
    """

    rank: Logistic
    right: Logistic
    absent: Logistic
    threshold: float

    @classmethod
    def load(cls, path: Path = SHIPPED / CALIBRATION) -> "Calibration":
        """Reads what `rag.training.calibrate_reader` wrote.

        Raises:
            ModelError: It is missing, or was written for other features.
        """
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            heads = {
                name: _head(stored[name], keys)
                for name, keys in (("rank", FEATURES), ("right", VERDICT_FEATURES), ("absent", VERDICT_FEATURES))
            }
            return cls(threshold=stored["threshold"], **heads)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(
                f"The calibration {path.name!r} does not fit this version: run 'make train' again."
            ) from error

    def save(self, path: Path = SHIPPED / CALIBRATION) -> None:
        """Writes what `load` reads."""
        heads = (
            ("rank", self.rank, FEATURES),
            ("right", self.right, VERDICT_FEATURES),
            ("absent", self.absent, VERDICT_FEATURES),
        )
        stored: dict[str, Any] = {
            name: {
                "weights": dict(zip(keys, head.weights, strict=True)),
                "bias": head.bias,
                "steps": {keys[step.feature]: {"edges": step.edges, "values": step.values} for step in head.steps},
            }
            for name, head, keys in heads
        }
        path.write_text(json.dumps({**stored, "threshold": self.threshold}, indent=1) + "\n", encoding="utf-8")

    def ranked(self, candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
        """The candidates with their rank scores, best first."""
        scored = [(candidate, float(self.rank.logit(candidate.features))) for candidate in candidates]
        return sorted(scored, key=lambda pair: -pair[1])


def _head(stored: Mapping[str, Any], keys: Sequence[str]) -> Logistic:
    """A stored model of features in that order."""
    steps = [
        Steps(keys.index(name), tuple(step["edges"]), tuple(step["values"]))
        for name, step in stored.get("steps", {}).items()
    ]
    return Logistic(tuple(stored["weights"][key] for key in keys), stored["bias"], tuple(steps))


def verdict_features(
    ranked: Sequence[tuple[Candidate, float]], known: float, question_stems: int
) -> NDArray[np.float64]:
    """The row of `VERDICT_FEATURES` for a ranking of at least one candidate."""
    best, score = ranked[0]
    others = [s for candidate, s in ranked if candidate.place != best.place]
    lead = score - others[0] if others else 5.0
    margin = max(candidate.features[0] for candidate, _ in ranked)
    return np.array([*best.features[: len(EVIDENCE)], score, lead, margin, known, question_stems / 10])
