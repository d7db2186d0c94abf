"""The short answer in a span that a reader found: "who" is answered by a name, not by a clause."""

import re

from rag.nlp.lexicon import DETERMINERS
from rag.nlp.noun_phrases import mentions
from rag.nlp.stemming import stems
from rag.nlp.tokens import tokens
from rag.nlp.verbs import is_past

_WHO = re.compile(r"^(?:and |so |but )?(?:who|whom)\b", re.IGNORECASE)
_WHY = re.compile(r"^(?:and |so |but )?(?:why|how come)\b", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_PART = re.compile(r"\bof (?:which|whom|them) (?P<part>.+)$", re.IGNORECASE)
_AGAINST = re.compile(r"(?P<most>\d+ [a-z]+) (?:to|against) \d+", re.IGNORECASE)
"""A vote: "19 votes to 11"; only the first number is of those who are asked for."""
_RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})
_FINITE = frozenset({"is", "was", "were", "are", "has", "had", "would", "will"})
MAX_NAME_WORDS = 5


def short_answer(question: str, span: str) -> str | None:
    """What to show as the short answer; None where only the whole sentence answers.

    Args:
        question: The question that stands alone.
        span: The words that the reader took for the answer.

    Returns:
        The span; to "who", where the span is a clause, the one name in it that the question does not have, nothing
        where there are several or none; to "how many" the part, where the span has a whole and a part of it; to "why"
        nothing where the span is a bare name.
    """
    if _WHO.search(question) and _is_clause(span):
        return _only_name(question, span)
    if _HOW_MANY.search(question) and (part := _PART.search(span)):
        return part["part"]
    if _HOW_MANY.search(question) and (votes := _AGAINST.fullmatch(span)):
        return votes["most"]
    return None if _WHY.search(question) and _is_name(span) else span


def _is_clause(span: str) -> bool:
    """Whether a verb stands in it outside of a relative clause."""
    before = ""
    for word in tokens(span):
        if word.low in _RELATIVE:
            return False
        if word.low in _FINITE or (is_past(word.low) and before not in DETERMINERS):  # "a certified technician"
            return True
        before = word.low
    return False


def _only_name(question: str, span: str) -> str | None:
    asked = set(stems(question))
    named = [one for one in mentions(span) if one.is_name and one.kind != "place" and not asked & set(stems(one.text))]
    first = next((one for one in named if one.start == 0), None)
    if first and len(tokens(first.text)) <= MAX_NAME_WORDS:
        return first.text
    return named[0].text if len({one.text for one in named}) == 1 else None


def _is_name(span: str) -> bool:
    return any(one.is_name and one.text == span for one in mentions(span))
