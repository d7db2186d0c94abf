"""The side-by-side as a Markdown table."""

from collections.abc import Mapping, Sequence

from tests.tools.side_by_side.measure import Figures, Outcome, figures

HEAD = (
    "| system | questions | answer sentence | F1 | balanced accuracy | verbatim | median | 95th percentile |\n"
    "| --- | --- | --- | --- | --- | --- | --- | --- |"
)


def table(systems: Mapping[str, Sequence[Outcome]]) -> str:
    """Ours, which is the first, and every other system with its ratio to ours on the same questions."""
    (name, ours), *others = systems.items()
    lines = [HEAD, _line(name, len(ours), figures(ours))]
    asked = len(ours)
    for label, outcomes in others:
        ids = {outcome.gold.id for outcome in outcomes}
        same = figures([outcome for outcome in ours if outcome.gold.id in ids])
        if len(ids) != asked:
            asked = len(ids)
            lines.append(_line(f"{name}, on the {asked} questions that follow", asked, same))
        lines.append(_line(label, asked, figures(outcomes), same))
    return "\n".join(lines)


def _line(label: str, asked: int, found: Figures, ours: Figures | None = None) -> str:
    def cell(figure: float, base: float | None, form: str) -> str:
        ratio = f" ({figure / base:.2f}×)" if base else ""
        return form.format(figure) + ratio

    cells = [
        cell(getattr(found, key), ours and getattr(ours, key), form)
        for key, form in (
            ("hit", "{:.2f}"),
            ("f1", "{:.2f}"),
            ("balanced", "{:.2f}"),
            ("verbatim", "{:.2f}"),
            ("median", "{:.0f} ms"),
            ("p95", "{:.0f} ms"),
        )
    ]
    return f"| {label} | {asked} | {' | '.join(cells)} |"
