"""How the values of settings are written, where that is more than a number or a name."""

import re
from difflib import SequenceMatcher
from urllib.parse import urlsplit

ORIGIN = re.compile(r"https?://[\w.\-\[\]:]+", re.ASCII | re.IGNORECASE)
"""It goes into a header, so nothing else may be in it."""
DEFAULT_PORT = re.compile(r"(?<=^http)(://.+):80$|(?<=^https)(://.+):443$")
"""Which browsers leave out of the `Origin` header; they write it in small letters."""
HOST = re.compile(r"\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]", re.ASCII | re.IGNORECASE)
"""A name or an address without its port; `*` stands for all, `*.` before a name for all under it."""
SERVER = re.compile(r"https?://([\w.\-]+|\[[0-9a-f:.]+\])(:[0-9]+)?/?", re.ASCII | re.IGNORECASE)
SUB_PATH = re.compile(r"(/[\w~-][\w.~-]*)+", re.ASCII)
"""It goes into links and a cookie."""
OWN_PATHS = frozenset({"api", "v1", "mcp", "docs", "embed", "page", "gradio_api"})
"""Addresses here that a sub-path cannot be told from."""
RATE = re.compile(r"[1-9][0-9]{0,8}/(second|minute|hour|day)")
CHAT_MODEL = re.compile(r"[a-z][a-z0-9_]*:\S+", re.ASCII)
"""A provider and the name that it gives a model."""


def is_server(url: str) -> bool:
    """Whether a text is the address of a server, without a path."""
    try:
        return bool(SERVER.fullmatch(url)) and urlsplit(url).port != 0
    except ValueError:
        return False


def parts(value: str) -> tuple[str, ...]:
    """What stands in a list that is separated by commas or blanks."""
    return tuple(part for part in re.split(r"[,\s]+", value) if part)


def likeness(one: str, other: str) -> float:
    """How alike two names are, 0 to 1, in whatever order their words stand."""
    first, second = ("_".join(sorted(name.split("_"))) for name in (one, other))
    return max(SequenceMatcher(None, one, other).ratio(), SequenceMatcher(None, first, second).ratio())
