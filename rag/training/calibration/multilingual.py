"""Fits `rag/answering/multilingual/calibration.json` and prints how well it does on articles that a fit did not see.

    python -m rag.training.calibration.multilingual

The questions in `data/languages/` are Portuguese and Spanish; most of their articles are English, the others are in the
language of the questions. What is printed is cross-validated by article; what is written is fitted on all. Sentences
that no reader reads are ranked with weights that are fitted on the English articles too, as if nobody had read those.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from tqdm import tqdm

from index.embeddings.encoder import load_encoder
from index.embeddings.multilingual import MultilingualE5
from index.ingest import add
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.answering.logistic import Logistic
from rag.answering.multilingual.answerer import MultilingualAnswerer, Ranking
from rag.answering.multilingual.calibration import MultilingualCalibration, SentenceCalibration, verdict_features
from rag.answering.multilingual.sentences import FEATURES, ScoredSentence
from rag.evaluation.datasets import read_questions
from rag.evaluation.gold import GoldQuestion
from rag.query.gloss.asked_language import article_language, asked_language
from rag.retrieval.hybrid import HybridRetriever

QUESTIONS = Path(__file__).parents[1] / "data" / "languages" / "questions.jsonl"
RANK_COST, RIGHT_COST = 0.02, 0.02
"""Ridge penalties, of weights of features in standard deviations."""
MIN_REFUSED = 0.6
"""Share of the unanswerable questions that are refused, a little more than of English ones (0.54 on the calibration
articles); the threshold is the least that does so."""
READER = FEATURES.index("reader")


@dataclass(frozen=True, slots=True)
class MultilingualExample:
    """A question with all scored sentences, and which of them answer."""

    question: GoldQuestion
    sentences: tuple[ScoredSentence, ...]
    answers: NDArray[np.bool_]
    absent: float


def example(question: GoldQuestion, ranking: Ranking) -> MultilingualExample:
    """A question with its sentences as the answerer scores them."""
    sentences = tuple(sentence for sentence, _ in ranking.sentences)
    answers = [
        any(
            start < each.sentence.end and each.sentence.start < end
            for piece in question.evidence
            for start, end in piece
        )
        for each in sentences
    ]
    return MultilingualExample(question, sentences, np.array(answers, dtype=bool), ranking.features[0])


def without_reader(one: MultilingualExample) -> MultilingualExample:
    """The same as if no reader had read its article."""
    sentences = (
        replace(each, features=(*each.features[:READER], 0.0, *each.features[READER + 1 :]), span=None)
        for each in one.sentences
    )
    return replace(one, sentences=tuple(sentences), absent=0.0)


def fitted(
    examples: Sequence[MultilingualExample], ranked_too: Sequence[MultilingualExample] = ()
) -> SentenceCalibration:
    """The calibration that fits examples, with the threshold for fits that did not see their articles.

    Args:
        examples: What is fitted.
        ranked_too: More, for the ranking alone.
    """
    probabilities, _ = cross_fitted(examples, ranked_too)
    answerable = np.array([one.question.answerable for one in examples])
    threshold = float(np.quantile(probabilities[~answerable], MIN_REFUSED, method="higher"))
    return replace(_fit(examples, ranked_too), threshold=threshold)


def cross_fitted(
    examples: Sequence[MultilingualExample], ranked_too: Sequence[MultilingualExample] = ()
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """How likely each best sentence is right, by a fit that did not see its article, and whether it is."""
    probabilities, right = np.zeros(len(examples)), np.zeros(len(examples), dtype=bool)
    for article in {one.question.article.id for one in examples}:
        calibration = _fit([one for one in examples if one.question.article.id != article], ranked_too)
        for number, one in enumerate(examples):
            if one.question.article.id == article:
                row, right[number] = _verdict(calibration, one)
                probabilities[number] = calibration.right(row)
    return probabilities, right


def _fit(examples: Sequence[MultilingualExample], ranked_too: Sequence[MultilingualExample]) -> SentenceCalibration:
    rank = _fit_rank([one for one in (*examples, *ranked_too) if one.answers.any()])
    calibration = SentenceCalibration(rank, Logistic((), 0.0), 0.0)
    rows, right = zip(*(_verdict(calibration, one) for one in examples), strict=True)
    return replace(calibration, right=_fit_logistic(np.array(rows), np.array(right)))


def outcome(
    calibration: SentenceCalibration,
    examples: Sequence[MultilingualExample],
    ranked_too: Sequence[MultilingualExample] = (),
) -> str:
    """What fits that did not see the articles make of examples at a calibration's threshold."""
    probabilities, right = cross_fitted(examples, ranked_too)
    answered = probabilities >= calibration.threshold
    answerable = np.array([one.question.answerable for one in examples])
    return (
        f"answerable {answerable.sum()}, answered rightly {(answered & right).sum()},"
        f" wrongly {(answered & answerable & ~right).sum()};"
        f" unanswerable {(~answerable).sum()}, refused {(~answerable & ~answered).sum()}"
    )


def _verdict(calibration: SentenceCalibration, one: MultilingualExample) -> tuple[NDArray[np.float64], bool]:
    ranked = calibration.ranked(one.sentences)
    holding = {id(each) for each, holds in zip(one.sentences, one.answers, strict=True) if holds}
    return verdict_features(ranked, one.absent), id(ranked[0][0]) in holding


def _fit_rank(examples: Sequence[MultilingualExample]) -> Logistic:
    """Maximises the likelihood of choosing a sentence that answers, among all of its article."""
    rows = [np.array([each.features for each in one.sentences]) for one in examples]
    every = np.concatenate(rows)
    spread = np.where(every.std(axis=0) > 0, every.std(axis=0), 1.0)

    def loss(weights: NDArray[np.float64]) -> float:
        total = RANK_COST * len(rows) * float(weights @ weights) / len(weights)
        for features, one in zip(rows, examples, strict=True):
            logits = features / spread @ weights
            total += float(np.logaddexp.reduce(logits) - np.logaddexp.reduce(logits[one.answers]))
        return total

    weights = minimize(loss, np.zeros(len(FEATURES))).x / spread
    return Logistic(tuple(np.round(weights, 5).tolist()), 0.0)


def _fit_logistic(rows: NDArray[np.float64], labels: NDArray[np.bool_]) -> Logistic:
    mean, spread = rows.mean(axis=0), np.where(rows.std(axis=0) > 0, rows.std(axis=0), 1.0)
    scaled, signs = (rows - mean) / spread, np.where(labels, 1.0, -1.0)

    def loss(weights: NDArray[np.float64]) -> float:
        errors = np.logaddexp(0.0, -signs * (scaled @ weights[:-1] + weights[-1]))
        return float(errors.mean() + RIGHT_COST * weights[:-1] @ weights[:-1])

    found = minimize(loss, np.zeros(rows.shape[1] + 1)).x
    weights = found[:-1] / spread
    return Logistic(tuple(np.round(weights, 5).tolist()), round(float(found[-1] - weights @ mean), 5))


def examples_of(questions: Sequence[GoldQuestion]) -> list[MultilingualExample]:
    """All questions, each asked of its article."""
    with TemporaryDirectory() as folder:
        store = Store.open(Path(folder), load_encoder())
        for article in {question.article.id: question.article for question in questions}.values():
            add(store, article)
        answerer = MultilingualAnswerer(
            ExtractiveAnswerer.load(english_only=True), HybridRetriever(store=store), MultilingualE5()
        )
        found = []
        for question in tqdm(questions, "asking", disable=None):
            language = asked_language(question.question)
            ranking = answerer.ranking(question.question, language, frozenset([question.article.id]))
            if language and ranking:
                found.append(example(question, ranking))
        store.close()
    return found


def main() -> None:
    """Fits, prints and writes."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    asked = examples_of(read_questions(QUESTIONS))
    read = [one for one in asked if not article_language(one.question.article)]
    same = [one for one in asked if article_language(one.question.article)]
    unread = [without_reader(one) for one in read]
    calibration = MultilingualCalibration(fitted(read), fitted(same, unread))
    print("English articles:", outcome(calibration.read, read))  # noqa: T201
    print("Others:", outcome(calibration.similar, same, unread))  # noqa: T201
    calibration.save()


if __name__ == "__main__":
    main()
