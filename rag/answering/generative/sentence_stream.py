"""A language model's text as it comes: cut into sentences, with the numbers that its markers name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.text.sentences import sentence_spans

MARKER = re.compile(r"\s*[\[【]\s*\^?(\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*)\s*[\]】]")
WORD = re.compile(r"(?<=\s)")
"""Splits behind each whitespace character, which stays with the word before it."""
UNFINISHED = re.compile(r"(?:\s+|\s*[\[【][\s\d,;^–-]*)?\Z")
"""The end of the text so far, where it may be the beginning of a marker."""
RANGE = re.compile(r"(\d+)\s*[–-]\s*(\d+)")
MAX_RANGE = 20
BULLETS = re.compile(r"(?:(?:[-*•#>]+|\d{1,2}[.)])(?:\s+|\Z))+")
OPENING = re.compile(r"\s[\"“‘«(\[]+\s*\Z")
"""At a sentence's end: the next one's quotation mark, which the splitter takes wrongly where its partner is to come."""
MAX_QUOTATION_CHARS = 600
"""Characters of the longest open quotation in which no sentence ends."""
EMPHASIS = re.compile(r"\*\*|__|`")


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence as the model wrote it, on one line and without markers, and the numbers it cites."""

    text: str
    numbers: tuple[int, ...]


class SentenceStream:
    """Takes a model's text in any pieces; gives each sentence as soon as the next one has begun.

    It looks at the text after each word, however the pieces fall: what comes of it does not depend on them.
    """

    def __init__(self) -> None:
        self._word = ""  # the beginning of one
        self._plain = ""
        self._marks: list[tuple[int, int]] = []  # where in the plain text, which number
        self._held = ""

    def add(self, text: str) -> Iterator[Written]:
        """Takes the next piece; gives the sentences that it completes."""
        *words, self._word = WORD.split(self._word + text)
        for word in words:
            yield from self._add(word)

    def finish(self) -> Iterator[Written]:
        """Gives what is left when no more comes."""
        word, self._word = self._word, ""
        yield from self._add(word)
        self._take(self._held.rstrip())
        self._held = "\n"
        yield from self._completed()
        yield from self._cut(len(self._plain))

    def _add(self, word: str) -> Iterator[Written]:
        raw = self._held + word
        held = UNFINISHED.search(raw)
        raw, self._held = (raw[: held.start()], held.group()) if held else (raw, "")
        self._take(raw)
        yield from self._completed()

    def _completed(self) -> Iterator[Written]:
        while (end := self._first_end()) is not None:
            yield from self._cut(end)

    def _take(self, raw: str) -> None:
        at = 0
        for match in MARKER.finditer(raw):
            self._plain += raw[at : match.start()]
            self._marks += [(len(self._plain), number) for number in _numbers(match[1])]
            at = match.end()
        self._plain += raw[at:]

    def _first_end(self) -> int | None:
        """Where the first sentence ends, once the next one has a whole word or a line has ended."""
        for end in self._ends(self._plain):
            following = self._plain[end:].split(maxsplit=1)
            complete = len(following) > 1 or (following and self._held) or self._plain[end : end + 1] == "\n"
            if complete:
                return end
        return None

    def _ends(self, plain: str) -> Iterator[int]:
        """Where sentences may end in the first line that is not blank, that line's end included."""
        line = plain.find("\n", len(plain) - len(plain.lstrip()))
        for start, end in sentence_spans(plain, 0, len(plain) if line < 0 else line):
            opening = OPENING.search(plain, start, end)
            at = opening.start() if opening else end
            if plain[:at].strip() and not (at < len(plain) and _in_quotation(plain[:at])):
                yield at

    def _cut(self, end: int) -> Iterator[Written]:
        text = _tidy(self._plain[:end])
        numbers = tuple(dict.fromkeys(number for at, number in self._marks if at <= end))
        self._plain = self._plain[end:]
        self._marks = [(at - end, number) for at, number in self._marks if at > end]
        if text:
            yield Written(text, numbers)


def _in_quotation(text: str) -> bool:
    """Whether a quotation is open at a text's end; one that is never closed does not hold back the rest for long."""
    return len(text) < MAX_QUOTATION_CHARS and (text.count("“") > text.count("”") or text.count('"') % 2 == 1)


def _numbers(listed: str) -> Iterator[int]:
    """The numbers that a marker lists: "1, 3-5" names 1, 3, 4 and 5."""
    for part in re.split(r"[,;]", listed):
        spread = RANGE.fullmatch(part.strip())
        first, last = (int(spread[1]), int(spread[2])) if spread else (int(re.split(r"[–-]", part)[0]),) * 2
        yield from range(first, min(last, first + MAX_RANGE) + 1)


def _tidy(text: str) -> str:
    """On one line, without a list's bullets and marks of emphasis."""
    text = text.lstrip()
    bullets = BULLETS.match(text)
    return " ".join(EMPHASIS.sub("", text[bullets.end() if bullets else 0 :]).split())
