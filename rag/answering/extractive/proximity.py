"""How a span stands in its sentence: how near the question's words, and with what signs of the kind that is asked."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answering.extractive.question_features import QuestionFeatures
from rag.nlp.stemming import stems

WORD = re.compile(r"[^\W_]+(?:[’'.,-][^\W_]+)*|[%€£$]")
REACH_WORDS = 4
"""A word of the question within so many words of the span is taken to belong to it: "foreign minister Choe Son-hui"."""
HALF_DISTANCE_WORDS = 5.0
"""At this distance a word of the question counts half."""

PEOPLE = frozenset(
    stems(
        "people persons employees workers staff members participants residents men women passengers visitors customers"
    )
)
UNITS = (
    (
        re.compile(r"\bhow old\b|\bwhat age\b", re.IGNORECASE),
        re.compile(r"\b(?:aged?|now|years? old|year-old|turn(?:ed|s)?|born|at)\b", re.IGNORECASE),
    ),
    (
        re.compile(
            r"\bhow much\b.*\b(?:cost|costs|pay|paid|spend|spent|price|raise|raised|earn|worth|owe)"
            r"|\bprice\b|\bwhat .*\bcost",
            re.IGNORECASE,
        ),
        re.compile(
            r"[€£$]|\b(?:euros?|pounds?|dollars?|cents?|kron[ae]r?|crowns?|francs?|[mb]illions?|free)\b", re.IGNORECASE
        ),
    ),
    (
        re.compile(r"\b(?:percent(?:age)?|per cent|share|proportion|rate)\b", re.IGNORECASE),
        re.compile(r"%|\bper ?cent\b|\bhalf\b|\bthirds?\b|\bquarters?\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\bhow (?:long|far|tall|high|deep|wide|big|large|heavy|fast)\b", re.IGNORECASE),
        re.compile(
            r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|km|kilomet\w+|m|met\w+|miles?|feet|cm|tonnes?|kg|kilos?|"
            r"hectares?|acres?|knots|until|since|from)\b|-(?:minute|hour|day|week|month|year|met\w+|kilomet\w+|mile|foot|tonne)",
            re.IGNORECASE,
        ),
    ),
)
"""Questions about a quantity, each with what stands beside such a quantity."""
PLACE_ASKED = re.compile(
    r"^(?:and )?where\b|\b(?:what|which) (?:city|town|country|place|village|region|state|street)\b", re.IGNORECASE
)
PLACE = re.compile(
    r"\b(?:in|at|on|from|to|near|outside|inside|between|under|above|below|behind|off|along|across|into|through|of)\s+(?:\w+\s+){0,2}$|^(?:in|at|on|from|to|near|outside|inside|between|under|off|along|across)\b",
    re.IGNORECASE,
)
REASON_ASKED = re.compile(r"\bwhy\b|\breasons?\b|\bcaused?\b|\bhow come\b", re.IGNORECASE)
REASON = re.compile(
    r"\b(?:because|due to|owing to|since|as|so that|in order to|after|over|reasons?|caused?|blam\w+|thanks to"
    r"|account of|led to|result\w*|for|to|by|lack|not (?:yet )?known|unknown|unclear)\b",
    re.IGNORECASE,
)
SPEECH = re.compile(
    r"[“”\"]|\b(?:said|says|told|argue[sd]?|claim(?:s|ed)|call(?:s|ed)|warn(?:s|ed)|add(?:s|ed)|think|thinks|thought"
    r"|replie[sd]|insist(?:s|ed)|believes?|promise[sd]?|according to|point(?:s|ed) out|want(?:s|ed)|explain(?:s|ed)"
    r"|describe[sd]?)\b"
)
NEGATED = re.compile(
    r"\b(?:not|no|never|none|nobody|against|without|oppos\w+|refus\w+|reject\w+|declin\w+|fail\w+|neither|nor)\b|n['’]t\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[tuple[int, int, frozenset[str]], ...]:
    """Start, end and stems of each word."""
    return tuple((found.start(), found.end(), frozenset(stems(found[0]))) for found in WORD.finditer(text))


def signs(asked: QuestionFeatures, before: str, sentence: str, start: int, end: int) -> tuple[float, ...]:
    """The values of `SIGNS` for a span.

    Args:
        asked: The question.
        before: The sentence before, or nothing.
        sentence: Its sentence.
        start: Where the span begins in the sentence.
        end: Where it ends.
    """
    words = _words(sentence)
    inside = [i for i, (a, b, _) in enumerate(words) if a < end and b > start]
    if not inside:
        return (0.0,) * len(SIGNS)
    first, last = inside[0], inside[-1]
    span, own = sentence[start:end], set().union(*(words[i][2] for i in inside))
    distances = _distances(words, first, last)
    wanted = asked.stems - own
    near = sum(HALF_DISTANCE_WORDS / (HALF_DISTANCE_WORDS + distances[stem]) for stem in wanted if stem in distances)
    close = sum(distances.get(stem, 99) <= REACH_WORDS for stem in wanted)
    around = sentence[words[max(0, first - 3)][0] : words[min(len(words) - 1, last + 3)][1]]
    return (
        near / max(1, len(wanted)),
        close / max(1, len(wanted)),
        _counts(asked.counted, words, last, own),
        next((1.0 if beside.search(around) else -1.0 for asks, beside in UNITS if asks.search(asked.text)), 0.0),
        _sign(
            asked.text,
            PLACE_ASKED,
            bool(PLACE.search(sentence[:start]) or PLACE.search(span)) and bool(re.search(r"[A-Z]", span)),
        ),
        _sign(asked.text, REASON_ASKED, bool(REASON.search(sentence[:start][-40:]) or REASON.search(span))),
        _speaks(asked.speaker, before, sentence),
        float(bool(NEGATED.search(asked.text)) != bool(NEGATED.search(sentence))),
    )


def _distances(words: Sequence[tuple[int, int, frozenset[str]]], first: int, last: int) -> dict[str, int]:
    """How many words each stem stands away from the span."""
    distances: dict[str, int] = {}
    for i, (_, _, own) in enumerate(words):
        if first <= i <= last:
            continue
        away = first - i if i < first else i - last
        for stem in own:
            distances[stem] = min(away, distances.get(stem, away))
    return distances


def _counts(
    counted: frozenset[str], words: Sequence[tuple[int, int, frozenset[str]]], last: int, own: set[str]
) -> float:
    """Whether what follows the number is what is counted: 1, -1, or 0 where nothing is or both are people."""
    if not counted:
        return 0.0
    following = own.union(*(stem for _, _, stem in words[last + 1 : last + 4]))
    if counted & following:
        return 1.0
    return 0.0 if not following or (following & PEOPLE and counted & PEOPLE) else -1.0


def _speaks(speaker: frozenset[str], before: str, sentence: str) -> float:
    """Whether a sentence has the words of whom the question asks about: 1, -1, or 0 where it asks for no speaker."""
    if not speaker:
        return 0.0
    if speaker & set(stems(sentence)):
        return 1.0 if SPEECH.search(sentence) else 0.3
    named = bool(re.search(r"(?<=[a-z,”\"] )[A-Z]\w+", sentence))
    return 0.5 if not named and speaker & set(stems(before)) else -1.0


def _sign(question: str, asks: re.Pattern[str], shown: bool) -> float:
    return 0.0 if not asks.search(question) else 1.0 if shown else -1.0


SIGNS = (
    "proximity",  # how near the question's words stand to the span, 0 to 1
    "beside",  # share of the question's words within `REACH_WORDS` of it
    "counts",  # whether it counts what "how many" asks for: 1, -1, or 0 where nothing is counted
    "unit",  # whether the unit beside it is one of the quantity that is asked for, likewise
    "place",  # whether it stands like a place where one is asked for, likewise
    "reason",  # whether it stands like a reason where one is asked for, likewise
    "speaker",  # whether the sentence has the words of whom the question asks about, likewise
    "opposed",  # whether question and sentence differ in negation
)
"""What `signs` gives, in this order."""
