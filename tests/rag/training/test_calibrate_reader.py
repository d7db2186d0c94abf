"""What is fitted on held-out articles, on made-up candidates whose truth is known."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.models import Article, Passage, Sentence
from rag.answering.extractive.calibration import Calibration, verdict_features
from rag.answering.extractive.candidates import FEATURES, Candidate
from rag.answering.extractive.reading.cascade import load_reader
from rag.evaluation.gold import GoldQuestion
from rag.models import RetrievedPassage
from rag.training.calibrate_reader import (
    CalibrationExample,
    ask,
    best_threshold,
    calibrate,
    cross_fitted,
    shape_of,
)

TEXT = "Ada built it. Bo paid for it."
ARTICLE = Article("Bridge", TEXT, "")
SENTENCES = (Sentence(0, 13, TEXT[:13], "body"), Sentence(14, 29, TEXT[14:], "body"))
RETRIEVED = RetrievedPassage(Passage(ARTICLE.id, 0, 29, TEXT, "body", SENTENCES), ARTICLE)


def asked(rng: random.Random, *, answerable: bool) -> CalibrationExample:
    """Two candidates; where there is an answer, one of the two has the higher margin and is right."""
    right = rng.randrange(2) if answerable else -1
    found = []
    for number in range(2):
        features = dict.fromkeys(FEATURES, 0.0)
        features["margin"] = rng.gauss(2.0 if number == right else -2.0, 1.0)
        sentence = SENTENCES[number]
        found.append(Candidate(RETRIEVED, number, sentence.start, sentence.end, tuple(features.values())))
    hits = np.array([number == right for number in range(2)])
    gold = GoldQuestion("q", "Who?", ARTICLE, (), answerable, "who", (), evidence_given=True)
    return CalibrationExample(gold, found, hits, hits.astype(float), 1.0)


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    rng = random.Random(3)
    own = [asked(rng, answerable=number % 2 == 0) for number in range(200)]
    return calibrate(own, [asked(rng, answerable=False) for _ in range(50)])


def test_the_right_candidate_comes_first_and_the_silent_article_is_known(calibration: Calibration) -> None:
    rng = random.Random(4)
    first, silent = [], []
    for number in range(100):
        one = asked(rng, answerable=number % 2 == 0)
        ranked = calibration.ranked(one.found)
        absent = float(calibration.absent(verdict_features(ranked, 1.0, 1)))
        silent.append((1.0 - absent < calibration.threshold) == (not one.gold.answerable))
        if one.gold.answerable:
            first.append(bool(one.hits[one.found.index(ranked[0][0])]))
    assert np.mean(first) > 0.9
    assert np.mean(silent) > 0.85


def test_threshold_balances_both_errors() -> None:
    present = np.concatenate([np.linspace(0.5, 0.95, 100), np.linspace(0.05, 0.5, 20)])
    absent = np.array([False] * 100 + [True] * 20)
    assert best_threshold(present, absent) == pytest.approx(0.47, abs=0.03)


def test_of_thresholds_as_good_the_one_that_refuses_least_is_taken() -> None:
    assert best_threshold(np.array([0.9, 0.2]), np.array([False, True])) < 0.3


def test_questions_of_other_articles_do_not_move_the_threshold_to_them() -> None:
    """However many there are: they are refused at any threshold."""
    rng = random.Random(5)
    own = [asked(rng, answerable=number % 2 == 0) for number in range(100)]
    few = calibrate(own, [])
    many = calibrate(own, [asked(rng, answerable=False) for _ in range(300)])
    silent = [one for one in own if not one.gold.answerable]
    for made in (few, many):
        absent = [float(made.absent(verdict_features(made.ranked(one.found), 1.0, 1))) for one in silent]
        assert np.mean([1.0 - value < made.threshold for value in absent]) > 0.85


def of_article(one: CalibrationExample, number: int) -> CalibrationExample:
    article = replace(ARTICLE, text=f"{TEXT} {number}")
    return replace(one, gold=replace(one.gold, article=article))


def test_scores_are_of_fits_that_did_not_see_the_article(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(6)
    own = [of_article(asked(rng, answerable=number % 2 == 0), number % 10) for number in range(100)]
    other = [of_article(asked(rng, answerable=False), number % 10) for number in range(20)]
    seen: list[set[str]] = []

    def recorded(*examples: Sequence[CalibrationExample]) -> Calibration:
        seen.append({one.gold.article.id for part in examples for one in part})
        return calibrate(*examples)

    monkeypatch.setattr("rag.training.calibrate_reader.calibrate", recorded)
    scored = cross_fitted({"even": own[::2], "odd": own[1::2]}, other)
    articles = {one.gold.article.id for one in own}
    unseen = [articles - each for each in seen]
    assert set().union(*unseen) == articles
    assert sum(map(len, unseen)) == len(articles)
    confidence, right = (np.concatenate(parts) for parts in zip(*scored.values(), strict=True))
    assert len(confidence) == 100
    assert confidence[right].mean() > confidence[~right].mean() + 0.3


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("rag/training/data/news/calibration/questions.jsonl", "news"),
        ("sets/squad-calibration.json", "squad"),
        ("own.jsonl.gz", "own"),
    ],
)
def test_a_set_is_named_by_its_path(path: str, shape: str) -> None:
    assert shape_of(Path(path)) == shape


def test_a_question_about_the_whole_is_read_like_any_other() -> None:
    questions = ("What is the main topic?", "Summarise the article.", "Who built it?")
    gold = [GoldQuestion(q, q, ARTICLE, (), False, "what", (), evidence_given=True) for q in questions]
    asked = list(ask(gold, load_reader()))
    assert [one.gold.question for one in asked] == list(questions)
    assert all(np.isfinite(one.features).all() and one.features.shape[1] == len(FEATURES) for one in asked)
