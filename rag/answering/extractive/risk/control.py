"""Selective risk control: from which confidence on to answer, so that few of the answers are wrong.

The threshold is chosen by Learn then Test (Angelopoulos et al. 2021, arXiv 2110.01052) on calibration questions: with a
probability of `1 - FAILURE` over their choice, at most the promised share of what is answered is wrong. The share of
wrong answers among those given is not monotone in the threshold, which conformal risk control (Angelopoulos et al.
2022, arXiv 2208.02814) would need; here each threshold is a hypothesis of its own ("too many are wrong from here on"),
rejected by an exact binomial test, and tested in a fixed sequence from high to low, so that testing many costs nothing.
The promise is for questions that are exchangeable with those of the calibration.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import ArticleChatError
from rag.answering.extractive.reading.reader_files import ReaderFiles
from rag.answering.extractive.risk.scores import CalibrationScores, fingerprint

FAILURE = 0.1
"""Probability, over the choice of calibration questions, that a promise is not kept; as in the paper's examples."""
STARTS = (0.9, 0.8, 0.7)
"""First thresholds of the test sequences, the same for every promised error, so that a calibration that allows a small
error allows every larger one too.

In a small calibration too few answers reach the first threshold for a test to pass, hence the others. `FAILURE` is
divided equally among the sequences."""
STEP = 0.01
"""Between two thresholds of a sequence."""


class PromiseError(ArticleChatError):
    """A promise that the calibration questions do not allow, or calibration scores that do not fit."""


@dataclass(frozen=True, slots=True)
class Promise:
    """At most `max_error` of the answers with a confidence of at least `threshold` are wrong."""

    max_error: float
    threshold: float


def load_promise(max_error: float, files: ReaderFiles, scores: str = "") -> Promise:
    """The promise of an error for a reader.

    Args:
        max_error: Above 0 and below 1.
        files: The reader's.
        scores: A file of calibration scores; empty: the reader's own.

    Raises:
        ModelError: The scores cannot be read.
        PromiseError: They are not this reader's, or no threshold keeps the promise.
    """
    path = Path(scores).expanduser() if scores else files.scores
    found = CalibrationScores.load(path)
    if found.made_with != fingerprint(files):
        raise PromiseError(
            f"The calibration scores {str(path)!r} are of another reader or calibration: make them again with"
            " 'article-chat calibrate'."
        )
    return promised(found, max_error)


def promised(scores: CalibrationScores, max_error: float) -> Promise:
    """The promise with the lowest threshold that keeps it.

    Raises:
        PromiseError: No threshold keeps it.
    """
    confidence, right = scores.promised()
    threshold = lowest_threshold(confidence, ~right, max_error)
    if threshold is None:
        least = least_error(confidence, ~right)
        allowed = f"the least error that can be promised is {least:.2f}" if least else "none can be promised"
        raise PromiseError(
            f"An error of at most {max_error:g} cannot be promised at any threshold: by the {len(right)} calibration"
            f" questions {allowed}; raise ARTICLE_CHAT_MAX_ERROR, or calibrate on more questions."
        )
    return Promise(max_error, threshold)


def least_error(confidence: NDArray[np.float64], wrong: NDArray[np.bool_]) -> float | None:
    """The least error, in hundredths, that can be promised; None where none can."""
    for hundredth in range(1, 100):
        if lowest_threshold(confidence, wrong, hundredth / 100) is not None:
            return hundredth / 100
    return None


def lowest_threshold(
    confidence: NDArray[np.float64], wrong: NDArray[np.bool_], max_error: float, failure: float = FAILURE
) -> float | None:
    """The lowest confidence from which on at most `max_error` of the answers are wrong; None where there is none.

    Args:
        confidence: Of an answer to each calibration question, 0 to 1, shape (questions,).
        wrong: Whether that answer is wrong, likewise.
        max_error: Above 0 and below 1.
        failure: Probability that more are wrong nevertheless.
    """
    kept: list[float] = []
    for start in STARTS:
        kept += _sequence(confidence, wrong, max_error, start, failure / len(STARTS))
    return min(kept, default=None)


def _sequence(
    confidence: NDArray[np.float64], wrong: NDArray[np.bool_], max_error: float, start: float, level: float
) -> Sequence[float]:
    """The thresholds from `start` down to the first that does not pass its test."""
    passed = []
    for threshold in np.arange(start, STEP / 2, -STEP).round(2):
        answered = confidence >= threshold
        if binomial_cdf(int(wrong[answered].sum()), int(answered.sum()), max_error) > level:
            break
        passed.append(float(threshold))
    return passed


def binomial_cdf(most: int, trials: int, probability: float) -> float:
    """How probably at most `most` of the trials succeed, each with the same probability (above 0 and below 1)."""
    factorials = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, trials + 1)))])  # their logarithms
    hits = np.arange(most + 1)
    choices = factorials[trials] - factorials[hits] - factorials[trials - hits]
    logs = choices + hits * math.log(probability) + (trials - hits) * math.log1p(-probability)
    return min(1.0, float(np.exp(logs).sum()))
