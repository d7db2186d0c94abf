"""Takes running headers, footers and page numbers off the pages of a PDF."""

import re
from collections import defaultdict
from collections.abc import Sequence

from index.converters.pdf.layout.blocks import are_level
from index.converters.pdf.lines import Line
from index.converters.pdf.pages import PrintedPage

MARGIN = 0.12
"""Of the page's height, at its top and bottom."""
PAGE_NUMBER = re.compile(
    r"\W*(?:page|pg?\.|seite|página|pagina)?\W*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|/|von|de)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
CONTENTS = re.compile(r".*(?:\.\s?){5,}\s*(?:\d{1,4}|[ivxlc]{1,7})")
"""A line of a table of contents: it says again what the headings say."""
NEAR = 1.7
"""Heights of a line between it and the next one of its text."""
SAME = 0.05
"""Of a line's height by which others of its font differ at most."""
DIGITS = re.compile(r"\d{1,6}")


def without_furniture(pages: Sequence[PrintedPage], body: float) -> list[PrintedPage]:
    """The pages without the lines that every page repeats.

    A line in the margin goes where another page has the same one at the same height, or one that differs only by the
    page's number, or where it is a page number and nothing else. Large lines stay: they are titles. So do lines that
    belong to the text beside them, of which several pages may have the same.

    Args:
        pages: The pages.
        body: The height of a line of body text.
    """
    seen: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    margins = [[line for line in page.lines if _in_margin(line, page.height, body)] for page in pages]
    for page, margin in zip(pages, margins, strict=True):
        for line in margin:
            for key in _keys(line, page.number):
                seen[key].add(page.number)
    kept = []
    for page, margin in zip(pages, margins, strict=True):
        repeated = [line for line in margin if any(len(seen[key]) > 1 for key in _keys(line, page.number))]
        dropped = {id(line) for line in repeated if not _belongs_to_text(line, page, repeated)}
        rest = [line for line in page.lines if id(line) not in dropped]
        numbers = {id(line) for line in margin if PAGE_NUMBER.fullmatch(line.text) and _is_alone(line, rest)}
        kept.append(PrintedPage(page.number, page.height, [line for line in rest if id(line) not in numbers]))
    # Where nothing else stands on any page, it is what there is to read.
    return kept if any(page.lines for page in kept) else list(pages)


def _in_margin(line: Line, height: float, body: float) -> bool:
    middle = line.bottom + line.height / 2
    return line.height <= body * 1.05 and not MARGIN * height < middle < (1 - MARGIN) * height


def _belongs_to_text(line: Line, page: PrintedPage, repeated: Sequence[Line]) -> bool:
    """Whether the next line towards the middle of the page is near, looks the same, begins below it and is none of
    those that other pages repeat."""
    header = line.bottom > page.height / 2
    near = [
        other
        for other in page.lines
        if other is not line
        and abs(other.left - line.left) <= other.height
        and abs(other.height - line.height) < SAME * line.height
        and other.bold == line.bold
        and 0 < (line.bottom - other.bottom if header else other.bottom - line.bottom) < NEAR * line.height
    ]
    return bool(near) and all(other not in repeated for other in near)


def _is_alone(line: Line, rest: Sequence[Line]) -> bool:
    return not any(are_level(line, other) for other in rest if other is not line)


def _keys(line: Line, page: int) -> list[tuple[str, int]]:
    """What a line shares with its like on other pages: its words, its number relative to the page's, its place."""
    relative = DIGITS.sub(lambda found: f"#{int(found.group()) - page}", line.text.lower())
    return [(text, round(line.bottom / 4)) for text in {relative, line.text.lower()}]
