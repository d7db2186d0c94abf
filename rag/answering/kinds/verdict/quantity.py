"""Quantities with a measure of time, length or weight: whether a sentence's is more or less than a question's bound."""

import re

from rag.nlp.facts.facts import SCALES, WORDS
from rag.nlp.facts.quantities import NUMERAL

UNITS = {
    "second": ("time", 1.0), "minute": ("time", 60.0), "hour": ("time", 3600.0), "day": ("time", 86400.0),
    "week": ("time", 604800.0), "month": ("time", 2629800.0), "year": ("time", 31557600.0), "mm": ("length", 0.001),
    "cm": ("length", 0.01), "centimetre": ("length", 0.01), "centimeter": ("length", 0.01), "metre": ("length", 1.0),
    "meter": ("length", 1.0),
    "km": ("length", 1000.0), "kilometre": ("length", 1000.0),
    "kilometer": ("length", 1000.0),
    "mile": ("length", 1609.3), "foot": ("length", 0.3048), "feet": ("length", 0.3048), "gram": ("mass", 0.001),
    "kg": ("mass", 1.0), "kilogram": ("mass", 1.0), "kilo": ("mass", 1.0), "tonne": ("mass", 1000.0),
    "ton": ("mass", 1000.0),
}  # fmt: skip
"""What a unit measures, and how many of the base unit it is."""
_SPELLED = rf"(?:\b(?:an? )?(?:hundred|thousand)|{NUMERAL.pattern}(?:\.\d+)?)"
_NUMBER = (
    rf"(?P<number>\ban? (?:half )?(?!hundred|thousand)|\bhalf an? "
    rf"|{_SPELLED}(?:(?:(?<=hundred)|(?<=thousand)) and {NUMERAL.pattern})?(?: and a half)?[ -]?)"
)
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_QUANTITY = re.compile(rf"{_NUMBER}(?P<unit>{'|'.join(UNITS)})s?\b", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?:(?P<more>more than|over|above|longer than|at least|exceed)|(?P<less>less than|under|below|within|at most)) ",
    re.I,
)
_JOINT = re.compile(r"\s*(?:,|and)?\s*")


def exceeds(question: str, text: str) -> bool | None:
    """Whether the one quantity of a sentence lies on the side of a bound that the question asks about.

    Args:
        question: Such as "Did it take more than three hours?".
        text: A sentence.

    Returns:
        None where the question has no such bound, or the sentence not exactly one quantity of its kind.
    """
    bound = _BOUND.search(question)
    asked = quantities(question[bound.end() :]) if bound else []
    said = [value for kind, value in quantities(text) if asked and kind == asked[0][0]]
    if bound is None or len(asked) != 1 or len(said) != 1:
        return None
    return said[0] > asked[0][1] if bound["more"] else said[0] < asked[0][1]


def quantities(text: str) -> list[tuple[str, float]]:
    """What is measured in a text, and how much in base units; "two hours and 51 minutes" is one."""
    found: list[tuple[str, float]] = []
    end = -1
    for match in _QUANTITY.finditer(text):
        kind, size = UNITS[match["unit"].lower()]
        value = _value(match["number"]) * size
        if found and found[-1][0] == kind and _JOINT.fullmatch(text, end, match.start()):
            found[-1] = kind, found[-1][1] + value
        else:
            found.append((kind, value))
        end = match.end()
    return found


def _value(text: str) -> float:
    words = text.lower().replace(",", "").replace("-", " ").split()
    if words in (["a"], ["an"]):
        return 1.0
    total, part = 0.5 * words.count("half"), 0.0
    for word in words:
        if word in SCALES:
            part = (part or 1.0) * SCALES[word]
            if SCALES[word] >= 1000:
                total, part = total + part, 0.0
        elif word in WORDS:
            part += WORDS[word]
        elif digits := _DIGITS.match(word):
            part += float(digits[0])  # of "1.2.3" the beginning
    return total + part
