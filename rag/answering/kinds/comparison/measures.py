"""Whether a figure measures what is compared: an age, a price, a weight, or something that its sentence names."""

import re

from rag.answering.kinds.comparison.figures import Figure
from rag.answering.kinds.verdict.polarity import Sense, is_of
from rag.nlp.lexicon import FUNCTION_WORDS, words_of
from rag.nlp.tokens import tokens

_LENGTHS = words_of("km m cm mm kilometre kilometer metre meter mile")
_TIMES = words_of("time hour h minute min second day week month year")
_MASSES = words_of("kg g gram kilogram ton tonne")
_NOT_MONEY = _LENGTHS | _TIMES | _MASSES | {"percent", "degree"}
UNITS_OF = {
    "heavy": _MASSES, "long": _LENGTHS | _TIMES, "high": _LENGTHS | {"percent", "degree"}, "tall": _LENGTHS,
    "deep": _LENGTHS, "wide": _LENGTHS, "far": _LENGTHS, "fast": {"time"}, "hot": {"degree"}, "warm": {"degree"},
    "cold": {"degree"},
}  # fmt: skip
"""What an adjective is measured in."""
UNMEASURED = words_of("big good strong rich late")
"""Adjectives that one number does not measure."""
GENERIC = words_of("people number numbers amount money figure figures total share percentage spend spends spent much")
_AGE = r"(?:(?:, |\(|aged? |of ){n}(?=[,.;)]|$| who\b)|\b{n}[- ]years?[- ]old\b)"


def measures(attribute: str, verb: str, found: Figure, before: str) -> bool:
    """Whether a figure is one of what is compared.

    Args:
        attribute: The words that say what is compared: "operating profit", "old".
        verb: What is done, where that is compared; a sentence that names what is counted may use another.
        found: The figure.
        before: The sentence before it, where it goes on about the same; else "".
    """
    words = [word.low for word in tokens(attribute) if word.is_word and not word.text.isdigit()]
    if any(word in UNMEASURED for word in words):
        return False
    if "old" in words:
        return re.search(_AGE.format(n=re.escape(f"{found.value:g}")), found.quote.text) is not None
    if "expensive" in words:
        return found.unit not in _NOT_MONEY and re.search(r"[€£$]|cost|price|euro|dollar|pound", found.text) is not None
    measured = [word for word in words if word in UNITS_OF]
    if any(found.unit not in UNITS_OF[word] for word in measured):
        return False
    rest = [word for word in words if word not in FUNCTION_WORDS | GENERIC | set(measured)] or [*verb.lower().split()]
    said = [word for word in tokens(f"{before} {found.quote.text}") if word.is_word]
    return all(any(is_of(word, Sense.of(wanted).same) for word in said) for wanted in rest)
