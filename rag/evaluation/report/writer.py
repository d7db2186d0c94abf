"""Writes a run as JSON, Markdown and HTML, reads the JSON back, and sums it up for a terminal."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from rag.evaluation.aggregate import Score, latencies, scores, scores_by
from rag.evaluation.compare import Comparison
from rag.evaluation.datasets import QuestionSetError
from rag.evaluation.outcomes import Row
from rag.evaluation.reliability import reliability
from rag.evaluation.report import tables
from rag.evaluation.report.html_page import page
from rag.evaluation.report.svg_plots import picture, reliability_plot
from rag.evaluation.report.tables import Table
from rag.evaluation.runner import Run

_ROWS = TypeAdapter(tuple[Row, ...])


def write(run: Run, folder: Path, comparison: Comparison | None = None, *, texts: bool = True) -> None:
    """Writes `report.json`, `report.md`, `report.html` and `reliability.svg` into a folder, made where needed.

    Args:
        run: What to report.
        folder: Where to.
        comparison: With an earlier run.
        texts: Whether questions, answers and quotes are told; a set may forbid to pass them on.

    Raises:
        QuestionSetError: They cannot be written.
    """
    written = {
        "report.json": json.dumps(to_dict(run, comparison, texts=texts), ensure_ascii=False, indent=1) + "\n",
        "report.md": markdown(run, comparison, texts=texts),
        "report.html": page(run, comparison, texts=texts),
        "reliability.svg": picture(reliability_plot(run.rows)),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in written.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise QuestionSetError(
            f"The report cannot be written to {str(folder)!r} ({error.strerror}): name another folder."
        ) from error


def read(path: Path) -> Run:
    """The run of an earlier report's JSON.

    Raises:
        QuestionSetError: The file is no such report.
    """
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if "scores" in stored and "rows" not in stored:
            raise QuestionSetError(
                f"{str(path)!r} was written without its questions (--no-texts) and cannot be compared with."
            )
        return Run(dict(stored["made_with"]), _ROWS.validate_python(stored["rows"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise QuestionSetError(
            f"{str(path)!r} is no report of this version's 'article-chat eval': give its report.json."
        ) from error


def to_dict(run: Run, comparison: Comparison | None = None, *, texts: bool = True) -> dict[str, Any]:
    """Everything about a run, or without its rows, made of plain values."""
    bins = reliability([row.confidence for row in run.rows], [row.right for row in run.rows])
    found: dict[str, Any] = {
        "made_with": run.made_with,
        "scores": _jsonable(scores(run.rows)),
        **{
            f"scores_by_{name}": {each: _jsonable(part) for each, part in scores_by(run.rows, label).items()}
            for name, label in tables.LABELS.items()
        },
        "calibration": [dataclasses.asdict(one) for one in bins],
        "latency_ms": latencies(run.rows),
    }
    if comparison:
        found["comparison"] = dataclasses.asdict(comparison)
    if texts:
        found["rows"] = [dataclasses.asdict(row) for row in run.rows]
    return found


def markdown(run: Run, comparison: Comparison | None = None, *, texts: bool = True) -> str:
    """The report as Markdown, with or without the cases to read."""
    parts = [
        tables.overall(run.rows),
        *([tables.comparison(comparison)] if comparison else []),
        *tables.by_label(run.rows),
        tables.calibration(run.rows),
        tables.latency(run.rows),
        *(tables.worst(run.rows) if texts else []),
        tables.made_with(run),
    ]
    return "\n".join(["# Evaluation", "", *(_markdown(part) for part in parts)])


def summary(run: Run, comparison: Comparison | None = None) -> str:
    """The scores as aligned lines for a terminal, without their definitions."""
    parts = [[row[:3] for row in tables.overall(run.rows).rows]]
    if comparison:
        table = tables.comparison(comparison)
        parts.append([table.columns, *table.rows])
    return "\n\n".join(_aligned(part) for part in parts)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _markdown(table: Table) -> str:
    def line(cells: Sequence[str]) -> str:
        return (
            "| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ") for cell in cells) + " |"
        )

    head = [f"## {table.title}", "", *([table.note, ""] if table.note else [])]
    return "\n".join([*head, line(table.columns), line(["---"] * len(table.columns)), *map(line, table.rows), ""])


def _jsonable(found: dict[str, Score]) -> dict[str, Any]:
    return {key: dataclasses.asdict(score) for key, score in found.items()}
