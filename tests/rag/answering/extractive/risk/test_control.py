"""Promises, on made-up calibrations whose truth is known."""

from collections.abc import Callable
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from rag.answering.extractive.risk.control import (
    FAILURE,
    PromiseError,
    binomial_cdf,
    least_error,
    lowest_threshold,
    promised,
)
from rag.answering.extractive.risk.scores import CalibrationScores

Probability = NDArray[np.float64]


def honest(confidence: Probability) -> Probability:
    return 1.0 - confidence


def boastful(confidence: Probability) -> Probability:
    return (1.0 - confidence) * 0.5 + 0.15


def erratic(confidence: Probability) -> Probability:
    """The surest answers are the worst: the share of wrong ones is not monotone."""
    return np.where(confidence > 0.93, 0.5, 0.6 * (1.0 - confidence))


def drawn(rng: np.random.Generator, size: int) -> Probability:
    return rng.beta(2.0, 1.2, size).round(4)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 99))
def test_binomial_tail_is_exact(most: int, more: int, hundredth: int) -> None:
    trials, p = most + more, Fraction(hundredth, 100)
    exact = sum(comb(trials, k) * p**k * (1 - p) ** (trials - k) for k in range(most + 1))
    assert binomial_cdf(most, trials, hundredth / 100) == pytest.approx(float(exact), rel=1e-9, abs=1e-12)


def test_binomial_tail_of_many_trials_is_finite() -> None:
    assert binomial_cdf(5_000, 10_000, 0.5) == pytest.approx(0.504, abs=0.001)


@pytest.mark.parametrize("wrongness", [honest, boastful, erratic], ids=["honest", "boastful", "erratic"])
@pytest.mark.parametrize("max_error", [0.1, 0.2, 0.3])
def test_a_promise_fails_no_more_often_than_it_says(
    wrongness: Callable[[Probability], Probability], max_error: float
) -> None:
    rng = np.random.default_rng(7)
    everyone = drawn(rng, 200_000)
    truth = wrongness(everyone)
    failed, repeats = 0, 200
    for _ in range(repeats):
        confidence = drawn(rng, 300)
        wrong = rng.random(300) < wrongness(confidence)
        threshold = lowest_threshold(confidence, wrong, max_error)
        failed += threshold is not None and truth[everyone >= threshold].mean() > max_error
    # Four standard errors above what is allowed.
    assert failed / repeats <= FAILURE + 4 * (FAILURE * (1 - FAILURE) / repeats) ** 0.5


def test_a_promise_that_can_be_kept_is_mostly_given() -> None:
    rng = np.random.default_rng(6)
    given_for = 0
    for _ in range(50):
        confidence = drawn(rng, 400)
        given_for += lowest_threshold(confidence, rng.random(400) < honest(confidence), 0.2) is not None
    assert given_for > 40


def test_who_can_promise_less_error_can_promise_more() -> None:
    rng = np.random.default_rng(8)
    for _ in range(20):
        confidence = drawn(rng, 400)
        wrong = rng.random(400) < honest(confidence)
        thresholds = [lowest_threshold(confidence, wrong, hundredth / 100) for hundredth in range(5, 60, 5)]
        kept = [threshold for threshold in thresholds if threshold is not None]
        assert thresholds[len(thresholds) - len(kept) :] == kept
        assert kept == sorted(kept, reverse=True)


def test_more_questions_allow_a_lower_threshold() -> None:
    rng = np.random.default_rng(9)
    confidence = drawn(rng, 4_000)
    wrong = rng.random(4_000) < honest(confidence)
    few, many = (lowest_threshold(confidence[:size], wrong[:size], 0.3) for size in (400, 4_000))
    assert few is not None
    assert many is not None
    assert many < few


def test_a_question_that_was_not_answered_is_behind_every_threshold() -> None:
    confidence = np.concatenate([np.full(200, 0.95), np.zeros(50)])
    wrong = np.array([False] * 200 + [True] * 50)
    assert lowest_threshold(confidence, wrong, 0.05) == 0.01


@pytest.mark.parametrize(
    ("confidence", "wrong", "said"),
    [
        pytest.param(np.full(300, 0.95), np.arange(300) % 10 == 0, "is 0.14;", id="too many are wrong"),
        pytest.param(np.full(3, 0.95), np.zeros(3, bool), "by the 3 calibration questions", id="too few questions"),
        pytest.param(np.zeros(0), np.zeros(0, bool), "none can be promised", id="no question"),
        pytest.param(np.full(300, 0.5), np.zeros(300, bool), "none can be promised", id="never sure"),
    ],
)
def test_what_cannot_be_promised_is_said(confidence: Probability, wrong: NDArray[np.bool_], said: str) -> None:
    with pytest.raises(PromiseError, match=r"at most 0\.05 cannot be promised") as raised:
        promised(CalibrationScores({"own": (confidence, ~wrong)}, frozenset(), ""), 0.05)
    assert said in str(raised.value)


def test_the_least_error_is_the_least_that_can_be_promised() -> None:
    rng = np.random.default_rng(10)
    confidence = drawn(rng, 1_000)
    wrong = rng.random(1_000) < honest(confidence)
    least = least_error(confidence, wrong)
    assert least is not None
    assert lowest_threshold(confidence, wrong, least) is not None
    assert lowest_threshold(confidence, wrong, least - 0.01) is None
