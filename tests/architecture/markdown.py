"""What the Markdown pages of the repository contain, for the tests of this folder."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.architecture.imports import ROOT

DATA = "tests/data/documents/"
"""Documents that are read by the product, not by people."""


@cache
def pages() -> tuple[Path, ...]:
    """All Markdown pages that git has, also new ones."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "*.md"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return tuple(ROOT / name for name in sorted(set(filter(None, listed))) if not name.startswith(DATA))


def tokens(text: str) -> Iterator[Token]:
    """All tokens of a page, those of its lines after the line itself."""
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        yield token
        yield from token.children or ()


def links(text: str) -> Iterator[str]:
    """The targets of a page's links and pictures, as they are written."""
    for token in tokens(text):
        if token.type in ("link_open", "image"):
            yield str(token.attrs.get("href", token.attrs.get("src")))


def code(text: str) -> Iterator[str]:
    """A page's code: each span, and each line of a block, with lines joined that a backslash continues."""
    for token in tokens(text):
        if token.type == "code_inline":
            yield token.content
        elif token.type in ("fence", "code_block"):
            yield from token.content.replace("\\\n", " ").splitlines()


def anchors(text: str) -> set[str]:
    """The fragments by which a page's headings can be linked to, as GitHub makes them."""
    found: set[str] = set()
    seen: Counter[str] = Counter()
    kind = ""
    for token in tokens(text):
        if token.type == "inline" and kind == "heading_open":
            content = "".join(each.content for each in token.children or ())
            slug = re.sub(r"[^\w\- ]", "", content.lower()).replace(" ", "-")
            found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
        kind = token.type
    return found
