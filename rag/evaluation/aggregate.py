"""Computes all measures over rows, once or for many weightings of them, which is how rows are resampled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.evaluation.metrics import MEASURES
from rag.evaluation.outcomes import Row
from rag.evaluation.reliability import calibration_error, expected_calibration_error

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Score:
    """A measure's value (None: it applies to no question), and what it counts.

    Attributes:
        value: The measure.
        hits: The whole number above the fraction's line; None where there is none.
        of: The number below it, or how many questions the measure is over.
    """

    value: float | None
    hits: int | None
    of: int


def values(rows: Sequence[Row], weights: Floats) -> dict[str, Floats]:
    """Every measure for every weighting.

    Args:
        rows: The questions' outcomes.
        weights: How often each row counts, shape (weightings, rows).

    Returns:
        By the measure's key, shape (weightings,); nan where a measure applies to no row.
    """
    found: dict[str, Floats] = {}
    for key, (above, below) in _fractions(rows).items():
        with np.errstate(invalid="ignore", divide="ignore"):
            found[key] = (weights @ above) / (weights @ below)
    found["balanced_accuracy"] = (found["answered_answerable"] + found["abstention_recall"]) / 2
    confidence = np.array([row.confidence for row in rows])
    found["calibration_error"] = calibration_error(confidence, np.array([float(row.right) for row in rows]), weights)
    found["calibration_error_expected"] = expected_calibration_error(confidence, weights)
    walls = np.array([row.wall_ms for row in rows])
    found["latency_p50"] = percentile(walls, weights, 0.5)
    found["latency_p95"] = percentile(walls, weights, 0.95)
    return found


def scores(rows: Sequence[Row]) -> dict[str, Score]:
    """Every measure over all rows, by its key; at least one row."""
    once = values(rows, np.ones((1, len(rows))))
    fractions = _fractions(rows)
    found: dict[str, Score] = {}
    for measure in MEASURES:
        value = None if np.isnan(once[measure.key][0]) else float(once[measure.key][0])
        if measure.parts is None:
            found[measure.key] = Score(value, None, len(rows))
        else:
            above, below = (part.sum() for part in fractions[measure.key])
            found[measure.key] = Score(value, round(above) if measure.whole else None, round(below))
    return found


def scores_by(rows: Sequence[Row], label: Callable[[Row], str]) -> dict[str, dict[str, Score]]:
    """Every measure over the rows of each label, such as the question's type, the commonest first; "" is left out."""
    parts: dict[str, list[Row]] = {}
    for row in rows:
        if name := label(row):
            parts.setdefault(name, []).append(row)
    return {name: scores(part) for name, part in sorted(parts.items(), key=lambda item: (-len(item[1]), item[0]))}


def latencies(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Median and 95th percentile, in milliseconds, of each step that the answers time, and of `wall`."""
    steps: dict[str, list[float]] = {}
    for row in rows:
        for step, took in [*row.timings_ms.items(), ("wall", row.wall_ms)]:
            steps.setdefault(step, []).append(took)
    return {
        step: {
            name: float(percentile(np.array(took), np.ones((1, len(took))), share)[0])
            for name, share in (("p50", 0.5), ("p95", 0.95))
        }
        for step, took in steps.items()
    }


def percentile(observed: Floats, weights: Floats, share: float) -> Floats:
    """The smallest observation that at least `share` of the weight does not exceed (nearest rank).

    Args:
        observed: Shape (rows,).
        weights: Shape (weightings, rows).
        share: From 0 to 1.

    Returns:
        Shape (weightings,).
    """
    order = np.argsort(observed)
    reached = np.cumsum(weights[:, order], axis=1)
    # A hair less, so that rounding in the sum cannot skip the rank itself.
    return np.asarray(observed[order][np.argmax(reached >= share * reached[:, -1:] - 1e-9, axis=1)])


def _fractions(rows: Sequence[Row]) -> dict[str, tuple[Floats, Floats]]:
    """What each row adds above and below each measure's line, shape (rows,) each."""
    found = {}
    for measure in MEASURES:
        if measure.parts is not None:
            both = np.array([measure.parts(row) for row in rows], dtype=float).reshape(-1, 2)
            found[measure.key] = (both[:, 0], both[:, 1])
    return found
