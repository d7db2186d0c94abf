"""A run as one HTML page that loads nothing: tables, plots and the cases to read."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rag.evaluation.aggregate import scores
from rag.evaluation.compare import Comparison
from rag.evaluation.metrics import MEASURES
from rag.evaluation.report import tables
from rag.evaluation.report.svg_plots import COLOURS, PLOT_STYLE, latency_plot, reliability_plot, type_plot
from rag.evaluation.runner import Run

HEADLINES = (
    "f1",
    "sentence_hit",
    "passage_hit_1",
    "citation_precision",
    "abstention_f1",
    "balanced_accuracy",
    "latency_p50",
)
"""The measures at the top of the page."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A measure at the top of the page, in words."""

    label: str
    value: str
    counts: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot with what it says."""

    title: str
    caption: str
    svg: Markup


def page(run: Run, comparison: Comparison | None = None, *, texts: bool = True) -> str:
    """The page, with or without the cases to read; it holds its style and plots, and asks no server for anything."""
    rows = run.rows
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    compared = [tables.comparison(comparison)] if comparison else []
    return environment.get_template("page.html").render(
        colours=_own(COLOURS),
        plot_style=_own(PLOT_STYLE),
        subtitle=_subtitle(run),
        headlines=_headlines(run),
        plots=[
            Plot(
                "Reliability",
                "Share right over stated confidence; the diagonal is perfect.",
                _own(reliability_plot(rows)),
            ),
            Plot("F1 by question type", "Answerable questions; not answering counts 0.", _own(type_plot(rows, "f1"))),
            Plot(
                "Latency",
                "Questions by milliseconds; the slowest hundredth is in the last bar.",
                _own(latency_plot(rows)),
            ),
        ],
        tables=[
            *compared,
            tables.overall(rows),
            *tables.by_label(rows),
            tables.calibration(rows),
            tables.latency(rows),
        ],
        cases=tables.worst(rows) if texts else [],
        made_with=tables.made_with(run),
    )


def _own(made: str) -> Markup:
    """A style sheet or plot of `svg_plots`, which escapes what it is given."""
    return Markup(made)  # noqa: S704


def _subtitle(run: Run) -> str:
    unanswerable = sum(not row.answerable for row in run.rows)
    about = run.made_with
    return (
        f"{len(run.rows)} questions, {unanswerable} of them unanswerable; articles: {about['articles']}; asked of"
        f" {about['asked_of']}; {about['made_at']}"
    )


def _headlines(run: Run) -> Iterator[Headline]:
    found = scores(run.rows)
    for measure in MEASURES:
        if measure.key in HEADLINES:
            score = found[measure.key]
            yield Headline(measure.label, tables.shown(score.value, measure.unit), tables.counts(score))
