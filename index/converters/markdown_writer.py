"""Writes headings, paragraphs, lists and tables as Markdown that `index.text.blocks` reads back."""

import re
from collections.abc import Iterable, Sequence

UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters, soft hyphens and non-characters: invisible, so no quote should hold them."""
STRUCTURE = re.compile(r"#{1,6}(?:\s|$)|```|~~~|\[[^\]]*\]:|<(?:[!?]|(?:script|pre|style|textarea)\b)", re.IGNORECASE)
"""Openings of Markdown constructs other than paragraphs."""
ITEM = re.compile(r"(?:-|\d{1,9}\.)\s")
DIRECTIONS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""Bidirectional controls; joiners are kept, since scripts and emoji need them."""
MAX_LINE_CHARS = 200
"""Characters of a title, an author, a date or a site."""


def one_line(said: str) -> str:
    """What is said about a document, as a line that lists and terminals can show; empty where nothing is seen."""
    return " ".join(DIRECTIONS.sub("", UNSEEN.sub("", said)).split())[:MAX_LINE_CHARS].strip()


def tidy(text: str) -> str:
    """The text in one line, with single spaces and no unseen characters; empty where it holds no letter or digit."""
    line = " ".join(UNSEEN.sub("", text).split())
    return line if any(map(str.isalnum, line)) else ""


def paragraph(text: str) -> str:
    """A paragraph that reads as one; empty for nothing, as with all below."""
    line = tidy(text)
    return "\\" + line if STRUCTURE.match(line) else line


def heading(text: str, level: int) -> str:
    """A heading of level 1 to 6."""
    line = tidy(text)
    return f"{'#' * min(max(level, 1), 6)} {line}" if line else ""


def item(text: str, number: int | None = None) -> str:
    """An item of a list, numbered or not."""
    return marked(text, "-" if number is None else f"{number}.")


def marked(text: str, mark: str) -> str:
    """An item with the mark that its document gives it: "-", "1.", "2.1" or "(a)"."""
    if not ITEM.fullmatch(f"{mark} "):
        return paragraph(f"{mark} {text}") if tidy(text) else ""
    line = paragraph(text)
    return f"{mark} {line}" if line else ""


def quote(text: str) -> str:
    """A paragraph of a quotation set apart."""
    line = paragraph(text)
    return f"> {line}" if line else ""


def quoted(part: str) -> str:
    """A part as given by the other functions, as a part of a quotation."""
    return "\n".join(f"> {line}" for line in part.split("\n")) if part else ""


def code(text: str) -> str:
    """A fenced block of code, kept line for line."""
    lines = UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    if not any(map(str.isalnum, lines)):
        return ""
    longest = max(map(len, re.findall("`+", lines)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{lines}\n{fence}"


def table(rows: Iterable[Sequence[str]]) -> str:
    """A table, a row to a line, the first one as its head; what has one column only is paragraphs."""
    found = [cells for row in rows if any(cells := [tidy(cell).replace("|", r"\|") for cell in row])]
    width = max(map(len, found), default=0)
    if width < 2:
        return "\n\n".join(paragraph(row[0]) for row in found)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in found]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def joined(parts: Iterable[str]) -> tuple[str, list[int]]:
    """The text of a document made of parts as given above, and where in it each of them begins; none is empty."""
    pieces: list[str] = []
    starts: list[int] = []
    length, before = 0, ""
    for part in parts:
        gap = "" if not before else "\n" if ITEM.match(before) and ITEM.match(part) else "\n\n"
        pieces += [gap, part]
        starts.append(length + len(gap))
        length += len(gap) + len(part)
        before = part
    return "".join([*pieces, "\n" * bool(pieces)]), starts
