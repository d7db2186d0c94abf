"""The marks in a block of Markdown: shown as what they mean, and kept unseen, since offsets count them."""

import re
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from index.models import Kind

QUOTED = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
CODE_BLOCK = re.compile(r"\A(?:```|~~~)")
HEADING = re.compile(r"\A#{1,6}(?:[ \t]+|\Z)|(?<![ \t])[ \t]+#+\Z|(?<![ \t])[ \t]*\r?\n[ \t]*(?:=+|-+)\Z")
"""Before a heading, behind it or under it."""
TABLE = re.compile(
    r"\A\|[ \t]*|(?<![ \t])[ \t]*\|[ \t]*$|\n[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*\Z", re.MULTILINE
)
"""A row's outer bars, and the rule under a table's head."""
CODE = re.compile(r"(?P<mark>`+)(?!`)(?P<words>.{1,500}?)(?<!`)(?P=mark)(?!`)", re.DOTALL)
ESCAPE = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
LINK = re.compile(r"!?\[(?P<words>[^\[\]]+)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
STRONG = re.compile(r"(?P<mark>\*\*|__)(?=[^\s*_])(?P<words>.{1,500}?)(?<=[^\s\\])(?P=mark)", re.DOTALL)
STARRED = re.compile(r"(?<![\w*\\])\*(?=[^\s*])(?P<words>[^*]*[^\s*\\])\*(?![\w*])")
SCORED = re.compile(r"(?<![\w\\])_(?=[^\s_])(?P<words>[^_]*[^\s_\\])_(?!\w)")
STYLES = ((CODE, "code"), (LINK, ""), (STRONG, "strong"), (STARRED, "em"), (SCORED, "em"))

Look = frozenset[str]
"""How a character is shown: the elements that it stands in, and "hidden" where it is not seen."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a block that are shown alike.

    Attributes:
        text: The characters.
        tags: The elements that they stand in, the outermost first.
        hidden: Whether they are a mark, which is not seen.
    """

    text: str
    tags: tuple[str, ...] = ()
    hidden: bool = False


def tag_of(block: str, kind: Kind) -> str:
    """The element that a block is shown as."""
    if kind == "heading":
        return "h3"
    return "blockquote" if QUOTED.match(block) else "p"


def pieces(block: str, kind: Kind) -> list[Piece]:
    """A block in pieces whose texts together are the block's to the character, and whose marks are hidden."""
    if CODE_BLOCK.match(block):
        return [Piece(block)]
    runs = groupby(zip(block, _looks(block, kind), strict=True), key=itemgetter(1))
    return [_piece("".join(character for character, _ in run), look) for look, run in runs]


def _looks(block: str, kind: Kind) -> list[Look]:
    """How each character of a block is shown."""
    looks: list[Look] = [frozenset()] * len(block)

    def give(start: int, end: int, name: str) -> None:
        looks[start:end] = [look | {name} for look in looks[start:end]]

    whole = [QUOTED, *([HEADING] if kind == "heading" else []), *([TABLE] if block.startswith("|") else [])]
    for pattern in whole:
        for found in pattern.finditer(block):
            give(*found.span(), "hidden")
    for pattern, tag in STYLES:
        for found in pattern.finditer(block):
            if any("code" in look for look in looks[found.start() : found.end()]):
                continue
            begin, end = found.span("words")
            give(found.start(), begin, "hidden")
            give(end, found.end(), "hidden")
            if tag:
                give(begin, end, tag)
    for found in ESCAPE.finditer(block):
        if "code" not in looks[found.start()]:
            give(*found.span(), "hidden")
    return looks


def _piece(text: str, look: Look) -> Piece:
    hidden = "hidden" in look
    return Piece(text, () if hidden else tuple(sorted(look, reverse=True)), hidden)
