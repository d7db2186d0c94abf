"""Steps of single features, on made-up labels whose cause is known."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.answering.extractive.calibration import Calibration
from rag.answering.logistic import Logistic, Steps
from rag.training.calibrate_reader import fit_logistic
from rag.training.calibration.stumps import with_steps

Rows = NDArray[np.float64]


def drawn(seed: int, count: int = 1_000) -> tuple[Rows, Rows]:
    """Three features, and a probability to which the first adds at both its ends and the second in proportion."""
    rows = np.random.default_rng(seed).normal(size=(count, 3))
    return rows, 1.0 / (1.0 + np.exp(-(2.0 * (np.abs(rows[:, 0]) > 1.0) - 1.0 + rows[:, 1])))


def loss(model: Logistic, rows: Rows, truth: Rows) -> float:
    said = np.clip(model(rows), 1e-6, 1 - 1e-6)
    return float(-(truth * np.log(said) + (1 - truth) * np.log(1 - said)).mean())


def test_an_effect_that_is_no_line_is_learnt_and_holds_for_other_questions() -> None:
    rows, truth = drawn(1)
    labels = np.random.default_rng(2).random(len(rows)) < truth
    line = fit_logistic(rows, labels)
    model = with_steps(line, rows, labels)
    others, their_truth = drawn(3)
    assert loss(model, others, their_truth) < loss(line, others, their_truth) - 0.05
    assert (model.weights, model.bias) == (line.weights, line.bias)
    middle, ends = np.zeros((1, 3)), np.array([[1.8, 0.0, 0.0], [-1.8, 0.0, 0.0]])
    assert (model(ends) > model(middle) + 0.2).all()


def test_what_the_model_says_is_right_on_average() -> None:
    rows, truth = drawn(4)
    labels = np.random.default_rng(5).random(len(rows)) < truth
    model = with_steps(Logistic((0.0, 0.0, 0.0), -2.0), rows, labels)
    assert model(rows).mean() == pytest.approx(labels.mean(), abs=0.02)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(np.random.default_rng(6).normal(size=(50, 3)), id="few questions"),
        pytest.param(np.ones((500, 3)), id="features that say nothing"),
    ],
)
def test_where_no_step_can_be_told_there_is_none(rows: Rows) -> None:
    labels = np.arange(len(rows)) % 2 == 0
    line = Logistic((0.1, 0.2, 0.3), 0.4)
    assert with_steps(line, rows, labels) == line


def test_a_step_belongs_to_what_lies_at_or_below_its_edge() -> None:
    model = Logistic((0.0, 0.0), 1.0, (Steps(1, (0.0, 2.0), (10.0, 20.0, 30.0)),))
    rows = np.array([[5.0, -1.0], [5.0, 0.0], [5.0, 0.1], [5.0, 2.0], [5.0, 2.1]])
    assert model.logit(rows).tolist() == [11.0, 11.0, 21.0, 21.0, 31.0]
    assert float(model.logit(rows[2])) == 21.0


def test_steps_are_stored_with_a_calibration_and_one_without_them_can_still_be_read(tmp_path: Path) -> None:
    shipped = Calibration.load()
    stepped = replace(shipped, right=replace(shipped.right, steps=(Steps(3, (0.5,), (-0.25, 0.25)),)))
    stepped.save(tmp_path / "stepped.json")
    assert Calibration.load(tmp_path / "stepped.json") == stepped
    stored = json.loads((tmp_path / "stepped.json").read_text("utf-8"))
    for head in ("rank", "right", "absent"):
        del stored[head]["steps"]
    (tmp_path / "plain.json").write_text(json.dumps(stored), encoding="utf-8")
    plain = Calibration.load(tmp_path / "plain.json")
    assert (plain.right.steps, plain.right.weights) == ((), shipped.right.weights)
