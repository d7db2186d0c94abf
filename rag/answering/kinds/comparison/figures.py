"""Figures with what they count: value, unit and years, so that only like is compared with like."""

import re
from dataclasses import dataclass

from rag.answering.citing.citations import Quote
from rag.answering.kinds.lists.quantities import MONEY
from rag.nlp.facts.facts import SCALES, WORDS
from rag.nlp.lexicon import words_of

FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_CLOCK = re.compile(r"(?<![\d:])(?:(\d{1,2}):)?(\d{1,2}):(\d\d)(?:\.\d+)?(?![\d:])")
_SCALE = rf"(?:[ -]?(?P<scale>{'|'.join(sorted(SCALES, key=len, reverse=True))})\b)?"
_NUMBER = re.compile(
    r"(?P<before>[€£$¥₹])? ?(?P<sign>[−-])?"
    rf"(?P<digits>\d{{1,3}}(?:[,\u202f]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<part>[½¼¾⅓⅔])?{_SCALE}"
    rf"|\b(?P<word>{'|'.join(word for word in WORDS if word != 'one')})\b{_SCALE.replace('scale>', 'scale_of_word>')}",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\s?(?:%|per ?cent\b)", re.IGNORECASE)
_CURRENCY = re.compile(
    r"\s?(?P<name>euros?|dollars?|pounds?|francs?|crowns?|kroner|kronor|kronas?|yen|yuan|won|marks?|thalers?|cents?|pence)\b",
    re.IGNORECASE,
)
_SYMBOLS = {"€": "euro", "£": "pound", "$": "dollar", "¥": "yen", "₹": "rupee"}
_UNITS = words_of(
    "kg g km m cm mm kilometre kilometer metre meter mile gram kilogram tonne ton litre liter hour h minute min second"
    " day week month year degree watt kilowatt megawatt gwh mwh kwh twh mb gb point"
)
_AFTER = re.compile(r"[ -]?(?P<noun>[^\W\d_]+)")
_IN_LABEL = re.compile(r"[,(]\s*(?P<unit>[^,()]+?)\)?$")
_OF_LABEL = re.compile(r"^(?P<scale>million|billion|thousand)s? (?P<unit>\w+)$", re.IGNORECASE)
_COMPARED_WITH = re.compile(r"\b(?:against|compared (?:with|to)|(?:up |down )?from|(?:less|more|higher|lower) than)\b")
_CHANGE_TO = re.compile(r"\d ?(?:%|per ?cent) to (?=[€£$]?\d)")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Figure:
    """What is stated of a side.

    Attributes:
        quote: The sentence or table row.
        text: The words that the answer shows: the sentence, or the cell.
        value: The number, in units without scale.
        unit: What it counts: "percent", a currency, a measure; "" for things that are counted, or for no unit.
        years: The years that it is said of; none where none is told.
    """

    quote: Quote
    text: str
    value: float
    unit: str
    years: frozenset[int]

    def is_like(self, other: "Figure") -> bool:
        """Whether two figures can be compared: of one unit, and not of different years."""
        return self.unit == other.unit and not (self.years and other.years and not self.years & other.years)


def figure(quote: Quote, text: str, span: str, label: str = "", years: frozenset[int] = frozenset()) -> Figure | None:
    """The figure that words state; None where they state none, or several.

    Args:
        quote: Where they stand.
        text: What the answer shows.
        span: The words; what follows them in the quote may be their unit.
        label: The header of a table's column, or the name of its row, which may hold unit and scale.
        years: The years that the figure is of.
    """
    span = stated(span)
    if clock := _CLOCK.search(span):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return Figure(quote, text, 3600.0 * hours + 60 * minutes + seconds, "time", years)
    found = [match for match in _NUMBER.finditer(span) if not YEAR.fullmatch(match[0].strip())]
    if not found or (len(found) > 1 and not _is_small(span)):
        return None
    match = found[0]
    at = quote.text.find(span)
    after = span[match.end() :] or (quote.text[at + len(span) :] if at >= 0 else "")
    unit, scale = _unit(match, after), 1.0
    if label:
        label_unit, scale = _of_label(label)
        unit = unit or label_unit
    return Figure(quote, text, _value(match) * scale, unit, years)


def stated(text: str) -> str:
    """What a text states by itself: without what it compares with, and of "rose 6 percent to 512" what follows "to"."""
    own = _COMPARED_WITH.split(text, maxsplit=1)[0].strip() or text
    changed = _CHANGE_TO.search(own)
    return own[changed.end() :] if changed else own


def _is_small(span: str) -> bool:
    """Whether a span is short enough for its first number to be what it states."""
    return len(span.split()) <= 8


def _value(match: re.Match[str]) -> float:
    if match["word"]:
        value, scale = WORDS[match["word"].lower()], match["scale_of_word"]
    else:
        value = float(re.sub(r"[,\u202f]", "", match["digits"])) + FRACTIONS.get(match["part"] or "", 0.0)
        value, scale = (-value if match["sign"] else value), match["scale"]
    return value * (SCALES[scale.lower()] if scale else 1.0)


def _unit(match: re.Match[str], after: str) -> str:
    if match["before"]:
        return _SYMBOLS[match["before"]]
    if _PERCENT.match(after):
        return "percent"
    if currency := _CURRENCY.match(after):
        return _singular(currency["name"])
    noun = _AFTER.match(after)
    word = _singular(noun["noun"]) if noun else ""
    if word in _UNITS:
        return word
    return "money" if MONEY.fullmatch(match[0].strip()) else ""


def _of_label(label: str) -> tuple[str, float]:
    """The unit and the scale that a header or a row's name tells: "Price, euros", "Million euros", "Level, %"."""
    found = _OF_LABEL.match(label) or _IN_LABEL.search(label)
    words = found[0].strip(" ,()").lower().split() if found else []
    scale = next((SCALES[word] for word in map(_singular, words) if word in SCALES and len(word) > 2), 1.0)
    rest = [word for word in words if _singular(word) not in SCALES or len(word) < 3]
    unit = _singular(rest[0]) if rest else ""
    return ("percent" if unit in {"%", "percent"} else unit), scale


def _singular(word: str) -> str:
    low = word.lower()
    return low[:-1] if low.endswith("s") and len(low) > 3 else low
