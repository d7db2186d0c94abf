"""Fits `calibration.json`: how likely quotes carry a sentence, and from which likelihood on they are believed to.

    python -m rag.training.support.fit [--report PAIRS]

Boosted trees over `rag.answering.support.features`, on the labelled pairs in `pairs.jsonl` (see `PAIRS.md`). The
threshold is chosen on predictions for articles that a fit did not see; `--report` adds the figures of pairs that no fit
sees.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from index.embeddings.minilm import MiniLM
from rag.answering.support.check import FITTED
from rag.answering.support.features import FEATURES, features
from rag.answering.support.trees import BoostedTrees, Tree

PAIRS = Path(__file__).parents[1] / "data" / "support" / "pairs.jsonl"
RECALL = 0.9
"""Share of the unsupported pairs that is to be caught; the threshold is the lowest that does."""
FOLDS = 8
TREES, DEPTH, RATE, FEWEST = 80, 3, 0.05, 15
"""Chosen on predictions for articles that a fit did not see; twice as many trees, or a depth of two, are no better."""


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


def fit_trees(rows: NDArray[np.float64], labels: NDArray[np.bool_]) -> BoostedTrees:
    """Boosted trees in which no feature speaks against its meaning."""
    made = HistGradientBoostingClassifier(
        max_iter=TREES,
        max_depth=DEPTH,
        learning_rate=RATE,
        min_samples_leaf=FEWEST,
        monotonic_cst=list(FEATURES.values()),
        random_state=0,
    ).fit(rows, labels)
    trees = []
    for (predictor,) in made._predictors:  # its trees, which scikit-learn gives no public name
        nodes = predictor.nodes
        trees.append(
            Tree(
                tuple(int(-1 if node["is_leaf"] else node["feature_idx"]) for node in nodes),
                tuple(0.0 if node["is_leaf"] else float(node["num_threshold"]) for node in nodes),
                tuple(int(node["left"]) for node in nodes),
                tuple(int(node["right"]) for node in nodes),
                tuple(round(float(node["value"]), 5) if node["is_leaf"] else 0.0 for node in nodes),
            )
        )
    return BoostedTrees(round(float(np.ravel(made._baseline_prediction)[0]), 5), tuple(trees))


def predicted(model: BoostedTrees, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probabilities of rows of features."""
    return np.array([model(row) for row in rows])


def unseen(rows: NDArray[np.float64], labels: NDArray[np.bool_], articles: Sequence[str]) -> NDArray[np.float64]:
    """For each pair the prediction of a fit on the other articles' pairs."""
    folds = {article: number % FOLDS for number, article in enumerate(dict.fromkeys(articles))}
    fold = np.array([folds[article] for article in articles])
    made = np.zeros(len(labels))
    for number in range(FOLDS):
        held = fold == number
        made[held] = predicted(fit_trees(rows[~held], labels[~held]), rows[held])
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


def balance(supported: NDArray[np.bool_], labels: NDArray[np.bool_]) -> float:
    """Balanced accuracy: the mean of what is kept of the supported and what is caught of the unsupported."""
    return float(supported[labels].mean() + (~supported)[~labels].mean()) / 2


def kinds(supported: NDArray[np.bool_], pairs: Sequence[Pair]) -> str:
    """The share of each kind of pair that is judged right."""
    right: dict[str, list[bool]] = {}
    for pair, found in zip(pairs, supported, strict=True):
        kind = f"{pair.kind} ({'supported' if pair.supported else 'unsupported'})"
        right.setdefault(kind, []).append(bool(found == pair.supported))
    return "\n".join(f"  {kind}: {sum(each)} of {len(each)}" for kind, each in sorted(right.items()))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", type=Path, help="pairs to report on")
    options = parser.parse_args()
    read = lru_cache(maxsize=4096)(MiniLM().read)

    def table(pairs: Sequence[Pair]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        rows = [features(pair.sentence, pair.quotes, read) for pair in pairs]
        return np.array(rows), np.array([pair.supported for pair in pairs])

    pairs = read_pairs(PAIRS)
    rows, labels = table(pairs)
    carried = unseen(rows, labels, [pair.article for pair in pairs])
    grid = np.arange(0.05, 0.96, 0.01)
    threshold = round(float(next(t for t in grid if (~believed(rows, carried, t))[~labels].mean() >= RECALL)), 2)
    balanced = round(float(max(grid, key=lambda t: balance(believed(rows, carried, t), labels))), 2)
    model = fit_trees(rows, labels)
    stored = {"features": list(FEATURES), "threshold": threshold, "balanced": balanced, **asdict(model)}
    FITTED.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    for name, value in (("threshold", threshold), ("balanced", balanced)):
        print(f"{name} {value}, other articles: {figures(believed(rows, carried, value), labels)}")  # noqa: T201
    if options.report:
        reported = read_pairs(options.report)
        rows, labels = table(reported)
        found = believed(rows, predicted(model, rows), threshold)
        print(f"{options.report.name}: {figures(found, labels)}\n{kinds(found, reported)}")  # noqa: T201


if __name__ == "__main__":
    main()
