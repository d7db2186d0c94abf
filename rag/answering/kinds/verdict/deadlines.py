"""What holds until or from a date, against the time that a question asks about: "Can I walk across in May?"."""

import re

from index.text.dates import MONTH_PATTERN, MONTHS
from rag.answering.kinds.verdict.polarity import is_of, polarities
from rag.answering.kinds.verdict.yes_no_question import YesNoQuestion
from rag.nlp.tokens import tokens

_DAY = rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<month>{MONTH_PATTERN})\b(?: (?P<after>\d{{1,2}})(?![\d:.]))?"
_WHEN = re.compile(rf"\b(?P<how>in|on|during|after|from|since|by) (?:early |mid-|late )?{_DAY}", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:until|till|up to|through|no later than|(?:closes?|ends?|deadline (?:is|of)) (?:on )?) ?(?:the )?(?:\w+day )?"
    rf"{_DAY}",
    re.IGNORECASE,
)
_FROM = re.compile(
    rf"\b(?:from|as of|starting|beginning|not before|(?:opens?|starts?|begins?) (?:on )?) ?(?:\w+day )?{_DAY}",
    re.IGNORECASE,
)
_ASKS_NOW = re.compile(r"^(?:can|could|may|will|is|are|does|do)\b", re.IGNORECASE)
LONGEST = 6
"""Months between the two from which on another year may be meant."""
_DAYS = 31


def out_of_time(asked: YesNoQuestion, text: str) -> bool | None:
    """False where a sentence allows something until a date that lies before the asked time, or from one behind it.

    Args:
        asked: The question.
        text: The sentence.

    Returns:
        None where the question names no month, or the sentence no such date, or where it is about something else.
    """
    when = _WHEN.search(asked.text) if _ASKS_NOW.match(asked.text) else None
    if not when:
        return None
    ends, starts = list(_UNTIL.finditer(text)), list(_FROM.finditer(text))
    if len(ends) + len(starts) != 1 or not _is_about(asked, text):
        return None
    said = next(polarities(text, asked.predicate), None)
    if said is None or not said.affirms or (said.unreal and not said.future):
        return None
    open_ended = when["how"].lower() in {"after", "from", "since"}
    first, last = _days(when)
    if ends and not open_ended:
        end = _days(ends[0])[1]
        return False if end < first <= end + LONGEST * _DAYS else None
    if starts and when["how"].lower() != "by" and not open_ended:
        start = _days(starts[0])[0]
        return False if start - LONGEST * _DAYS <= last < start else None
    return None


def _is_about(asked: YesNoQuestion, text: str) -> bool:
    """Whether a sentence has half of what the question says of its subject at least."""
    months = {month.lower() for month in MONTHS}
    wanted = [
        sense
        for sense in (asked.predicate, *asked.arguments)
        if not any(stem.isdigit() or any(month.startswith(stem) for month in months) for stem in sense.same)
    ]
    held = sum(any(is_of(word, sense.same) for word in tokens(text)) for sense in wanted)
    return held * 2 >= len(wanted) and held > 0


def _days(found: re.Match[str]) -> tuple[int, int]:
    """The first and the last day that a date means, counted from the beginning of the year."""
    month = next(at for at, name in enumerate(MONTHS) if name.lower().startswith(found["month"][:3].lower()))
    day = found["day"] or found["after"]
    return (month * _DAYS + int(day), month * _DAYS + int(day)) if day else (month * _DAYS + 1, month * _DAYS + _DAYS)
