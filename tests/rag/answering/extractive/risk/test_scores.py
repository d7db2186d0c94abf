from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelError
from rag.answering.extractive.reading.reader_files import SCORES, reader_files
from rag.answering.extractive.risk.control import PromiseError, load_promise
from rag.answering.extractive.risk.scores import CalibrationScores, fingerprint

SURE = (np.full(100, 0.95), np.ones(100, bool))
UNSURE = (np.full(100, 0.95), np.zeros(100, bool))


def stored(path: Path, scores: CalibrationScores) -> Path:
    scores.save(path)
    return path


def test_what_is_saved_can_be_loaded(tmp_path: Path) -> None:
    scores = CalibrationScores({"a": (np.array([0.25, 0.12345]), np.array([True, False]))}, frozenset({"b"}), "x")
    loaded = CalibrationScores.load(stored(tmp_path / "scores.json", scores))
    assert loaded.by_shape["a"][0].tolist() == [0.25, 0.1234]
    assert loaded.by_shape["a"][1].tolist() == [True, False]
    assert (loaded.unpromised, loaded.made_with) == (scores.unpromised, scores.made_with)


def test_a_promise_rests_on_the_shapes_that_it_is_for() -> None:
    both = {"own": SURE, "misleading": UNSURE}
    assert CalibrationScores(both, frozenset(), "").promised()[1].mean() == 0.5
    assert CalibrationScores(both, frozenset({"misleading"}), "").promised()[1].all()
    assert len(CalibrationScores(both, frozenset(both), "").promised()[0]) == 0


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(None, id="missing"),
        pytest.param("not json", id="words"),
        pytest.param("[]", id="no object"),
        pytest.param('{"made_with": "", "unpromised": []}', id="no shapes"),
        pytest.param(
            '{"made_with": "", "unpromised": [], "shapes": {"a": {"confidence": [0.5], "right": []}}}', id="lengths"
        ),
        pytest.param(
            '{"made_with": "", "unpromised": [], "shapes": {"a": {"confidence": ["x"], "right": [1]}}}', id="text"
        ),
    ],
)
def test_what_is_no_file_of_scores_is_one_clear_error(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "scores.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelError, match=r"scores\.json' cannot be read: make them with 'article-chat calibrate'"):
        CalibrationScores.load(path)


def test_scores_that_cannot_be_written_are_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="name another file"):
        CalibrationScores({}, frozenset(), "").save(tmp_path / "missing" / "scores.json")


def test_a_promise_needs_scores_of_the_same_reader_and_calibration(tmp_path: Path) -> None:
    files = reader_files()
    own = stored(tmp_path / "own.json", CalibrationScores({"own": SURE}, frozenset(), fingerprint(files)))
    assert load_promise(0.05, files, str(own)).max_error == 0.05
    other = tmp_path / "calibration.json"
    other.write_text(files.calibration.read_text("utf-8") + "\n", encoding="utf-8")
    with pytest.raises(PromiseError, match=r"own\.json' are of another reader or calibration"):
        load_promise(0.05, replace(files, calibration=other), str(own))
    with pytest.raises(PromiseError, match="another reader"):
        load_promise(0.05, replace(files, screening=None), str(own))


def test_a_reader_without_scores_of_its_own_does_not_take_the_shipped_ones(tmp_path: Path) -> None:
    shipped = reader_files()
    for path in (shipped.model, shipped.tokenizer):
        (tmp_path / path.name).symlink_to(path)
    files = reader_files(str(tmp_path))
    assert (files.calibration, files.scores) == (shipped.calibration, tmp_path / SCORES)
    with pytest.raises(ModelError, match="article-chat calibrate"):
        load_promise(0.2, files)


def test_the_shipped_scores_are_of_the_shipped_reader() -> None:
    files = reader_files()
    scores = CalibrationScores.load(files.scores)
    assert scores.made_with == fingerprint(files)
    assert all(len(sure) > 100 for sure, _ in scores.by_shape.values())
