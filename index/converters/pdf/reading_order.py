"""Puts the lines of a PDF page into the order of reading: columns from left to right, what spans them in between."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from index.converters.pdf.lines import WIDEST_SPACE, Line

MIN_COLUMN_LINES = 3
"""Lines to a column."""
NARROWEST = 12
"""Characters of the middle line of a column; with fewer it is one of a table."""
FULLEST = 0.6
"""Of a column's width that its middle line fills; in a table cells are shorter."""
MAX_MARK_CHARS = 3
"""Characters of the mark or number of a list's item, after which there may be a gap."""
CANDIDATES = 40
"""Gutters that are looked at; a page of thousands of scraps must not take long."""


def regions(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The columns of a page, or what stands between them, in the order of reading, each with its lines from the top."""
    gutter = _gutter(lines)
    if gutter is None:
        if lines:
            yield list(_rows(lines))
        return
    left: list[Line] = []
    right: list[Line] = []
    across: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.bottom):
        if line.left < gutter < line.right:
            yield from _columns(left, right)
            left, right = [], []
            across.append(line)
            continue
        if across:
            yield list(_rows(across))
            across = []
        (left if line.right <= gutter else right).append(line)
    yield from _columns(left, right)
    if across:
        yield list(_rows(across))


def _columns(left: Sequence[Line], right: Sequence[Line]) -> Iterator[list[Line]]:
    yield from regions(left)
    yield from regions(right)


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where the page is best divided into two sides of prose; None where it is not."""
    edges = sorted({round(line.right, 1) for line in lines})
    best: tuple[int, float, float] | None = None
    for edge in edges[:: max(1, len(edges) // CANDIDATES)]:
        left = [line for line in lines if line.right <= edge + 0.1]
        right = [line for line in lines if line.left >= edge + 0.1]
        if len(left) < MIN_COLUMN_LINES or len(right) < MIN_COLUMN_LINES or not (_is_prose(left) and _is_prose(right)):
            continue
        begin, end = max(line.right for line in left), min(line.left for line in right)
        beside = min(_top(left), _top(right)) - max(_bottom(left), _bottom(right))
        shorter = min(_top(left) - _bottom(left), _top(right) - _bottom(right))
        crossing = len(lines) - len(left) - len(right)
        if beside < shorter / 2 or crossing * 2 > len(lines) or end - begin < lines[0].height / 2:
            continue
        score = (-crossing, end - begin, (begin + end) / 2)
        best = max(best, score) if best else score
    return best and best[2]


def _is_prose(side: Sequence[Line]) -> bool:
    width = max(line.right for line in side) - min(line.left for line in side)
    full = median(line.right - line.left for line in side) >= width * FULLEST
    return full and median(len(line.text) for line in side) >= NARROWEST


def _top(side: Sequence[Line]) -> float:
    return max(line.bottom + line.height for line in side)


def _bottom(side: Sequence[Line]) -> float:
    return min(line.bottom for line in side)


def _rows(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines from the top, with the parts of each put together."""
    row: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.bottom):
        if row and not _level(row[0], line):
            yield _whole(row)
            row = []
        row.append(line)
    if row:
        yield _whole(row)


def _level(one: Line, other: Line) -> bool:
    """Whether two parts are of one line: as high on the page, and of about the same size."""
    smaller, larger = sorted((one.height, other.height))
    return abs(one.bottom - other.bottom) <= smaller / 2 and smaller * 1.3 > larger


def _whole(row: list[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    row.sort(key=lambda line: line.left)
    tallest = max(row, key=lambda line: line.height)
    return replace(
        tallest,
        text=" ".join(line.text for line in row),
        left=row[0].left,
        right=max(line.right for line in row),
        bold=all(line.bold for line in row),
        gaps=any(
            after.left - before.right > tallest.height * WIDEST_SPACE
            for before, after in pairwise(row)
            if len(before.text) > MAX_MARK_CHARS
        ),
    )
