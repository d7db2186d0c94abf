"""Takes out what a reasoning model thinks aloud before it answers: `<think>…</think>` and its like."""

import re

OPENING = re.compile(r"<(think|thinking|thought|reasoning|reflection)>", re.IGNORECASE)
LONGEST_TAG = len("</reflection>")


class ReasoningFilter:
    """Takes a model's text in any pieces; gives what is no reasoning. A part that is never closed is reasoning."""

    def __init__(self) -> None:
        self._held = ""
        self._closing: re.Pattern[str] | None = None  # of the part that is open
        self._closed = False  # just now: the blanks that follow belong to it

    def add(self, text: str) -> str:
        """Takes the next piece; gives what can be told to be of the answer."""
        self._held += text
        told = ""
        while True:
            if self._closing is None:
                opened = OPENING.search(self._held)
                if opened is None:
                    kept = _unfinished_tag(self._held)
                    told += self._given(self._held[:kept])
                    self._held = self._held[kept:]
                    return told
                told += self._given(self._held[: opened.start()])
                self._held = self._held[opened.end() :]
                self._closing = re.compile(rf"</{opened[1]}>", re.IGNORECASE)
            closed = self._closing.search(self._held)
            if closed is None:
                self._held = self._held[-LONGEST_TAG:]  # a tag may have begun
                return told
            self._held = self._held[closed.end() :]
            self._closing, self._closed = None, True

    def finish(self) -> str:
        """Gives what is left when no more comes."""
        return "" if self._closing else self._given(self._held)

    def _given(self, text: str) -> str:
        text = text.lstrip() if self._closed else text
        self._closed = self._closed and not text
        return text


def _unfinished_tag(text: str) -> int:
    """Where a tag may have begun at a text's end; its length where none has."""
    at = text.rfind("<", max(0, len(text) - LONGEST_TAG))
    return len(text) if at < 0 or ">" in text[at:] else at
