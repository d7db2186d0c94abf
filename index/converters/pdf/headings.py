"""Tells the headings of a PDF by their looks, and ranks them by their size."""

from collections.abc import Sequence

from index.converters.pdf.lines import Line
from index.converters.pdf.paragraphs import BULLET, Paragraph
from index.text.block_kinds import BYLINE, MAX_TITLE_WORDS, SENTENCE_END

LARGE = 1.12
"""Of the height of body text; what is larger, short and no sentence is a heading."""
SAME = 0.95
"""Two heights at least so close are one; fonts of one size differ a little."""


def levels(found: Sequence[Paragraph], body: float) -> list[int]:
    """The level of each paragraph as a heading, from 1; 0 for those that are none.

    Args:
        found: All paragraphs of the document.
        body: The height of a line of body text.
    """
    lines = [line for paragraph in found for line in paragraph.lines]
    bold = sum(len(line.text) for line in lines if line.bold) * 2 < sum(len(line.text) for line in lines)
    firsts = [
        paragraph.lines[0] if paragraph.lines and _is_heading(paragraph, body, bold_counts=bold) else None
        for paragraph in found
    ]
    sizes: list[float] = []
    for height in sorted({line.height for line in firsts if line}, reverse=True):
        if not sizes or height < sizes[-1] * SAME:
            sizes.append(height)
    return [_rank(line, sizes) if line else 0 for line in firsts]


def _is_heading(paragraph: Paragraph, body: float, *, bold_counts: bool) -> bool:
    first = paragraph.lines[0]
    text = " ".join(line.text for line in paragraph.lines)
    stands_out = first.height >= body * LARGE or (
        bold_counts and all(line.bold for line in paragraph.lines) and first.height >= body * SAME
    )
    short = len(text.split()) <= MAX_TITLE_WORDS and not SENTENCE_END.search(text)
    return stands_out and short and not BYLINE.match(text) and not BULLET.match(text) and not first.gaps


def _rank(line: Line, sizes: Sequence[float]) -> int:
    return next(rank for rank, size in enumerate(sizes, start=1) if line.height >= size * SAME)
