"""Fits `calibration.json`: what ranks candidates, and what says how likely the best one is right. Beside it goes
`calibration-scores.json`: how likely that was said to be of questions that a fit did not see, and whether it was.

    python -m rag.training.calibrate_reader OUT QUESTIONS...

The questions are about articles that neither the reader was trained on nor any figure is reported for. Candidates are
ranked by a linear score trained with a softmax over all candidates of a question (as in Clark and Gardner 2018, arXiv
1710.10723, who normalise over paragraphs); the two probabilities are logistic regressions on what the ranking shows
(Platt 1999), the one that an answer is right with steps (see `rag.training.calibration.stumps`).
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from index.embeddings.encoder import load_encoder
from index.ingest import add
from index.store.store import Store
from rag.answering.extractive.calibration import VERDICT_FEATURES, Calibration, verdict_features
from rag.answering.extractive.candidates import FEATURES, Candidate, candidates
from rag.answering.extractive.reading.cascade import load_reader
from rag.answering.extractive.reading.reader import PassageReader
from rag.answering.extractive.reading.reader_files import SCORES, reader_files
from rag.answering.extractive.risk.scores import CalibrationScores, Scored, fingerprint
from rag.answering.logistic import Logistic
from rag.evaluation.datasets import misplaced, read_questions
from rag.evaluation.gold import GoldQuestion, sample
from rag.evaluation.matching import f1
from rag.nlp.stemming import stems
from rag.retrieval.documents import retrieved_passages
from rag.retrieval.hybrid import HybridRetriever
from rag.training.calibration.stumps import with_steps

GOOD_F1 = 0.5
"""From here on a span is taken for a right one when the ranking is trained."""
FOLDS = 5
"""Of the articles of each shape: a fit on four fifths of them is nearly the one on all."""
UNPROMISED = frozenset({"squad"})
"""Shapes that promises leave out. Nearly half of SQuAD 2.0's questions were written to have no answer and to mislead;
even of the surest answers a fifth is wrong. People do not ask so, and half as many of them are asked."""
TOLERANCE = 0.02
"""Balanced accuracy hardly changes over a wide range of thresholds; within it, rather answer than refuse."""


@dataclass(frozen=True, slots=True)
class CalibrationExample:
    """A question with its candidates and, for each, whether it is in a gold sentence and its F1 with the answers."""

    gold: GoldQuestion
    found: list[Candidate]
    hits: NDArray[np.bool_]
    f1: NDArray[np.float64]
    known: float

    @property
    def features(self) -> NDArray[np.float64]:
        """Shape (candidates, features)."""
        return np.array([candidate.features for candidate in self.found])


def ask(questions: Sequence[GoldQuestion], reader: PassageReader) -> Iterator[CalibrationExample]:
    """Retrieves and reads for every question, each in its own article."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder), load_encoder())
        for article in {gold.article.id: gold.article for gold in questions}.values():
            add(store, article)
        retriever = HybridRetriever(store=store)
        for gold in questions:
            passages = retrieved_passages(retriever.invoke(gold.question, article=gold.article.id))
            readings = reader.read(gold.question, [each.passage.text for each in passages])
            if found := candidates(gold.question, passages, readings):
                places = [place for piece in gold.evidence for place in piece]
                hits = [any(c.sentence.start < b and a < c.sentence.end for a, b in places) for c in found]
                overlap = [f1(c.text, gold.answers) if gold.answers else 0.0 for c in found]
                yield CalibrationExample(gold, found, np.array(hits), np.array(overlap), passages[0].known)
        store.close()


def fit_rank(asked: Sequence[CalibrationExample]) -> Logistic:
    """The linear score that puts a right candidate first as often as may be."""
    groups = []
    for one in asked:
        right = one.hits & (one.f1 >= GOOD_F1)
        if right.any():
            groups.append((one.features, right))
    mean, spread = _scale(np.concatenate([features for features, _ in groups]))
    pairs = [(torch.tensor((features - mean) / spread), torch.tensor(right)) for features, right in groups]

    def loss(weights: torch.Tensor) -> torch.Tensor:
        rows = [torch.logsumexp(s := x @ weights[:-1], 0) - torch.logsumexp(s[y], 0) for x, y in pairs]
        return torch.stack(rows).mean()

    return _unscaled(_minimise(loss, len(FEATURES)), mean, spread)


def fit_logistic(features: NDArray[np.float64], labels: NDArray[np.bool_]) -> Logistic:
    """A logistic regression from `VERDICT_FEATURES` rows to labels."""
    mean, spread = _scale(features)
    x, y = torch.tensor((features - mean) / spread), torch.tensor(labels).double()

    def loss(weights: torch.Tensor) -> torch.Tensor:
        logits = x @ weights[:-1] + weights[-1]
        return torch.nn.functional.binary_cross_entropy_with_logits(logits, y)

    return _unscaled(_minimise(loss, features.shape[1]), mean, spread)


def calibrate(asked: Sequence[CalibrationExample], elsewhere: Sequence[CalibrationExample] = ()) -> Calibration:
    """Ranking, probabilities and threshold for questions.

    Args:
        asked: Questions, each of its own article.
        elsewhere: Questions that belong to another article. They are easy to refuse: the probabilities learn from them,
            and the threshold is not to rest on them.
    """
    rank = fit_rank(asked)
    features, right = verdict_rows(rank, (*asked, *elsewhere))
    absent = np.array([not one.gold.answerable for one in (*asked, *elsewhere)])
    silent = fit_logistic(features, absent)
    own = slice(len(asked))
    threshold = best_threshold(1.0 - silent(features[own]), absent[own])
    return Calibration(rank, with_steps(fit_logistic(features, right), features, right), silent, threshold)


def verdict_rows(rank: Logistic, asked: Sequence[CalibrationExample]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """What is seen of the best candidate for each question, shape (questions, features), and whether it is right."""
    rows, right = [], []
    for one in asked:
        scores = rank.logit(one.features)
        order = np.argsort(-scores)
        ranked = [(one.found[i], float(scores[i])) for i in order]
        rows.append(verdict_features(ranked, one.known, len(stems(one.gold.question))))
        right.append(bool(one.gold.answerable and one.hits[order[0]]))
    return np.array(rows).reshape(len(rows), len(VERDICT_FEATURES)), np.array(right, bool)


def cross_fitted(
    by_shape: Mapping[str, Sequence[CalibrationExample]],
    elsewhere: Sequence[CalibrationExample] = (),
    folds: int = FOLDS,
) -> dict[str, Scored]:
    """How likely the answer to each question was said to be right by a fit on other articles, and whether it was.

    Args:
        by_shape: Questions, each of its own article, by shape.
        elsewhere: As for `calibrate`.
        folds: How many parts the articles of each shape are put in.
    """
    part: dict[str, int] = {}
    for asked in by_shape.values():
        articles = dict.fromkeys(one.gold.article.id for one in asked)
        part |= {article: number % folds for number, article in enumerate(articles)}
    found = {name: (np.zeros(len(asked)), np.zeros(len(asked), bool)) for name, asked in by_shape.items()}
    everything = [one for asked in by_shape.values() for one in asked]
    for fold in range(folds):

        def seen(one: CalibrationExample, fold: int = fold) -> bool:
            return part.get(one.gold.article.id) != fold

        fitted = calibrate(list(filter(seen, everything)), list(filter(seen, elsewhere)))
        for name, asked in by_shape.items():
            unseen = np.array([not seen(one) for one in asked])
            rows, right = verdict_rows(fitted.rank, [one for one in asked if not seen(one)])
            found[name][0][unseen], found[name][1][unseen] = fitted.right(rows), right
    return found


def best_threshold(present: NDArray[np.float64], absent: NDArray[np.bool_]) -> float:
    """From which probability of there being an answer on to give it: the lowest of the best.

    The best are those with a balanced accuracy of answering within `TOLERANCE` of the highest.
    """
    grid = np.arange(0.05, 0.95, 0.01)
    balanced = np.array([((present >= t)[~absent].mean() + (present < t)[absent].mean()) / 2 for t in grid])
    # Smoothed, so that one lucky question does not decide.
    smooth = np.convolve(balanced, np.ones(5) / 5, mode="same")[2:-2]
    return round(float(grid[2:-2][(smooth >= smooth.max() - TOLERANCE).argmax()]), 2)


def _scale(features: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return features.mean(axis=0), features.std(axis=0) + 1e-6


def _minimise(loss: Callable[[torch.Tensor], torch.Tensor], size: int) -> NDArray[np.float64]:
    """The `size` weights and the bias, last, with the least loss; large weights cost a little."""
    weights = torch.zeros(size + 1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        value = loss(weights) + 0.003 * (weights[:-1] ** 2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return weights.detach().numpy()


def _unscaled(weights: NDArray[np.float64], mean: NDArray[np.float64], spread: NDArray[np.float64]) -> Logistic:
    """The same model for features as they come."""
    plain = weights[:-1] / spread
    return Logistic(tuple(round(float(w), 5) for w in plain), round(float(weights[-1] - plain @ mean), 5))


def shape_of(path: Path) -> str:
    """The name of a set: "news" of `news/calibration/questions.jsonl`, "squad" of `squad-calibration.json`."""
    names = (part.split(".")[0].removesuffix("-calibration") for part in reversed(path.parts))
    return next(name for name in names if name not in {"questions", "calibration"})


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--reader", default="", help="a reader's folder; the shipped one if not given")
    parser.add_argument("--limit", type=int, default=800, help="at most so many questions of each set; of SQuAD, half")
    options = parser.parse_args()
    reader = load_reader(options.reader)
    by_shape: dict[str, list[CalibrationExample]] = {}
    elsewhere: list[CalibrationExample] = []
    for path in options.questions:
        questions, shape = read_questions(path), shape_of(path)
        limit = options.limit // 2 if shape in UNPROMISED else options.limit
        by_shape[shape] = list(ask(sample(questions, limit), reader))
        elsewhere += ask(sample(misplaced(questions), limit // 5, seed=1), reader)
    calibration = calibrate([one for asked in by_shape.values() for one in asked], elsewhere)
    calibration.save(options.out)
    made_with = fingerprint(replace(reader_files(options.reader), calibration=options.out))
    scores = CalibrationScores(cross_fitted(by_shape, elsewhere), UNPROMISED, made_with)
    scores.save(options.out.with_name(SCORES))


if __name__ == "__main__":
    main()
