"""Reads an RSS or Atom feed: the pages that it names, through feedparser."""

import io
from typing import Any

import feedparser

from index.converters.models import SourceFile
from index.errors import SourceError

MAX_ENTRIES = 200
"""Of a feed, the first ones, which are the newest."""
MAX_URL_CHARS = 2048


def read_feed(file: SourceFile) -> list[dict[str, str]]:
    """The entries of a feed that have a page, in its order: `{"url", "stamp"}`, when each was changed last.

    Args:
        file: The feed; its name is its URL, from which relative links count.

    Raises:
        SourceError: It is no feed.
    """
    charset = f"; charset={file.charset}" if file.charset else ""
    headers = {"content-location": file.name, "content-type": f"application/xml{charset}"}
    # Given as a file: feedparser would take bytes for a path as well.
    found: Any = feedparser.parse(io.BytesIO(file.content), response_headers=headers)
    if not found.get("version"):
        raise SourceError(f"{file.name!r} is no RSS or Atom feed: give the address of one.")
    entries: dict[str, str] = {}
    for entry in found.entries[:MAX_ENTRIES]:
        url = str(entry.get("link", "")).strip()
        if url.lower().startswith(("http://", "https://")) and len(url) <= MAX_URL_CHARS:
            # As in a dict: feedparser's own look-up would give one day for the other, with a warning.
            days = (dict.get(entry, "updated"), dict.get(entry, "published"))
            entries.setdefault(url, next((str(day) for day in days if day), ""))
    return [{"url": url, "stamp": stamp} for url, stamp in entries.items()]
