"""Scores a question set with the extractive pipeline that is served, and writes the reports."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from index.embeddings.encoder import load_encoder
from rag.answering.extractive.reader_files import reader_files
from rag.evaluation import datasets
from rag.evaluation.compare import compare
from rag.evaluation.report.writer import read, summary, to_dict, write
from rag.evaluation.runner import evaluate, file_hash
from ui.service.pipelines import extractive_answerer, extractive_pipeline
from ui.settings import Settings


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
        questions = datasets.sample(questions, limit)
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
            "threshold": answerer.calibration.threshold,
            "limit": limit,
            "misplaced": misplaced,
        },
        progress=_progress,
    )
    comparison = compare(run.rows, before.rows) if before else None
    write(run, out, comparison, texts=texts)
    return Report(to_dict(run, comparison, texts=texts), summary(run, comparison))


def _progress(things: Sequence[Any], label: str) -> Iterable[Any]:
    return tqdm(things, label, disable=None, leave=False)
