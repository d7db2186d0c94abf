"""Blocks of lines: what the file draws one below the other, and where that stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.converters.pdf.lines import WIDEST_SPACE, Line
from index.converters.pdf.view.glyphs import NO_GLYPH

FARTHEST = 2.5
"""Heights of a line between it and the next one of its block."""
SAME_SIZE = 1.15
"""How much taller a line may be than the next one of its block."""
LEVEL = 0.5
"""Of the lower of two lines' heights that they share, if they are of one row."""
MARK = re.compile(r"[•◦▪‣●○■·–*-]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{2,4})[.)]")
"""The mark or number of a list's item, after which there may be a gap."""


class LineBlock:
    """Lines that stand one below the other."""

    __slots__ = ("bottom", "left", "lines", "right", "top")

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = list(lines)
        self.left = min(line.left for line in lines)
        self.right = max(line.right for line in lines)
        self.bottom = min(line.bottom for line in lines)
        self.top = max(line.top for line in lines)

    @property
    def text(self) -> str:
        """Its lines with spaces between."""
        return " ".join(line.text for line in self.lines)

    @property
    def width(self) -> float:
        """Of its widest extent."""
        return self.right - self.left

    def overlap(self, other: LineBlock) -> float:
        """The width in which both stand, in points; negative for a gap."""
        return min(self.right, other.right) - max(self.left, other.left)

    def is_beside(self, other: LineBlock) -> bool:
        """Whether this block stands to the right of another, some of its lines on a level with some of the other's."""
        near = [line for line in other.lines if line.bottom < self.top]
        if not near:
            return False
        height = min(self.lines[0].height, near[-1].height)
        shared = min(self.top, near[0].top) - max(self.bottom, near[-1].bottom)
        return self.left > max(line.right for line in near) - height / 4 and shared > height * LEVEL


def are_level(one: Line, other: Line) -> bool:
    """Whether two lines are of one row."""
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared > LEVEL * min(one.height, other.height)


def blocks_of(lines: Sequence[Line]) -> list[LineBlock]:
    """The blocks of a page in the order of its file."""
    found: list[list[Line]] = []
    wall = float("-inf")
    for line in _marked(lines):
        before = found[-1][-1] if found else None
        if before and _goes_on(found[-1], line) and line.left > wall:
            found[-1].append(line)
            continue
        wall = float("-inf")
        if before and line.left > before.right and line.top > before.bottom:
            # What stands right of another block, as a cell does, ends where a line goes back to the left.
            wall = before.right - before.height / 4
        found.append([line])
    return [LineBlock(part) for part in found]


def _goes_on(block: Sequence[Line], line: Line) -> bool:
    before = block[-1]
    small, large = sorted((before.height, line.height))
    return (
        line.top - line.height / 2 < before.bottom + before.height / 4
        and before.bottom - line.top < FARTHEST * small
        and min(line.right, max(part.right for part in block[-3:])) > max(line.left, min(p.left for p in block[-3:]))
        and large < small * SAME_SIZE
    )


def _marked(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, items together with their marks and raised letters with what they stand at."""
    held: Line | None = None
    for line in lines:
        if held is None:
            held = line
            continue
        gap, height = line.left - held.right, min(held.height, line.height)
        # What would have been one line, if no rule stood between.
        parted = abs(line.bottom - held.bottom) < height / 10 > abs(line.height - held.height)
        near = gap < WIDEST_SPACE * height and not parted
        if gap > -held.height / 2 and are_level(held, line) and (near or MARK.fullmatch(held.text)):
            held = joined([held, line])
            continue
        yield held
        held = line
    if held:
        yield held


def joined(parts: Sequence[Line]) -> Line:
    """The parts of one line as a whole, from the left."""
    if len(parts) == 1:
        return parts[0]
    row = sorted(parts, key=lambda line: line.left)
    tallest = max(row, key=lambda line: (line.height, len(line.text)))
    return replace(
        tallest,
        text=" ".join(line.text for line in row),
        glyphs=[glyph for line in row for glyph in (NO_GLYPH, *line.glyphs)][1:],
        left=row[0].left,
        right=max(line.right for line in row),
        bold=all(line.bold for line in row),
        gaps=any(
            after.left - before.right > tallest.height and not MARK.fullmatch(before.text)
            for before, after in pairwise(row)
        )
        or any(line.gaps for line in row),
    )
