"""Tags: the words under which people file articles."""

import unicodedata
from collections.abc import Iterable

from index.errors import TagError

MAX_TAG_CHARS, MAX_TAGS = 40, 20
"""Characters of a tag, and tags of an article."""
SHOWN_CHARS = 60


def clean_tag(given: object) -> str:
    """A tag as it is kept: in lower case and composed form (NFC), with single spaces between its words.

    Raises:
        TagError: It is no text, is empty or too long, or holds a comma or what cannot be printed.
    """
    tag = unicodedata.normalize("NFC", " ".join(given.split()).lower()) if isinstance(given, str) else ""
    if not 1 <= len(tag) <= MAX_TAG_CHARS or "," in tag or not tag.isprintable():
        shown = repr(given)
        shown = shown if len(shown) <= SHOWN_CHARS else shown[:SHOWN_CHARS] + "…"
        raise TagError(f"{shown} is no tag: a tag has 1 to {MAX_TAG_CHARS} printable characters, and no comma.")
    return tag


def clean_tags(given: Iterable[object]) -> tuple[str, ...]:
    """Tags as they are kept, each once, in the order of the alphabet.

    Raises:
        TagError: One of them is none, or there are too many.
    """
    tags = tuple(sorted({clean_tag(each) for each in given}))
    if len(tags) > MAX_TAGS:
        raise TagError(f"An article has {MAX_TAGS} tags at most: {len(tags)} were given.")
    return tags
