"""What a text says about itself: its front matter, and the title that it opens with."""

import re
import tomllib
from datetime import date, datetime
from typing import Any

import yaml

from index.converters.markdown_writer import UNSEEN
from index.text.blocks import FRONT_MATTER, blocks, heading_text

FIELDS = {
    "title": ("title",),
    "author": ("author", "authors", "by"),
    "published": ("date", "published"),
    "site": ("site", "publication"),
}
"""The keys of front matter in which each is looked for, the likeliest first."""

NOTHING = frozenset({"~", "null"})
"""How YAML writes that there is no value."""
MAX_OPENING_CHARS = 20_000
"""Characters in which front matter ends, and behind it a title stands; a text of millions is not read for one."""


def front_matter(text: str) -> dict[str, str]:
    """Title, author, date and site as a text's front matter gives them; empty where it does not."""
    front = FRONT_MATTER.match(text, 0, MAX_OPENING_CHARS)
    if not front:
        return dict.fromkeys(FIELDS, "")
    fields = _toml(front.group()) if front.group().startswith("+") else _yaml(front.group())
    given = fields if isinstance(fields, dict) else {}
    said = {name: next(filter(None, (_said(given.get(key)) for key in keys)), "") for name, keys in FIELDS.items()}
    return {**said, "published": _day(said["published"])}


def _yaml(front: str) -> Any:
    try:
        # Values as they are written: tags, merges and numbers of a thousand digits make no work then, and no errors.
        return yaml.load(front.strip().strip("-"), yaml.BaseLoader)  # noqa: S506 - makes only text and lists
    except (yaml.YAMLError, RecursionError):
        return None


def _toml(front: str) -> Any:
    try:
        return tomllib.loads(front.strip().strip("+").replace("\r\n", "\n"))
    except (ValueError, RecursionError):
        return None


def _said(value: Any) -> str:
    if isinstance(value, list):
        # Lists in lists, each of them several times, would make a text of any length from a line.
        return ", ".join(filter(None, (_said(part) for part in value if isinstance(part, str))))
    said = value.isoformat() if isinstance(value, date) else value.strip() if isinstance(value, str) else ""
    return "" if said.lower() in NOTHING else said


def _day(stamp: str) -> str:
    """The day of an ISO 8601 time; anything else as it is written."""
    try:
        return datetime.fromisoformat(stamp).date().isoformat()
    except ValueError:
        return stamp


def own_title(text: str, *, markdown: bool) -> str:
    """The heading that a text opens with; empty for none."""
    front = FRONT_MATTER.match(text)
    begin = front.end() if front else 0
    text = text[begin : begin + MAX_OPENING_CHARS]
    headings = []
    for block in blocks(text, markdown=markdown):
        if block.kind == "heading":
            piece = text[block.start : block.end]
            headings.append(heading_text(piece) if markdown else " ".join(piece.split()).strip("*_ "))
        elif headings or block.kind == "body":
            break
    # Above the headline may stand a label: PRESS RELEASE, OPINION.
    return next((h for h in headings if not (h.isupper() and len(h.split()) <= 6)), headings[0] if headings else "")


def title_from_stem(stem: str) -> str:
    """A title made of a file's name, "kim-and_trump": "Kim And Trump"."""
    words = re.sub(r"[-_]+", " ", UNSEEN.sub("", stem)).strip()
    return " ".join(word[:1].upper() + word[1:] for word in words.split()) or "Untitled"
