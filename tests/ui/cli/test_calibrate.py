"""A promise on one's own questions, from the calibration to the answer."""

import json
from pathlib import Path

import numpy as np
import pytest

from rag.answering.extractive.reading.reader_files import reader_files
from rag.answering.extractive.risk.scores import CalibrationScores, fingerprint
from tests.support.processes import assert_one_line, run, run_process
from tests.support.servers.scripted_service import Served, free_port

BRIDGE = "Ada Quill opened the bridge at Harn in 1932. It spans the Lowe and cost two million crowns."
QUESTIONS = (
    ("Who opened the bridge?", "Ada Quill"),
    ("When was the bridge opened?", "1932"),
    ("How much did the bridge cost?", "two million crowns"),
    ("What does the bridge span?", "the Lowe"),
    ("Who painted the ceiling?", ""),
    ("What is this article about?", "the bridge at Harn"),
)
"""The last is about the article as a whole, for which there is no promise."""


def scores_of_own(path: Path, *, right: bool) -> str:
    """Calibration scores of 200 sure answers."""
    scores = {"own": (np.full(200, 0.95), np.full(200, right))}
    CalibrationScores(scores, frozenset(), fingerprint(reader_files())).save(path)
    return str(path)


def test_own_questions_are_calibrated_on(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    rows = [{"question": q, "answers": [a] * bool(a), "article": "bridge.txt"} for q, a in QUESTIONS]
    (tmp_path / "own.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    out = tmp_path / "scores.json"
    result = run(tmp_path / "data", "calibrate", str(tmp_path / "own.jsonl"), "--out", str(out))
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("questions: 5, ")
    assert "error at most 0.05: cannot be promised" in result.stdout
    confidence, right = CalibrationScores.load(out).by_shape["own"]
    assert (confidence > 0).all()  # however unsure
    assert right.sum() >= 3
    assert not right[4]


def test_a_promise_that_is_kept_is_told_with_the_answer(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    kept = {"ARTICLE_CHAT_CALIBRATION": scores_of_own(tmp_path / "scores.json", right=True)}
    indexed = run(tmp_path / "data", "index", str(tmp_path / "bridge.txt"))
    assert indexed.returncode == 0, indexed.stderr
    result = run(tmp_path / "data", "ask", "Who opened the bridge?", "--max-error", "0.05", "--json", **kept)
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    assert (answer["status"], answer["max_error"]) == ("answered", 0.05)


def test_a_promise_that_cannot_be_kept_is_one_line(tmp_path: Path) -> None:
    broken = {"ARTICLE_CHAT_CALIBRATION": scores_of_own(tmp_path / "scores.json", right=False)}
    assert_one_line(run(tmp_path / "data", "ask", "Who?", "--max-error", "0.05", **broken), names="cannot be promised")
    missing = {"ARTICLE_CHAT_CALIBRATION": str(tmp_path / "missing.json"), "ARTICLE_CHAT_MAX_ERROR": "0.05"}
    assert_one_line(run(tmp_path / "data", "ask", "Who?", **missing), names="missing.json")


def test_what_cannot_be_promised_is_not_served(tmp_path: Path) -> None:
    broken = {"ARTICLE_CHAT_CALIBRATION": scores_of_own(tmp_path / "scores.json", right=False)}
    result = run_process(tmp_path / "data", "serve", "--port", str(free_port()), "--max-error", "0.05", **broken)
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert "cannot be promised" in result.stderr


@pytest.mark.parametrize("share", ["0", "2", "few"])
def test_a_share_that_is_none_is_one_line(tmp_path: Path, share: str) -> None:
    assert_one_line(run(tmp_path, "ask", "Who?", "--max-error", share), names="ARTICLE_CHAT_MAX_ERROR")


def test_a_server_keeps_its_own_promise(server: Served) -> None:
    assert server.data_dir
    result = run(server.data_dir, "ask", "Who?", "--max-error", "0.05")
    assert result.returncode == 2
    assert "start it with --max-error" in result.stderr
