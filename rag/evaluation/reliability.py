"""Whether confidence is the share of answers that are right.

Ten bins of equal width, not of equal mass: their edges are the same in every run, so that two runs can be compared bin
by bin, and each bin is a statement a reader can check ("of those at 0.8 to 0.9, …").
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The questions with a confidence from `low` to `high`: how many, their mean confidence, how many are right."""

    low: float
    high: float
    count: int
    confidence: float
    right: int


def reliability(confidence: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """The bins that hold a question, from the lowest confidence up."""
    sure, is_right = np.array(confidence), np.array(right)
    places = _places(sure)
    return [
        Bin(number / BINS, (number + 1) / BINS, int(here.sum()), float(sure[here].mean()), int(is_right[here].sum()))
        for number in range(BINS)
        if (here := places == number).any()
    ]


def calibration_error(
    confidence: NDArray[np.float64], right: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Expected calibration error (Naeini et al. 2015; Guo et al. 2017, arXiv 1706.04599).

    Args:
        confidence: From 0 to 1, shape (questions,).
        right: 0 or 1, shape (questions,).
        weights: How often each question counts, shape (weightings, questions).

    Returns:
        Shape (weightings,).
    """
    places = _places(confidence)
    gaps = [
        np.abs(weights[:, here] @ (confidence - right)[here])
        for number in range(BINS)
        if (here := places == number).any()
    ]
    return np.asarray(np.sum(gaps, axis=0) / weights.sum(axis=1))


def expected_calibration_error(confidence: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The calibration error to be expected where each question is right with the probability that is stated.

    The gap of a bin is then nearly normal with mean 0, so that its size is expected to be sqrt(2 / pi) deviations.

    Args:
        confidence: From 0 to 1, shape (questions,).
        weights: How often each question counts, shape (weightings, questions).

    Returns:
        Shape (weightings,).
    """
    places = _places(confidence)
    variance = confidence * (1.0 - confidence)
    gaps = [
        np.sqrt(2.0 / np.pi * (weights[:, here] ** 2 @ variance[here]))
        for number in range(BINS)
        if (here := places == number).any()
    ]
    return np.asarray(np.sum(gaps, axis=0) / weights.sum(axis=1))


def _places(confidence: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.clip(np.floor(confidence * BINS).astype(np.int64), 0, BINS - 1)
