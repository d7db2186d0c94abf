"""Confidence in three words, each with a share of right answers that it holds on the calibration questions.

The limits are not constants: they are fitted on the calibration scores of the shipped reader. Questions of all shapes
count, also of those that promises leave out, which are the hardest.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rag.answering.extractive.reading.reader_files import reader_files
from rag.answering.extractive.risk.scores import CalibrationScores

ConfidenceWord = Literal["certain", "likely", "check"]
"""How far an answer can be relied on; "check": not without reading what it quotes."""

CERTAIN_SHARE, LIKELY_SHARE = 0.9, 0.7
"""Of the calibration answers that have the word, at least this share is right."""
STEP = 0.01
NEVER = float("inf")


@dataclass(frozen=True, slots=True)
class ConfidenceLimits:
    """The confidence from which on a word is said; infinite where no limit holds its share."""

    certain: float
    likely: float

    def word(self, confidence: float) -> ConfidenceWord:
        """The word for a confidence, 0 to 1."""
        if confidence >= self.certain:
            return "certain"
        return "likely" if confidence >= self.likely else "check"


@cache
def confidence_limits() -> ConfidenceLimits:
    """The limits by the calibration scores of the shipped reader."""
    parts = CalibrationScores.load(reader_files().scores).by_shape.values()
    return fit_limits(np.concatenate([sure for sure, _ in parts]), np.concatenate([right for _, right in parts]))


def fit_limits(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> ConfidenceLimits:
    """The lowest limits, in hundredths, with which each word holds its share.

    Args:
        confidence: Of an answer to each calibration question, 0 to 1, shape (questions,).
        right: Whether that answer is right, likewise.
    """
    certain = _lowest(confidence, right, CERTAIN_SHARE)
    below = confidence < certain
    return ConfidenceLimits(certain, _lowest(confidence[below], right[below], LIKELY_SHARE))


def _lowest(confidence: NDArray[np.float64], right: NDArray[np.bool_], share: float) -> float:
    """The lowest limit from which on that share is right."""
    for limit in np.arange(STEP, 1, STEP).round(2):
        reached = confidence >= limit
        if reached.any() and right[reached].mean() >= share:
            return float(limit)
    return NEVER
