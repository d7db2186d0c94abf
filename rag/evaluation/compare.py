"""Compares two runs over the same questions: the paired bootstrap (Efron and Tibshirani 1993; Koehn 2004)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.evaluation.aggregate import values
from rag.evaluation.datasets import QuestionSetError
from rag.evaluation.metrics import MEASURES
from rag.evaluation.outcomes import Row

RESAMPLES = 2_000
SEED = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure in two runs, and the interval that holds 95 of 100 resampled differences (now less before)."""

    key: str
    before: float
    now: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """All measures of two runs over the questions that both hold."""

    questions: int
    left_out: int
    differences: tuple[Difference, ...]


def compare(now: Sequence[Row], before: Sequence[Row]) -> Comparison:
    """Compares two runs, matched on the questions' ids; the same questions are drawn in both for each resample.

    Raises:
        QuestionSetError: They have no question in common.
    """
    earlier = {row.id: row for row in before}
    pairs = [(row, earlier[row.id]) for row in now if row.id in earlier]
    if not pairs:
        raise QuestionSetError("The two runs have no question in common: compare runs over the same set.")
    ours, theirs = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    count = len(pairs)
    once = np.ones((1, count))
    drawn = np.random.default_rng(SEED).multinomial(count, np.full(count, 1 / count), size=RESAMPLES).astype(float)
    before_once, now_once = values(theirs, once), values(ours, once)
    before_drawn, now_drawn = values(theirs, drawn), values(ours, drawn)
    found = []
    for measure in MEASURES:
        spread = now_drawn[measure.key] - before_drawn[measure.key]
        # A resample without, say, any unanswered question says nothing about abstention.
        spread = spread[~np.isnan(spread)]
        if spread.size:
            low, high = np.percentile(spread, [2.5, 97.5])
            was, came = before_once[measure.key][0], now_once[measure.key][0]
            found.append(Difference(measure.key, float(was), float(came), float(low), float(high)))
    return Comparison(count, len({row.id for row in (*now, *before)}) - count, tuple(found))
