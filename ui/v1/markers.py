r"""The markers `[n]` of an answer's text, and the text between them; `\[3]` is a bracketed number of the article's."""

import re
from collections.abc import Iterator

MARKER = re.compile(r"(?<!\\)\[(\d+)\]")
UNFINISHED = re.compile(r"\s*(?:\\?\[\d*|\\)?\Z")
"""What a marker, or an escaped bracket, may still come of at the end of what has come so far."""
ESCAPED = re.compile(r"\\(?=\[\d+\])")


def marker_spans(text: str) -> Iterator[tuple[int, int, int]]:
    """Where each marker of a text starts and ends, and its number, in order."""
    for found in MARKER.finditer(text):
        yield found.start(), found.end(), int(found[1])


class MarkerSplitter:
    """Takes an answer's text in any pieces; gives its words without markers, and the markers' numbers where they stood.

    A marker's number comes behind the words that it stands for; blanks before it are dropped, as they belong to it.
    """

    def __init__(self) -> None:
        self._held = ""

    def add(self, text: str) -> Iterator[str | int]:
        """Takes the next piece; gives what is certain."""
        text = self._held + text
        unfinished = UNFINISHED.search(text)
        end = unfinished.start() if unfinished else len(text)
        self._held = text[end:]
        yield from _parts(text[:end])

    def finish(self) -> Iterator[str | int]:
        """Gives what is left when no more comes."""
        held, self._held = self._held, ""
        yield from _parts(held)


def _parts(text: str) -> Iterator[str | int]:
    at = 0
    for start, end, number in marker_spans(text):
        if words := ESCAPED.sub("", text[at:start].rstrip()):
            yield words
        yield number
        at = end
    if rest := ESCAPED.sub("", text[at:]):
        yield rest
