"""Fits `calibration.json`: how likely quotes carry a sentence, and from which likelihood on they are believed
to.

    python -m rag.training.support.fit [--report PAIRS]

A logistic regression whose weights have the signs that they must have, over `rag.answering.support.features`
on the labelled pairs in `pairs.jsonl` (see `PAIRS.md`). The threshold is chosen on predictions for articles that a fit
did not see; `--report` adds the figures of pairs that no fit sees.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from index.embeddings.encoder import load_encoder
from rag.answering.logistic import Logistic
from rag.answering.support.check import FITTED, SupportCheck
from rag.answering.support.features import FEATURES, features

PAIRS = Path(__file__).parents[1] / "data" / "support" / "pairs.jsonl"
RECALL = 0.8
"""Share of the unsupported pairs that is to be caught; the threshold is the lowest that does. The pairs are mostly near
misses: what a model writes is easier to tell."""
FOLDS = 8
COST = 0.01


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, the quotes that are to carry it, whether they do, and the article that they are from."""

    sentence: str
    quotes: tuple[str, ...]
    supported: bool
    article: str
    kind: str


def read_pairs(path: Path) -> list[Pair]:
    """The labelled pairs of a JSON Lines file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Pair(r["sentence"], tuple(r["quotes"]), r["supported"], r["article"], r["kind"]) for r in rows]


def fit_signed(rows: NDArray[np.float64], labels: NDArray[np.bool_]) -> Logistic:
    """A logistic regression in which no feature speaks against its meaning; large weights cost a little."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled = (rows - mean) / spread

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = scaled @ weights[:-1] + weights[-1]
        wrong = 1 / (1 + np.exp(-logits)) - labels
        value = np.mean(np.logaddexp(0, logits) - labels * logits) + COST * (weights[:-1] ** 2).sum()
        return float(value), np.append(scaled.T @ wrong / len(labels) + 2 * COST * weights[:-1], wrong.mean())

    bounds = [(0 if sign > 0 else None, 0 if sign < 0 else None) for sign in FEATURES.values()]
    weights = minimize(loss, np.zeros(len(bounds) + 1), jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B").x
    plain = weights[:-1] / spread
    return Logistic(tuple(round(float(w), 5) for w in plain), round(float(weights[-1] - plain @ mean), 5))


def unseen(rows: NDArray[np.float64], labels: NDArray[np.bool_], articles: Sequence[str]) -> NDArray[np.float64]:
    """For each pair the prediction of a fit on the other articles' pairs."""
    folds = {article: number % FOLDS for number, article in enumerate(dict.fromkeys(articles))}
    fold = np.array([folds[article] for article in articles])
    made = np.zeros(len(labels))
    for number in range(FOLDS):
        held = fold == number
        made[held] = fit_signed(rows[~held], labels[~held])(rows[held])
    return made


def believed(rows: NDArray[np.float64], carried: NDArray[np.float64], threshold: float) -> NDArray[np.bool_]:
    """Which pairs count as supported: no fact is missing, and they are likely carried."""
    return np.asarray((rows[:, list(FEATURES).index("missing")] == 0) & (carried >= threshold))


def figures(supported: NDArray[np.bool_], labels: NDArray[np.bool_]) -> str:
    """Recall and precision of catching what is unsupported, and how much of the supported is kept."""
    caught = ~supported
    return (
        f"{len(labels)} pairs, {int((~labels).sum())} unsupported: recall {caught[~labels].mean():.3f},"
        f" precision {(~labels)[caught].mean():.3f}; of the supported ones {supported[labels].mean():.3f} kept"
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", type=Path, help="pairs to report on")
    options = parser.parse_args()
    check = SupportCheck(load_encoder().embeddings, Logistic((0.0,) * len(FEATURES), 0.0), 0.5)

    def table(pairs: Sequence[Pair]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        rows = [features(pair.sentence, pair.quotes, check.embed) for pair in pairs]
        return np.array(rows), np.array([pair.supported for pair in pairs])

    pairs = read_pairs(PAIRS)
    rows, labels = table(pairs)
    carried = unseen(rows, labels, [pair.article for pair in pairs])
    grid = np.arange(0.05, 0.96, 0.01)
    threshold = round(float(next(t for t in grid if (~believed(rows, carried, t))[~labels].mean() >= RECALL)), 2)
    model = fit_signed(rows, labels)
    stored = {"weights": dict(zip(FEATURES, model.weights, strict=True)), "bias": model.bias, "threshold": threshold}
    FITTED.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(f"other articles: {figures(believed(rows, carried, threshold), labels)}")  # noqa: T201
    if options.report:
        rows, labels = table(read_pairs(options.report))
        print(f"{options.report.name}: {figures(believed(rows, model(rows), threshold), labels)}")  # noqa: T201


if __name__ == "__main__":
    main()
