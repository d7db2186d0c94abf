"""A run's results as titled tables, the same for terminal, Markdown and HTML."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rag.evaluation.aggregate import Score, latencies, scores, scores_by
from rag.evaluation.compare import Comparison
from rag.evaluation.metrics import MEASURES
from rag.evaluation.outcomes import Row
from rag.evaluation.reliability import reliability
from rag.evaluation.runner import Run

WORST = 15
"""How many cases of each kind are listed for reading."""
LABELS: dict[str, Callable[[Row], str]] = {
    "type": lambda row: row.type,
    "kind": lambda row: row.kind,
    "style": lambda row: row.style,
    "follows": lambda row: row.follows,
}
"""By what figures are told apart."""
TITLES = {"follows": "By what a turn leans on"}
BROKEN_DOWN = (
    "exact_match",
    "f1",
    "sentence_hit",
    "passage_hit_1",
    "citation_precision",
    "abstention_f1",
    "short_answer",
    "yes_no",
    "nothing_forbidden",
    "status",
    "all_named",
    "right",
)
"""What the tables by label have room for, where it applies to any question; JSON has all."""


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table of texts; `note` says what the rows are."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def overall(rows: Sequence[Row]) -> Table:
    """Every measure over all rows."""
    found = scores(rows)
    return Table(
        "Scores",
        "",
        ("Measure", "Value", "Counts", "Definition"),
        tuple((m.label, shown(found[m.key].value, m.unit), counts(found[m.key]), m.definition) for m in MEASURES),
    )


def by_label(rows: Sequence[Row]) -> list[Table]:
    """The main measures of each question type, and of each kind, style and reference where the set names them."""
    labels = {measure.key: measure.label for measure in MEASURES}
    found = []
    for name, label in LABELS.items():
        parts = scores_by(rows, label)
        keys = [key for key in BROKEN_DOWN if any(part[key].value is not None for part in parts.values())]
        table = Table(
            TITLES.get(name, f"By question {name}"),
            "With each value the number of questions, citations or decisions it is over.",
            (name.capitalize(), "Questions", *(labels[key] for key in keys)),
            tuple(
                (each, str(part["right"].of), *(_with_count(part[key]) for key in keys)) for each, part in parts.items()
            ),
        )
        found += [table] if parts else []
    return found


def calibration(rows: Sequence[Row]) -> Table:
    """The reliability diagram as numbers."""
    bins = reliability([row.confidence for row in rows], [row.right for row in rows])
    return Table(
        "Calibration",
        "",
        ("Confidence", "Questions", "Mean confidence", "Right"),
        tuple(
            (
                f"{b.low:.1f} to {b.high:.1f}",
                str(b.count),
                f"{b.confidence:.3f}",
                f"{b.right / b.count:.3f} ({b.right}/{b.count})",
            )
            for b in bins
        ),
    )


def latency(rows: Sequence[Row]) -> Table:
    """Milliseconds by step."""
    return Table(
        "Latency",
        "Milliseconds a question; wall is measured outside, the steps by the chain itself.",
        ("Step", "Median", "p95"),
        tuple((step, f"{took['p50']:.0f}", f"{took['p95']:.0f}") for step, took in latencies(rows).items()),
    )


def worst(rows: Sequence[Row]) -> list[Table]:
    """The cases to read first, the most confident ones at the top."""
    kinds = {
        "Wrong answers": [row for row in rows if row.answered and row.answerable and not row.right],
        "Answered, though the article does not say": [row for row in rows if row.answered and not row.answerable],
        "Not answered, though the article says it": [row for row in rows if not row.answered and row.answerable],
    }
    return [
        Table(
            title,
            f"{len(found)} questions; the {min(WORST, len(found))} most confident.",
            ("Confidence", "Question", "Answered", "Gold", "Cited", "Article"),
            tuple(
                (
                    f"{row.confidence:.2f}",
                    row.question,
                    _cut(row.predicted, 120),
                    _cut(" / ".join(row.answers), 160),
                    _cut(" … ".join(row.quotes), 240),
                    row.article,
                )
                for row in sorted(found, key=lambda row: -row.confidence)[:WORST]
            ),
        )
        for title, found in kinds.items()
        if found
    ]


def comparison(found: Comparison) -> Table:
    """Two runs side by side."""
    measures = {measure.key: measure for measure in MEASURES}
    rows = []
    for difference in found.differences:
        measure = measures[difference.key]
        verdict = "no clear difference"
        if difference.clear:
            verdict = "worse" if (difference.low > 0) is measure.lower_is_better else "better"
        rows.append(
            (
                measure.label,
                *(shown(value, measure.unit) for value in (difference.before, difference.now)),
                _signed(difference.now - difference.before, measure.unit),
                f"{_signed(difference.low, measure.unit)} … {_signed(difference.high, measure.unit)}",
                verdict,
            )
        )
    left_out = f" {found.left_out} in only one of the runs are left out." if found.left_out else ""
    return Table(
        "Against the earlier run",
        f"Over {found.questions} questions of both runs; 95% intervals by paired bootstrap.{left_out}",
        ("Measure", "Before", "Now", "Difference", "95% interval", "Verdict"),
        tuple(rows),
    )


def made_with(run: Run) -> Table:
    """What the run was made with."""
    return Table("Made with", "", ("What", "Value"), tuple(_flat(run.made_with)))


def shown(value: float | None, unit: str = "") -> str:
    """A measure's value for people."""
    if value is None:
        return "–"
    return f"{value:.0f} {unit}" if unit else f"{value:.3f}"


def counts(score: Score) -> str:
    """The whole numbers behind a score."""
    return f"{score.hits} of {score.of}" if score.hits is not None else f"over {score.of}"


def _signed(value: float, unit: str) -> str:
    # Adding zero turns a rounded -0 into 0.
    return f"{round(value) + 0:+d} {unit}" if unit else f"{round(value, 3) + 0:+.3f}"


def _with_count(score: Score) -> str:
    return "–" if score.value is None else f"{score.value:.2f} ({score.of})"


def _cut(text: str, longest: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _flat(values: dict[str, Any], before: str = "") -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for key, value in values.items():
        if isinstance(value, dict):
            found.extend(_flat(value, f"{before}{key}: "))
        else:
            found.append((before + key.replace("_", " "), str(value)))
    return found
