"""Finds the paragraphs of an article's text, and tells headings, captions, bylines and source lines from its body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt

from index.models import Kind
from index.text.block_kinds import LIST_ITEM, SOURCE, kinds

FRONT_MATTER = re.compile(
    r"\A(?:---[ \t]*\r?\n(?=[\w\"'][^\r\n]*:).*?\r?\n---|\+\+\+[ \t]*\r?\n(?=[\w\"'\[#][^\r\n]*).*?\r?\n\+\+\+)"
    r"[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)
"""In YAML between lines of hyphens, or in TOML between lines of plus signs."""
NARROWEST, WIDEST = 50, 100
"""Characters to a line of text that was wrapped at a fixed width."""
STOP = re.compile(r"[.!?…][\"'”’»)\]]*$")
LEAVES = frozenset({"heading_open", "paragraph_open", "fence", "code_block", "html_block", "table_open"})

_PARSER = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or line of one kind; `text[start:end]` has no white space at its edges."""

    start: int
    end: int
    kind: Kind


def blocks(text: str, *, markdown: bool = False) -> list[Block]:
    """The blocks of an article's text, in order and apart from each other.

    What lies between them is white space; in Markdown also rules, link definitions and marks of empty list items.

    Args:
        text: The article's text.
        markdown: Whether headings and paragraphs are marked in Markdown rather than by line breaks alone.
    """
    front = FRONT_MATTER.match(text)
    begin = front.end() if front else 0
    spans = list(_markdown_paragraphs(text, begin) if markdown else _paragraphs(text, begin))
    found = kinds([text[start:end] for start, end, _ in spans], headings=not markdown)
    parts = [Block(start, end, marked or kind) for (start, end, marked), kind in zip(spans, found, strict=True)]
    return [Block(*trim(text, 0, begin), "front matter"), *parts] if front else parts


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The same span without white space at its edges; an empty one where there is nothing else."""
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    return begin, max(begin, start + len(piece.rstrip()))


def _lines(text: str, begin: int) -> Iterator[tuple[int, int]]:
    for line in re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+").finditer(text, begin):
        yield line.span()


def _paragraphs(text: str, begin: int) -> Iterator[tuple[int, int, None]]:
    """Single lines, or the lines of each paragraph where it was wrapped at a fixed width."""
    run: list[tuple[int, int]] = []
    for line in [*_lines(text, begin), (len(text), len(text))]:
        start, end = trim(text, *line)
        if start < end:
            run.append((start, end))
            continue
        breaks = set(_paragraph_ends([text[a:b] for a, b in run]))
        first = 0
        for number in range(len(run)):
            if number in breaks:
                yield run[first][0], run[number][1], None
                first = number + 1
        run = []


def _paragraph_ends(lines: list[str]) -> Iterator[int]:
    """Which of the lines between two blank ones end a paragraph: all, unless they were wrapped.

    A line is wrapped where the next one's first word would not have fitted into the width.
    """
    width = max(map(len, lines), default=0)
    full = [len(line) + 1 + len(after.split()[0]) > width for line, after in pairwise(lines)]
    open_ends = sum(fits_not and not STOP.search(line) for line, fits_not in zip(lines, full, strict=False))
    wrapped = NARROWEST <= width <= WIDEST and open_ends * 2 >= len(full)
    for number, (line, after) in enumerate(pairwise(lines)):
        short = not full[number] and (STOP.search(line) or len(line) < NARROWEST)
        if not wrapped or short or LIST_ITEM.match(after) or SOURCE.fullmatch(line) or SOURCE.fullmatch(after):
            yield number
    yield len(lines) - 1


def _markdown_paragraphs(text: str, begin: int) -> Iterator[tuple[int, int, Kind | None]]:
    # The parser counts lines as `_lines` does.
    lines = list(_lines(text, begin))
    for token in _PARSER.parse(text[begin:]):
        if token.map is None or token.type not in LEAVES:
            continue
        first, last = token.map[0], min(token.map[1], len(lines))
        if token.type == "table_open":
            for number in range(first, last):
                # The rule under a table's head belongs to the head.
                if number != first + 1:
                    yield *trim(text, lines[number][0], lines[number + (number == first)][1]), "body"
            continue
        start, end = trim(text, lines[first][0], lines[last - 1][1])
        if start == end:
            continue
        if token.type == "heading_open":
            yield start, end, "heading"
        elif token.type == "paragraph_open":
            yield start, end, "caption" if text.startswith("![", start) else None
        else:
            yield start, end, "body"


def heading_text(heading: str) -> str:
    """What a Markdown heading says, without its marks."""
    inline = next((token for token in _PARSER.parse(heading) if token.type == "inline"), None)
    if inline is None:
        return heading
    words = "".join(part.content or " " * part.type.endswith("break") for part in inline.children or [])
    return " ".join(words.split())
