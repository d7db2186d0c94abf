"""Confidence in words: that each holds its share."""

import numpy as np
import pytest

from rag.answering.extractive.reading.reader_files import reader_files
from rag.answering.extractive.risk.confidence_words import (
    CERTAIN_SHARE,
    LIKELY_SHARE,
    NEVER,
    ConfidenceLimits,
    ConfidenceWord,
    confidence_limits,
    fit_limits,
)
from rag.answering.extractive.risk.scores import CalibrationScores


def test_each_word_holds_its_share_on_the_shipped_calibration() -> None:
    limits = confidence_limits()
    parts = CalibrationScores.load(reader_files().scores).by_shape.values()
    by_word: dict[ConfidenceWord, list[bool]] = {"certain": [], "likely": [], "check": []}
    for confidences, rights in parts:
        for confidence, right in zip(confidences, rights, strict=True):
            by_word[limits.word(confidence)].append(bool(right))
    assert np.mean(by_word["certain"]) >= CERTAIN_SHARE
    assert CERTAIN_SHARE > np.mean(by_word["likely"]) >= LIKELY_SHARE
    assert np.mean(by_word["check"]) < LIKELY_SHARE
    assert min(map(len, by_word.values())) > 80


@pytest.mark.parametrize(
    ("confidence", "word"), [(1.0, "certain"), (0.8, "certain"), (0.79, "likely"), (0.5, "likely"), (0.0, "check")]
)
def test_a_limit_belongs_to_the_word_above_it(confidence: float, word: ConfidenceWord) -> None:
    assert ConfidenceLimits(certain=0.8, likely=0.5).word(confidence) == word


def test_limits_are_the_lowest_that_hold() -> None:
    confidence = np.repeat([0.95, 0.6, 0.2], 10)
    right = np.array([True] * 10 + [True] * 8 + [False] * 2 + [True] * 2 + [False] * 8)
    assert fit_limits(confidence, right) == ConfidenceLimits(certain=0.21, likely=NEVER)
    worse = right & ~((confidence == 0.6) & (np.arange(30) % 10 < 1))
    assert fit_limits(confidence, worse) == ConfidenceLimits(certain=0.61, likely=0.21)


def test_a_word_that_cannot_hold_its_share_is_never_said() -> None:
    limits = fit_limits(np.linspace(0, 1, 50), np.zeros(50, bool))
    assert limits == ConfidenceLimits(NEVER, NEVER)
    assert limits.word(1.0) == "check"
