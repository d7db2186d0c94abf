"""A logistic model: weights and a bias."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model: probability = 1 / (1 + exp(-(weights · features + bias)))."""

    weights: tuple[float, ...]
    bias: float

    def logit(self, features: ArrayLike) -> NDArray[np.float64]:
        """The log-odds; features has shape (…, weights)."""
        return np.asarray(np.asarray(features, dtype=np.float64) @ np.array(self.weights) + self.bias)

    def __call__(self, features: ArrayLike) -> NDArray[np.float64]:
        """The probabilities, likewise."""
        return np.asarray(1.0 / (1.0 + np.exp(-self.logit(features))))
