"""Numbers of pages as they are told: "2, 4–6"."""

from collections.abc import Sequence
from itertools import groupby


def page_ranges(pages: Sequence[int]) -> str:
    """Ascending numbers with commas between, those that follow one another as ranges; empty for none."""
    runs = [[page for _, page in run] for _, run in groupby(enumerate(pages), key=lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
