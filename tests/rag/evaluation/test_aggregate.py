from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.aggregate import Score, latencies, percentile, scores, scores_by
from rag.evaluation.compare import compare
from rag.evaluation.datasets import QuestionSetError
from rag.evaluation.metrics import MEASURES
from rag.evaluation.reliability import calibration_error, expected_calibration_error, reliability
from tests.support.evaluated import ANSWERED, INVENTED, MISSED, UNANSWERABLE, WRONG, run

MIXED = run(
    *[ANSWERED] * 4,
    replace(WRONG, f1=0.5),
    MISSED,
    *[UNANSWERABLE] * 3,
    INVENTED,
).rows


@pytest.mark.parametrize(
    ("key", "value", "hits", "of"),
    [
        ("exact_match", 4 / 6, 4, 6),
        ("f1", 4.5 / 6, None, 6),
        ("squad2_exact_match", 7 / 10, 7, 10),
        ("squad2_f1", 7.5 / 10, None, 10),
        ("sentence_hit", 4 / 6, 4, 6),
        ("passage_hit_1", 4 / 6, 4, 6),
        ("passage_hit_3", 4 / 6, 4, 6),
        ("passage_hit_5", 1.0, 6, 6),
        ("passage_cited", 4 / 6, 4, 6),
        ("citation_precision", 4 / 5, 4, 5),
        ("citation_recall", 4 / 6, 4, 6),
        ("abstention_precision", 3 / 4, 3, 4),
        ("abstention_recall", 3 / 4, 3, 4),
        ("abstention_f1", 3 / 4, 6, 8),
        ("answered_answerable", 5 / 6, 5, 6),
        ("balanced_accuracy", (5 / 6 + 3 / 4) / 2, None, 10),
        ("right", 7 / 10, 7, 10),
        ("answered_wrong", 2 / 6, 2, 6),
        ("calibration_error", 0.9 - 0.7, None, 10),
        ("calibration_error_expected", (2 / np.pi * 0.9 * 0.1 / 10) ** 0.5, None, 10),
        ("latency_p50", 21.0, None, 10),
        ("latency_p95", 21.0, None, 10),
    ],
)
def test_measures_worked_by_hand(key: str, value: float, hits: int | None, of: int) -> None:
    score = scores(MIXED)[key]
    assert score.value == pytest.approx(value)
    assert (score.hits, score.of) == (hits, of)


EXPECTING = run(
    replace(ANSWERED, short=("Ryall",), short_answer="the Ryall", yes_no="yes", said="yes"),
    replace(ANSWERED, short=("Ryall",), short_answer=None, yes_no="open", forbid=("Kim",)),
    replace(WRONG, short=("Ryall", "J. Ryall"), short_answer="Kim", forbid=("Kim", "Lee"), forbidden=("Kim",)),
    replace(MISSED, short=("Ryall",), yes_no="no", forbid=("Kim",)),
    replace(UNANSWERABLE, premise_contradicted=False),
    replace(INVENTED, premise_contradicted=True),
).rows


@pytest.mark.parametrize(
    ("key", "hits", "of"),
    [
        pytest.param("short_answer", 1, 4, id="none, another, and a refusal are misses"),
        pytest.param("yes_no", 2, 3, id="silence is right where the article leaves it open"),
        pytest.param("nothing_forbidden", 1, 2, id="a refusal is not counted"),
        pytest.param("premise_contradicted", 1, 2, id="only where the set says what contradicts it"),
    ],
)
def test_measures_of_what_the_set_expects(key: str, hits: int, of: int) -> None:
    assert scores(EXPECTING)[key] == Score(hits / of, hits, of)
    assert scores(MIXED)[key].value is None


def test_questions_without_a_label_are_in_no_part() -> None:
    found = scores_by(run(ANSWERED, replace(WRONG, kind="list")).rows, lambda row: row.kind)
    assert {kind: part["right"].of for kind, part in found.items()} == {"list": 1}


def test_every_measure_is_defined_and_computed() -> None:
    assert all(measure.definition for measure in MEASURES)
    assert list(scores(MIXED)) == [measure.key for measure in MEASURES]


def test_a_measure_without_questions_has_no_value() -> None:
    found = scores(run(ANSWERED).rows)
    assert found["abstention_precision"] == Score(None, 0, 0)
    assert found["balanced_accuracy"].value is None


def test_types_are_scored_apart_the_commonest_first() -> None:
    found = scores_by(run(replace(WRONG, type="why"), ANSWERED, ANSWERED).rows, lambda row: row.type)
    assert {kind: part["exact_match"].value for kind, part in found.items()} == {"who": 1.0, "why": 0.0}
    assert list(found) == ["who", "why"]


def test_percentiles_are_observations() -> None:
    hundred = np.arange(1.0, 101.0)
    assert percentile(hundred, np.ones((1, 100)), 0.5) == 50
    assert percentile(hundred, np.ones((1, 100)), 0.95) == 95
    assert percentile(np.array([3.0, 1.0]), np.array([[1.0, 3.0]]), 0.75) == 1


def test_latencies_are_given_by_step() -> None:
    assert latencies(MIXED)["retrieve"] == {"p50": 5.0, "p95": 5.0}
    assert set(latencies(MIXED)) == {"retrieve", "total", "wall"}


def test_calibration_error_weighs_bins_by_their_questions() -> None:
    sure = [replace(ANSWERED, confidence=0.95)] * 3 + [replace(WRONG, confidence=1.0)]
    unsure = [replace(WRONG, confidence=0.15)] * 2
    rows = run(*sure, *unsure).rows
    assert scores(rows)["calibration_error"].value == pytest.approx((4 * abs(0.9625 - 0.75) + 2 * 0.15) / 6)
    assert [(b.low, b.count, b.right) for b in reliability([r.confidence for r in rows], [r.right for r in rows])] == [
        (0.1, 2, 0),
        (0.9, 4, 3),
    ]


@pytest.mark.parametrize("count", [50, 500])
def test_expected_calibration_error_is_what_true_confidence_shows_on_average(count: int) -> None:
    rng = np.random.default_rng(count)
    confidence, once = rng.beta(2.0, 1.5, count), np.ones((1, count))
    shown = [calibration_error(confidence, (rng.random(count) < confidence) * 1.0, once)[0] for _ in range(400)]
    assert expected_calibration_error(confidence, once)[0] == pytest.approx(np.mean(shown), rel=0.1)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30))
def test_calibration_error_is_bounded_and_bins_hold_every_question(pairs: list[tuple[float, bool]]) -> None:
    rows = run(*(replace(ANSWERED, confidence=sure, right=right) for sure, right in pairs)).rows
    assert 0 <= (scores(rows)["calibration_error"].value or 0) <= 1
    assert sum(b.count for b in reliability([p[0] for p in pairs], [p[1] for p in pairs])) == len(pairs)


def test_a_run_does_not_differ_from_itself() -> None:
    found = compare(MIXED, MIXED)
    assert (found.questions, found.left_out) == (10, 0)
    assert all(d.low == d.high == 0 and not d.clear for d in found.differences)


def test_a_better_run_is_told_apart() -> None:
    before = run(*[ANSWERED] * 10, *[WRONG] * 30).rows
    now = tuple(replace(ANSWERED, id=row.id) for row in before)
    found = {d.key: d for d in compare(now, before).differences}["sentence_hit"]
    assert (found.before, found.now, found.clear) == (0.25, 1.0, True)
    assert found.low < 0.75 < found.high
    assert found.high - found.low == pytest.approx(2 * 1.96 * (0.75 * 0.25 / 40) ** 0.5, abs=0.03)


def test_runs_are_matched_on_their_questions() -> None:
    assert compare(MIXED[:6], MIXED[3:]).questions == 3
    assert compare(MIXED[:6], MIXED[3:]).left_out == 7
    with pytest.raises(QuestionSetError, match="no question in common"):
        compare(MIXED[:2], MIXED[2:])
