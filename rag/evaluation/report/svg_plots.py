"""Plots as inline SVG; colours come from the page's style sheet by class, so that they follow light and dark."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from rag.evaluation.aggregate import Floats, percentile, scores_by
from rag.evaluation.metrics import MEASURES
from rag.evaluation.outcomes import Row
from rag.evaluation.reliability import reliability

WIDTH = 400
LEFT, RIGHT, TOP, BOTTOM = 44, 14, 12, 40
"""Margins around a plot's area."""
BAR = 24
"""Height of one bar with its gap."""
CURVES = ("", "dashed", "dotted")
"""How curves are told apart without colour."""
FEWEST_ANSWERED = 20
"""A risk and coverage curve begins there: of fewer answers the share that is wrong jumps about."""
COLUMNS = 30
"""Bars of the latency histogram."""

COLOURS = """
:root { color-scheme: light dark; --paper: #fdfdfc; --ink: #1f2328; --soft: #626a73; --rule: #e1e3e6; --mark: #3b6ea8; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16181b; --ink: #dfe2e6; --soft: #959da7; --rule: #30353b; --mark: #7aa7dc; }
}
"""
PLOT_STYLE = """
svg { width: 100%; max-width: 30rem; height: auto; }
svg text { fill: var(--ink); font-size: 12px; }
svg .tick, svg .axis { fill: var(--soft); font-size: 11px; }
svg .note { font-size: 11px; }
svg .middle { text-anchor: middle; }
svg .end { text-anchor: end; }
svg .grid { stroke: var(--rule); }
svg .ideal { stroke: var(--soft); stroke-dasharray: 4 3; }
svg .path { fill: none; stroke: var(--mark); opacity: .45; }
svg .mark { fill: var(--mark); }
svg .curve { fill: none; stroke: var(--mark); stroke-width: 2; }
svg .dashed { stroke-dasharray: 8 4; }
svg .dotted { stroke-dasharray: 2 4; }
"""


def picture(plot: str) -> str:
    """A plot as an SVG file of its own, on paper of its own colour."""
    style = (
        f"<style>{COLOURS}{PLOT_STYLE}svg {{ background: var(--paper); font-family: system-ui, sans-serif; }}</style>"
    )
    return plot.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace(">", f">{style}", 1) + "\n"


def reliability_plot(rows: Sequence[Row]) -> str:
    """Share right over mean confidence, a dot a bin with its number of questions; the diagonal is perfect."""
    side = WIDTH - LEFT - RIGHT

    def x(value: float) -> float:
        return LEFT + value * side

    def y(value: float) -> float:
        return TOP + (1 - value) * side

    parts = []
    for step in range(0, 11, 2):
        at = step / 10
        parts.append(_line(x(0), y(at), x(1), y(at), "grid"))
        parts.append(_text(LEFT - 8, y(at) + 4, f"{at:.1f}", "tick end"))
        parts.append(_text(x(at), y(0) + 17, f"{at:.1f}", "tick middle"))
    parts.append(_line(x(0), y(0), x(1), y(1), "ideal"))
    bins = reliability([row.confidence for row in rows], [row.right for row in rows])
    points = [(x(b.confidence), y(b.right / b.count), b) for b in bins]
    parts.append(f'<polyline class="path" points="{" ".join(f"{px:.1f},{py:.1f}" for px, py, _ in points)}"/>')
    for px, py, b in points:
        radius = 3 + 9 * (b.count / len(rows)) ** 0.5
        told = (
            f"{b.count} questions at {b.low:.1f} to {b.high:.1f}: mean confidence {b.confidence:.3f}, {b.right} right"
        )
        parts.append(
            f'<circle class="mark" cx="{px:.1f}" cy="{py:.1f}" r="{radius:.1f}"><title>{told}</title></circle>'
        )
        # Below the diagonal labels go below their dot, so that the line does not cross them.
        under = b.right / b.count < b.confidence and py + radius + 13 < y(0)
        parts.append(
            _text(px, py + radius + 12 if under else max(py - radius - 4, TOP + 8), str(b.count), "note middle")
        )
    parts.append(_text(x(0.5), y(0) + 35, "stated confidence", "axis middle"))
    parts.append(_text(x(0) + 6, y(1) + 14, "share right", "axis"))
    return _svg(TOP + side + BOTTOM, "Reliability: share right over stated confidence", parts)


def risk_coverage_plot(shapes: Mapping[str, tuple[Floats, NDArray[np.bool_]]]) -> str:
    """Share wrong of the answers over the share of questions answered, the surest first; a curve a shape.

    Args:
        shapes: Confidence of an answer to each question, and whether it is right; shape (questions,) each; at most
            three.
    """
    width, height = WIDTH - LEFT - RIGHT, 260
    highest = 0.1 * np.ceil(10 * max(float(1 - right.mean()) for _, right in shapes.values()))

    def x(share: float) -> float:
        return LEFT + share * width

    def y(share: float) -> float:
        return float(TOP + (1 - share / highest) * height)

    parts = []
    for at in np.arange(0, highest + 0.01, 0.1):
        parts.append(_line(x(0), y(at), x(1), y(at), "grid"))
        parts.append(_text(LEFT - 8, y(at) + 4, f"{at:.1f}", "tick end"))
    parts += [_text(x(at), y(0) + 17, f"{at:.1f}", "tick middle") for at in np.arange(0, 1.01, 0.2)]
    for number, ((name, (confidence, right)), kind) in enumerate(zip(shapes.items(), CURVES, strict=False)):
        order = np.argsort(-confidence, kind="stable")
        answered = np.arange(1, len(order) + 1)
        risk = np.cumsum(~right[order]) / answered
        points = zip(answered[FEWEST_ANSWERED - 1 :] / len(order), risk[FEWEST_ANSWERED - 1 :], strict=True)
        drawn = " ".join(f"{x(share):.1f},{y(wrong):.1f}" for share, wrong in points)
        told = f"{name}: {len(order)} questions, {risk[-1]:.3f} wrong where all are answered"
        parts.append(f'<polyline class="curve {kind}" points="{drawn}"><title>{escape(told)}</title></polyline>')
        line = y(0) - 10 - 18 * (len(shapes) - 1 - number)  # where no curve comes: low risk at high coverage
        parts.append(f'<path class="curve {kind}" d="M{x(0.42):.1f} {line - 4:.1f} h26"/>')
        parts.append(_text(x(0.42) + 32, line, name, "note"))
    parts.append(_text(x(0.5), y(0) + 35, "share of questions answered, the surest first", "axis middle"))
    parts.append(_text(x(0) + 6, TOP + 14, "share wrong of the answers", "axis"))
    return _svg(TOP + height + BOTTOM, "Risk and coverage: share wrong over share answered", parts)


def type_plot(rows: Sequence[Row], key: str) -> str:
    """A measure from 0 to 1 by question type, a bar a type with its value and number of questions."""
    label = next(measure.label for measure in MEASURES if measure.key == key)
    found = [
        (kind, part[key]) for kind, part in scores_by(rows, lambda row: row.type).items() if part[key].value is not None
    ]
    left, right = 88, 92
    width = WIDTH - left - right
    bottom = TOP + BAR * len(found)
    parts = []
    for step in range(0, 11, 5):
        at = left + width * step / 10
        parts.append(_line(at, TOP, at, bottom, "grid"))
        parts.append(_text(at, bottom + 17, f"{step / 10:.1f}", "tick middle"))
    for number, (kind, score) in enumerate(found):
        value, top = score.value or 0.0, TOP + BAR * number
        parts.append(_text(left - 8, top + BAR / 2 + 4, kind if len(kind) <= 12 else kind[:11] + "…", "end"))
        parts.append(_bar(left, top + 4, width * value, BAR - 8, f"{kind}: {value:.3f} over {score.of}"))
        parts.append(_text(left + width + 10, top + BAR / 2 + 4, f"{value:.2f}", ""))
        parts.append(_text(WIDTH - 4, top + BAR / 2 + 4, f"n {score.of}", "tick end"))
    return _svg(bottom + 24, f"{label} by question type", parts)


def latency_plot(rows: Sequence[Row]) -> str:
    """How many questions took how long, with median and 95th percentile; the slowest hundredth is in the last bar."""
    walls = np.array([row.wall_ms for row in rows])
    once = np.ones((1, len(rows)))
    p50, p95, longest = (float(percentile(walls, once, share)[0]) for share in (0.5, 0.95, 0.99))
    counts, edges = np.histogram(np.minimum(walls, longest), bins=COLUMNS, range=(0.0, max(longest, 1.0)))
    width, height = WIDTH - LEFT - RIGHT, 200
    top = TOP + 24
    bottom = top + height
    highest, last = max(int(counts.max()), 1), float(edges[-1])

    def x(value: float) -> float:
        return LEFT + value / last * width

    parts = [_text(LEFT - 8, top + 4, str(highest), "tick end"), _text(LEFT - 8, bottom + 4, "0", "tick end")]
    parts += [_line(LEFT, at, LEFT + width, at, "grid") for at in (top, bottom)]
    for number, low, high in zip(counts, edges, edges[1:], strict=False):
        tall = height * number / highest
        told = f"{number} questions from {low:.0f} to {high:.0f} ms"
        parts.append(_bar(x(low) + 0.75, bottom - tall, x(high) - x(low) - 1.5, tall, told))
    step = _round_step(last / 5)
    for tick in np.arange(0, last, step):
        parts.append(_text(x(tick), bottom + 17, f"{tick:.0f}", "tick middle"))
    # At two heights, since their labels would cover each other where the two are close.
    for value, label, above in ((p50, "median", 6), (p95, "p95", 20)):
        parts.append(_line(x(value), top - above, x(value), bottom, "ideal"))
        parts.append(_text(x(value) - 4, top - above + 4, f"{label} {value:.0f}", "note end"))
    parts.append(_text(LEFT + width / 2, bottom + 35, "milliseconds a question", "axis middle"))
    return _svg(bottom + BOTTOM, "Latency: questions by milliseconds", parts)


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, … that is at least `least`."""
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least))


def _svg(height: float, label: str, parts: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _bar(x: float, y: float, width: float, height: float, told: str) -> str:
    box = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect class="mark" {box} rx="1.5"><title>{escape(told)}</title></rect>'
