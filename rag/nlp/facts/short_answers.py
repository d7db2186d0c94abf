"""The short answer in a span that a reader found: "who" is answered by a name, not by a clause."""

import re

from index.text.dates import MONTH_FORM_PATTERN, WEEKDAY_PATTERN
from rag.nlp.lexicon import DETERMINERS
from rag.nlp.noun_phrases import mentions
from rag.nlp.stemming import stems
from rag.nlp.tokens import tokens
from rag.nlp.verbs import is_past

_WHO = re.compile(r"^(?:and |so |but )?(?:who|whom)\b", re.IGNORECASE)
_WHY = re.compile(r"^(?:and |so |but )?(?:why|how come)\b", re.IGNORECASE)
_WHEN = re.compile(r"^(?:and |so |but )?(?:(?:on|by|until|since) )?(?:when|what (?:day|date))\b", re.IGNORECASE)
_WHERE = re.compile(r"^(?:and |so |but )?where\b", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)
_PART = re.compile(r"\bof (?:which|whom|them) (?P<part>.+)$", re.IGNORECASE)
_AGAINST = re.compile(r"(?P<most>\d+ [a-z]+) (?:to|against) \d+", re.IGNORECASE)
"""A vote: "19 votes to 11"; only the first number is of those who are asked for."""
_RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})
_FINITE = frozenset({"is", "was", "were", "are", "has", "had", "would", "will"})
_NOBODY = re.compile(
    r"\b(?P<none>nobody|no one|none|no (?:[a-z]+ )?[a-z]+)\b(?: else)? (?:was|were|is|are|has been|have been|had been)"
    r" (?P<verb>[a-z]+)",
    re.IGNORECASE,
)
"""That something happened to nobody: "Nobody was hurt"."""
_DEATH = frozenset(stems("killed die died dead deaths"))
_HARM = _DEATH | frozenset(stems("hurt injured wounded harmed"))
_REASON = re.compile(
    r"\b(?:because(?: of)?|so that|in order (?:to|that)|due to|owing to|thanks to)\b[^,;:.!?”\"]+", re.IGNORECASE
)
_WITHHELD = re.compile(
    r"\b(?:not|never|n['’]t|yet to|refused to|declined to)\b(?: [a-z]+){0,2} "
    r"(?:say|said|disclosed?|announced?|decided?|confirm(?:ed)?|know|known|comment\w*)\W*$",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"^(?:its|his|her|their|my|our) (?:[a-z-]+ ?){1,3}$", re.IGNORECASE)
_IS_WHO = re.compile(r"^(?:[Aa]nd |[Ss]o )?(?:[Ww]ho(?: is| was|['’]s)|[Ww]hos) [A-Z]")
_DAY = re.compile(
    rf"^(?:on |by |from |until )?(?:(?:{WEEKDAY_PATTERN}),? )?"
    rf"(?:\d{{1,2}} (?:{MONTH_FORM_PATTERN})|(?:{MONTH_FORM_PATTERN}) \d{{1,2}},?)"
    r"(?: \d{4})?(?= (?:to|for) [a-z]{3,})",
    re.IGNORECASE,
)
"""A day, before words that say more than when."""
_LOOSE_TAIL = re.compile(r",? (?:and|but) (?:that )?(?:the |a )?[a-z]+$", re.IGNORECASE)
_TAIL_OF_PLACE = re.compile(r", (?:originally|formerly|which|where|who|whose|but|and (?:who|which)|a|an|the) .*$")
_FROM_TO = re.compile(r"^(?:from )?(?P<old>\S+) to (?P<new>\S+)$", re.IGNORECASE)
_NOW = re.compile(r"\b(?:now|nowadays|today|currently|at present|these days)\b", re.IGNORECASE)
MAX_NAME_WORDS = 5


def short_answer(question: str, span: str, sentence: str = "") -> str | None:
    """What to show as the short answer; None where only the whole sentence answers.

    Args:
        question: The question that stands alone.
        span: The words that the reader took for the answer.
        sentence: The sentence that they stand in; empty: they stand alone.

    Returns:
        The span; to "who", where the span is a clause, the one name in it that the question does not have, nothing
        where there are several or none; to "how many" the part, where the span has a whole and a part of it, and
        "Nobody" where the sentence says so of what is asked; to "when" the day alone; to "why" the clause that gives a
        reason, and nothing where the span is a bare name. Nothing where the span would be misleading alone: "its
        chair", what somebody has not said.
    """
    if _HOW_MANY.search(question) and (none := _none_of(question, sentence)):
        return none
    if _WHY.search(question) and (reason := _reason(span, sentence)):
        return reason
    if _is_misleading(question, span, sentence):
        return None
    span = _without_tail(question, span, sentence)
    if _WHO.search(question) and _is_clause(span):
        return _only_name(question, span)
    if _HOW_MANY.search(question) and (part := _PART.search(span)):
        return part["part"]
    if _HOW_MANY.search(question) and (votes := _AGAINST.fullmatch(span)):
        return votes["most"]
    return None if _WHY.search(question) and _is_name(span) else span


def _none_of(question: str, sentence: str) -> str | None:
    """The words for nobody or none, where the sentence says that what is asked for happened to none."""
    asked = set(stems(question))
    for found in _NOBODY.finditer(sentence):
        happened = set(stems(found["verb"]))
        # Where nobody is hurt, nobody is dead either; the contrary does not follow.
        if happened & asked or (happened & _HARM and (asked & _DEATH or (asked & _HARM and not happened & _DEATH))):
            return found["none"]
    return None


def _reason(span: str, sentence: str) -> str | None:
    """The only clause of a sentence that gives a reason, where the span is another part of it."""
    found = list(_REASON.finditer(sentence))
    at = sentence.find(span)
    if len(found) != 1 or at < 0 or (at < found[0].end() and found[0].start() < at + len(span)):
        return None
    return found[0][0].strip() if found[0].start() > at else None


def _is_misleading(question: str, span: str, sentence: str) -> bool:
    """Whether the span says another thing without its sentence."""
    before = sentence[: max(0, sentence.find(span))]
    return bool((_IS_WHO.search(question) and _POSSESSIVE.search(span)) or _WITHHELD.search(before))


def _without_tail(question: str, span: str, sentence: str) -> str:
    """The span without what begins behind the answer: half a clause, who a day is for, where else somebody is from."""
    if _WHEN.search(question) and (day := _DAY.search(span)):
        return day[0]
    if _WHERE.search(question):
        return _TAIL_OF_PLACE.sub("", span)
    if _NOW.search(question) and (change := _FROM_TO.search(span)):
        return change["new"]
    after = sentence[sentence.find(span) + len(span) :] if span in sentence else ""
    if after.startswith(",") and _is_clause(span) and (tail := _LOOSE_TAIL.search(span)):
        return span[: tail.start()]
    return span


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
