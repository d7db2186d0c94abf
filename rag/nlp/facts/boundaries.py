"""Span boundaries: whole names, numbers with their sign and magnitude, no punctuation at the edges."""

import re

from rag.nlp.lexicon import TITLES
from rag.nlp.names import find_names
from rag.nlp.tokens import tokens

ASKS_NAME = re.compile(
    r"^(?:and |so )?(?:who|whom|whose|where)\b|\b(?:by|to|with|for|from) whom\b"
    r"|\b(?:what|which) (?:city|town|country|place|village|region|state|street)\b|\bname\b",
    re.IGNORECASE,
)
"""Questions whose answer is a name: a part of one is then no answer. Elsewhere the part may be what is asked for."""
NUMBER_BEFORE = re.compile(r"(?:[€£$]\s?|[-−–]|\d[\d.,]*)$")
NUMBER_AFTER = re.compile(
    r"[\d.,]*\d|(?:\s?(?:%|[mb]n\b)|[\s-](?:per ?cent\b|percent\b|hundred\b|thousand\b|[mb]illion\b))", re.IGNORECASE
)
"""What belongs to a number: further digits, its share or magnitude."""
DIGIT_START = re.compile(r"\d")
NUMBER_END = re.compile(r"\d$|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|several)$", re.IGNORECASE)
LOOSE_START, LOOSE_END = re.compile(r"^[\s,;:.)\]]+"), re.compile(r"[\s,;:.(\[]+$")
ABBREVIATION = re.compile(r"\b[^\W\d_]\.(?:[^\W\d_]\.)*$|\b(?:Jr|Sr|Inc|Ltd|Co|Corp|etc|a\.m|p\.m)\.$")


def settle(question: str, sentence: str, start: int, end: int) -> tuple[int, int]:
    """The span with whole names and numbers at its edges, and without loose punctuation; never an empty one.

    Args:
        question: What the span shall answer.
        sentence: Its sentence, in which the offsets count.
        start: Where the span begins.
        end: Where it ends.
    """
    start, end = _trimmed(sentence, start, end)
    start, end = _whole_number(sentence, start, end)
    return _whole_names(sentence, start, end) if ASKS_NAME.search(question) else (start, end)


def _trimmed(sentence: str, start: int, end: int) -> tuple[int, int]:
    span = sentence[start:end]
    left = LOOSE_START.match(span)
    right = None if ABBREVIATION.search(span) else LOOSE_END.search(span)
    first, last = left.end() if left else 0, right.start() if right else len(span)
    return (start + first, start + last) if first < last else (start, end)


def _whole_number(sentence: str, start: int, end: int) -> tuple[int, int]:
    if DIGIT_START.match(sentence, start) and (before := NUMBER_BEFORE.search(sentence[:start])):
        start = before.start()
    while NUMBER_END.search(sentence[start:end]) and (after := NUMBER_AFTER.match(sentence, end)):
        end = after.end()
    return start, end


def _whole_names(sentence: str, start: int, end: int) -> tuple[int, int]:
    words = tokens(sentence)
    for first, last in find_names(words, ()):
        while first < last - 1 and words[first].low in TITLES and words[first].start < start:
            first += 1  # a title that the span leaves out stays out
        name_start = words[first].start
        closing = words[last - 1]
        name_end = closing.start + len(closing.owner) if closing.owner else closing.end
        if name_start < end and start < name_end:
            start, end = min(start, name_start), max(end, name_end)
    return start, end
