"""What a text says about itself: its front matter, and the title that it opens with."""

import re
from datetime import date, datetime
from typing import Any

import yaml

from index.blocks import FRONT_MATTER, blocks, heading_text

FIELDS = {
    "title": ("title",),
    "author": ("author", "authors", "by"),
    "published": ("date", "published"),
    "site": ("site", "publication"),
}
"""The keys of front matter in which each is looked for, the likeliest first."""


def front_matter(text: str) -> dict[str, str]:
    """Title, author, date and site as a text's front matter gives them; empty where it does not."""
    front = FRONT_MATTER.match(text)
    if not front:
        return dict.fromkeys(FIELDS, "")
    try:
        fields = yaml.safe_load(front.group().strip().strip("-"))
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: a date that does not exist
        fields = None
    given = fields if isinstance(fields, dict) else {}
    return {name: next(filter(None, (_said(given.get(key)) for key in keys)), "") for name, keys in FIELDS.items()}


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_said, value)))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return str(value).strip() if isinstance(value, str | int | float | date) else ""


def own_title(text: str, *, markdown: bool) -> str:
    """The heading that a text opens with; empty for none."""
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
    words = re.sub(r"[-_]+", " ", stem).strip()
    return " ".join(word[:1].upper() + word[1:] for word in words.split()) or "Untitled"
