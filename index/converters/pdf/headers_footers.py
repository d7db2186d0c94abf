"""Takes running headers, footers and page numbers off the pages of a PDF."""

import re
from collections import defaultdict
from collections.abc import Sequence

from index.converters.pdf.lines import Line

MARGIN = 0.12
"""Of the page's height, at its top and bottom."""
PAGE_NUMBER = re.compile(
    r"\W*(?:page|pg?\.|seite|página|pagina)?\W*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/|von|de)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
CONTENTS = re.compile(r".*(?:\.\s?){5,}\s*(?:\d{1,4}|[ivxlc]{1,7})")
"""A line of a table of contents: it says again what the headings say."""
DIGITS = re.compile(r"\d{1,6}")


def without_furniture(pages: Sequence[list[Line]], heights: Sequence[float], body: float) -> list[list[Line]]:
    """The pages without the lines that every page repeats.

    A line in the margin goes where another page has the same one at the same height, or one that differs only by the
    page's number, or where it is a page number and nothing else. Large lines stay: they are titles.

    Args:
        pages: Their lines.
        heights: The pages' own, in points.
        body: The height of a line of body text.
    """
    seen: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for number, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        for line in lines:
            if _in_margin(line, height, body):
                for key in _keys(line, number):
                    seen[key].add(number)
    return [
        [
            line
            for line in lines
            if not _in_margin(line, height, body)
            or not (PAGE_NUMBER.fullmatch(line.text) or any(len(seen[key]) > 1 for key in _keys(line, number)))
        ]
        for number, (lines, height) in enumerate(zip(pages, heights, strict=True))
    ]


def _in_margin(line: Line, height: float, body: float) -> bool:
    middle = line.bottom + line.height / 2
    return line.height <= body * 1.05 and not MARGIN * height < middle < (1 - MARGIN) * height


def _keys(line: Line, page: int) -> list[tuple[str, int]]:
    """What a line shares with its like on other pages: its words, its number relative to the page's, its place."""
    relative = DIGITS.sub(lambda found: f"#{int(found.group()) - page}", line.text.lower())
    return [(text, round(line.bottom / 4)) for text in {relative, line.text.lower()}]
