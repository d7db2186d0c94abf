"""A sum of small decision trees over features, as gradient boosting fits it (Friedman 2001)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Tree:
    """A decision tree by its nodes; the first is the root.

    `features[i]` is the feature that node `i` looks at, or -1 for a leaf; up to `thresholds[i]` its left child is next,
    else its right one. `values[i]` is a leaf's.
    """

    features: tuple[int, ...]
    thresholds: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    values: tuple[float, ...]

    def value(self, row: Sequence[float]) -> float:
        """The value of the leaf that a row of features leads to."""
        node = 0
        while (feature := self.features[node]) >= 0:
            node = self.left[node] if row[feature] <= self.thresholds[node] else self.right[node]
        return self.values[node]


@dataclass(frozen=True, slots=True)
class BoostedTrees:
    """Probability = 1 / (1 + exp(-(bias + sum of the trees)))."""

    bias: float
    trees: tuple[Tree, ...]

    def __call__(self, row: NDArray[np.float64]) -> float:
        """The probability for a row of features."""
        values = [float(value) for value in row]
        return float(1.0 / (1.0 + np.exp(-(self.bias + sum(tree.value(values) for tree in self.trees)))))

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        """The trees as JSON holds them."""
        trees = tuple(Tree(**{name: tuple(values) for name, values in each.items()}) for each in stored["trees"])
        return cls(stored["bias"], trees)
