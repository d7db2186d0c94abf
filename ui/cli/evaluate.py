"""Scores a question set with the extractive pipeline that is served: for reports, and for promises."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from index.embeddings.encoder import load_encoder
from rag.answering.extractive.reading.reader_files import reader_files
from rag.answering.extractive.risk.control import Promise, PromiseError, promised
from rag.answering.extractive.risk.scores import CalibrationScores, fingerprint
from rag.evaluation import datasets
from rag.evaluation.compare import compare
from rag.evaluation.gold import sample
from rag.evaluation.report.writer import read, summary, to_dict, write
from rag.evaluation.runner import evaluate, file_hash
from ui.service.answering.pipelines import extractive_answerer, extractive_pipeline
from ui.settings import Settings

SHOWN_ERRORS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3)
"""For which 'calibrate' says what a promise would cost."""


@dataclass(frozen=True, slots=True)
class Report:
    """A finished run: as `report.json` has it, and in a few lines."""

    body: dict[str, Any]
    summary: str


def run_evaluation(
    settings: Settings,
    path: Path,
    out: Path,
    against: Path | None = None,
    *,
    limit: int | None = None,
    everywhere: bool = False,
    misplaced: bool = False,
    texts: bool = True,
) -> Report:
    """Asks every question of a set, and writes the reports to a folder.

    Args:
        settings: Name the models.
        path: The question set.
        out: The folder; made where it does not exist.
        against: Another run's `report.json`.
        limit: How many questions to draw.
        everywhere: Whether to ask all articles together.
        misplaced: Whether to ask each question of the set's next article.
        texts: Whether the reports tell questions, answers and quotes.

    Raises:
        QuestionSetError: The set, or the other run, cannot be read.
        ModelError: A model cannot be found.
    """
    before = read(against) if against else None
    questions = datasets.read_questions(path)
    if misplaced:
        questions = datasets.misplaced(questions)
    if limit is not None:
        questions = sample(questions, limit)
    answerer = extractive_answerer(settings)
    run = evaluate(
        questions,
        load_encoder(settings.embedding_model),
        lambda store: extractive_pipeline(store, answerer),
        everywhere=everywhere,
        made_with={
            "question_set": path.name,
            "question_set_sha256": file_hash(path),
            "reader_sha256": file_hash(reader_files(settings.reader_model).model),
            "threshold": answerer.promise.threshold if answerer.promise else answerer.calibration.threshold,
            "max_error": settings.max_error,
            "limit": limit,
            "misplaced": misplaced,
        },
        progress=_progress,
    )
    comparison = compare(run.rows, before.rows) if before else None
    write(run, out, comparison, texts=texts)
    return Report(to_dict(run, comparison, texts=texts), summary(run, comparison))


def run_calibration(settings: Settings, path: Path, out: Path, *, limit: int | None = None) -> str:
    """Answers every question of a set, however unsure, and writes the calibration scores; says what can be promised.

    Answers that no promise is made for, such as summaries, are left out.

    Args:
        settings: Name the models.
        path: The question set.
        out: The file.
        limit: How many questions to draw.

    Raises:
        QuestionSetError: The set cannot be read.
        ModelError: A model cannot be found, or the file cannot be written.
    """
    questions = datasets.read_questions(path)
    if limit is not None:
        questions = sample(questions, limit)
    answerer = extractive_answerer(settings.model_copy(update={"max_error": None}))
    answerer.promise = Promise(max_error=1.0, threshold=0.0)  # lets everything through, and marks what it is made for
    run = evaluate(
        questions,
        load_encoder(settings.embedding_model),
        lambda store: extractive_pipeline(store, answerer),
        progress=_progress,
    )
    rows = [row for row in run.rows if row.max_error is not None or not row.answered]
    confidence = np.array([row.confidence if row.answered else 0.0 for row in rows])
    right = np.array([row.answered and row.right for row in rows], bool)
    made_with = fingerprint(reader_files(settings.reader_model))
    scores = CalibrationScores({path.stem: (confidence, right)}, frozenset(), made_with)
    scores.save(out)
    return promises(scores)


def promises(scores: CalibrationScores) -> str:
    """What can be promised by calibration scores, in a few lines."""
    confidence, right = scores.promised()
    lines = [f"questions: {len(right)}, of these right where all are answered: {int(right.sum())}"]
    for max_error in SHOWN_ERRORS:
        try:
            promise = promised(scores, max_error)
        except PromiseError:
            lines.append(f"error at most {max_error:.2f}: cannot be promised")
            continue
        answered = confidence >= promise.threshold
        share, error = answered.mean(), 1.0 - right[answered].mean()
        lines.append(
            f"error at most {max_error:.2f}: answered {share:.3f}, of these wrong {error:.3f} here"
            f" (confidence from {promise.threshold:.2f})"
        )
    return "\n".join(lines)


def _progress(things: Sequence[Any], label: str) -> Iterable[Any]:
    return tqdm(things, label, disable=None, leave=False)
