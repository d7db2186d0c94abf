"""A run as one HTML page that loads nothing: tables, plots and the cases to read."""

from collections.abc import Sequence
from html import escape

from rag.evaluation.aggregate import scores
from rag.evaluation.compare import Comparison
from rag.evaluation.metrics import MEASURES
from rag.evaluation.report import tables
from rag.evaluation.report.svg_plots import COLOURS, PLOT_STYLE, latency_plot, reliability_plot, type_plot
from rag.evaluation.report.tables import Table
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

STYLE = """
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 76rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.1rem; margin: 2.75rem 0 .25rem; }
p, figcaption { color: var(--soft); margin: .25rem 0 .75rem; }
figcaption b { color: var(--ink); display: block; }
.headlines { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 1rem; margin: 1.5rem 0; }
.headlines div { border-top: 2px solid var(--mark); padding-top: .4rem; }
.headlines dt { color: var(--soft); font-size: .85rem; }
.headlines dd { margin: 0; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.headlines small { display: block; font-size: .8rem; color: var(--soft); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); gap: 1.5rem 2rem; }
figure { margin: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: .87rem; font-variant-numeric: tabular-nums; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .9rem .35rem 0; border-bottom: 1px solid var(--rule); }
th { color: var(--soft); font-weight: 500; white-space: nowrap; }
td:not(:last-child) { white-space: nowrap; }
.read td { white-space: normal; overflow-wrap: anywhere; min-width: 7rem; }
.read td:first-child { min-width: 0; }
"""


def page(run: Run, comparison: Comparison | None = None, *, texts: bool = True) -> str:
    """The page, with or without the cases to read; it holds its style and plots, and asks no server for anything."""
    rows = run.rows
    plots = (
        ("Reliability", "Share right over stated confidence; the diagonal is perfect.", reliability_plot(rows)),
        ("F1 by question type", "Answerable questions; not answering counts 0.", type_plot(rows, "f1")),
        ("Latency", "Questions by milliseconds; the slowest hundredth is in the last bar.", latency_plot(rows)),
    )  # fmt: skip
    parts = [
        f"<h1>Evaluation</h1><p>{escape(_subtitle(run))}</p>",
        _headlines(run),
        '<div class="plots">',
        *(f"<figure><figcaption><b>{title}</b>{told}</figcaption>{plot}</figure>" for title, told, plot in plots),
        "</div>",
        *([_table(tables.comparison(comparison))] if comparison else []),
        _table(tables.overall(rows)),
        _table(tables.by_type(rows)),
        _table(tables.calibration(rows)),
        _table(tables.latency(rows)),
        *(_table(table, "read") for table in (tables.worst(rows) if texts else [])),
        _table(tables.made_with(run)),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>article-chat: evaluation</title>\n<style>{COLOURS}{STYLE}{PLOT_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _subtitle(run: Run) -> str:
    unanswerable = sum(not row.answerable for row in run.rows)
    about = run.made_with
    return (
        f"{len(run.rows)} questions, {unanswerable} of them unanswerable; articles: {about['articles']}; asked of"
        f" {about['asked_of']}; {about['made_at']}"
    )


def _headlines(run: Run) -> str:
    found = scores(run.rows)
    tiles = []
    for measure in MEASURES:
        if measure.key in HEADLINES:
            score = found[measure.key]
            counts = tables.counts(score)
            value = tables.shown(score.value, measure.unit)
            tiles.append(f"<div><dt>{measure.label}</dt><dd>{value}<small>{counts}</small></dd></div>")
    return f'<dl class="headlines">{"".join(tiles)}</dl>'


def _table(table: Table, kind: str = "") -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"

    note = f"<p>{escape(table.note)}</p>" if table.note else ""
    head, body = line(table.columns, "th"), "\n".join(line(row, "td") for row in table.rows)
    cells = f'<table class="{kind}"><thead>{head}</thead><tbody>{body}</tbody></table>'
    return f'<h2>{escape(table.title)}</h2>{note}<div class="wide">{cells}</div>'
