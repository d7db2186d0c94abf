"""Adds step functions of single features to a logistic model, by boosting stumps (Friedman 2001) from its log-odds.

The sum of stumps is an additive model (Lou et al. 2012, "Intelligible models for classification and regression"): what
a feature adds can be read off, and no two features act together.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rag.answering.logistic import Logistic, Steps

ROUNDS, RATE = 150, 0.05
"""Chosen on two folds of the calibration articles: 50 and 300 rounds are no better."""
EDGES = 31
"""Places at most where a feature may step: quantiles."""
FEWEST = 30
"""Questions on either side of a step."""


def with_steps(model: Logistic, features: NDArray[np.float64], labels: NDArray[np.bool_]) -> Logistic:
    """The model with the steps that the labels call for.

    Args:
        model: A fitted model without steps.
        features: Shape (questions, features).
        labels: Shape (questions,).
    """
    places = [(feature, edge) for feature in range(features.shape[1]) for edge in _edges(features[:, feature])]
    below = np.array([features[:, feature] <= edge for feature, edge in places], float).reshape(-1, len(labels))
    count = below.sum(axis=1)
    open_places = (count >= FEWEST) & (len(labels) - count >= FEWEST)
    places = [place for place, is_open in zip(places, open_places, strict=True) if is_open]
    below = below[open_places]
    logit, jumps = model.logit(features), np.zeros((len(places), 2))
    for _ in range(ROUNDS if places else 0):
        probability = 1.0 / (1.0 + np.exp(-logit))
        gradient, curvature = labels - probability, probability * (1.0 - probability) + 1e-9
        slope, bend = (np.stack([part := below @ each, each.sum() - part], axis=1) for each in (gradient, curvature))
        best = int((slope**2 / bend).sum(axis=1).argmax())
        jump = RATE * slope[best] / bend[best]  # Newton's step on either side
        jumps[best] += jump
        logit = logit + np.where(below[best] > 0, *jump)
    return replace(model, steps=_merged(places, jumps))


def _edges(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of a feature below which, and up to which, a part of the questions lies; rounded as they are stored."""
    return np.unique(np.quantile(column, np.linspace(0, 1, EDGES + 2)[1:-1]).round(4))


def _merged(places: list[tuple[int, float]], jumps: NDArray[np.float64]) -> tuple[Steps, ...]:
    """One step function a feature that steps at all, of all stumps on it."""
    found = []
    for feature in sorted({feature for (feature, _), jump in zip(places, jumps, strict=True) if jump.any()}):
        own = [(edge, jump) for (at, edge), jump in zip(places, jumps, strict=True) if at == feature and jump.any()]
        edges = np.array([edge for edge, _ in own])
        left, right = np.array([jump for _, jump in own]).T
        # Between two edges, all stumps that step further on count with their left side.
        values = [float(left[number:].sum() + right[:number].sum()) for number in range(len(edges) + 1)]
        found.append(Steps(feature, tuple(edges.tolist()), tuple(round(value, 5) for value in values)))
    return tuple(found)
