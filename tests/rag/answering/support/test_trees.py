"""Sums of decision trees, as JSON holds them."""

import math

import numpy as np
import pytest

from rag.answering.support.trees import BoostedTrees

STORED = {
    "bias": -1.0,
    "trees": [
        {"features": [1, -1, 0, -1, -1], "thresholds": [0.5, 0, 2.0, 0, 0], "left": [1, 0, 3, 0, 0],
         "right": [2, 0, 4, 0, 0], "values": [0, -0.5, 0, 1.0, 2.0]},
        {"features": [-1], "thresholds": [0], "left": [0], "right": [0], "values": [0.25]},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "log_odds"), [((0.0, 0.5), -1.25), ((2.0, 0.6), 0.25), ((2.1, 0.6), 1.25)], ids=["left", "edge", "right"]
)
def test_a_row_goes_down_each_tree(row: tuple[float, ...], log_odds: float) -> None:
    assert BoostedTrees.of(STORED)(np.array(row)) == pytest.approx(1 / (1 + math.exp(-log_odds)))
