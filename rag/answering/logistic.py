"""A logistic model: weights and a bias, and what single features add where their effect is no straight line."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Steps:
    """A step function of one feature: `values[i]` where exactly the first `i` of the rising edges lie below it."""

    feature: int
    edges: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model: probability = 1 / (1 + exp(-(weights · features + bias + steps of features)))."""

    weights: tuple[float, ...]
    bias: float
    steps: tuple[Steps, ...] = ()

    def logit(self, features: ArrayLike) -> NDArray[np.float64]:
        """The log-odds; features has shape (…, weights)."""
        rows = np.asarray(features, dtype=np.float64)
        logit = np.asarray(rows @ np.array(self.weights) + self.bias)
        for step in self.steps:
            logit = logit + np.array(step.values)[np.searchsorted(step.edges, rows[..., step.feature])]
        return logit

    def __call__(self, features: ArrayLike) -> NDArray[np.float64]:
        """The probabilities, likewise."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.logit(features))))
