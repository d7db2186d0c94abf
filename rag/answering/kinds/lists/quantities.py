"""Dates, years, sums of money and percentages in a sentence, as they stand there."""

import re

from index.text.dates import MONTH_PATTERN
from rag.nlp.facts.quantities import NUMERAL

_YEAR = r"(?:1\d|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_WHOLE_YEAR = (
    rf"(?<![\d.,–-])(?<![€£$¥₹]){_YEAR}\b"
    r"(?![,.%]\d|%|:| (?!was|is|has|as|his|its|this)[a-z]+s\b| people\b| [mb]illion\b)"
)
DATE = re.compile(
    rf"\b(?:{_YEAR}-\d\d-\d\d|{_DAY}(?: of)? {MONTH_PATTERN}(?:,? {_YEAR}\b)?|{MONTH_PATTERN} {_DAY}\b(?:, {_YEAR}\b)?"
    rf"|{MONTH_PATTERN}(?: of)?,? {_YEAR}\b|\d{{1,2}}/\d{{1,2}}(?:/(?:\d\d)?\d\d)?\b)|{_WHOLE_YEAR}"
)
"""A day, a month of a year, or a year."""
YEAR = re.compile(rf"{_WHOLE_YEAR}|(?<=\d[–-]){_YEAR}\b(?!-)|(?<=\d/){_YEAR}\b|{_YEAR}(?=-\d\d-\d\d)")
"""A number that a year can be, neither a part of a larger number nor followed by what it counts."""
_SCALE = r"(?:[ -]?(?:hundred|thousand|million|billion|trillion|bn|[mk])\b)"
_CURRENCY = (
    r"(?:(?:US|Canadian|Australian|Swiss|Danish|Swedish|Norwegian) )?(?:euros?|dollars?|pounds?(?: sterling)?|cents?"
    r"|pence|francs?|crowns?|kron(?:er|or|a)|yen|yuan|won|rupees?|pesos?|roubles?|rubles?|zlotys?|lira|shekels?|rand"
    r"|reais|dirhams?|thalers?|guilders?|marks)"
)
MONEY = re.compile(
    rf"(?:[A-Z]{{1,2}})?[€£$¥₹] ?\d[\d,.]*(?<![,.]){_SCALE}?|(?<![\w.,-]){NUMERAL.pattern}(?:\.\d+)? {_CURRENCY}\b",
    re.IGNORECASE,
)
PERCENTAGE = re.compile(
    rf"(?<![\w.,])(?:\d[\d,.]*(?:[–-]\d[\d,.]*)? ?%|{NUMERAL.pattern} per ?cent\b(?!age))", re.IGNORECASE
)
