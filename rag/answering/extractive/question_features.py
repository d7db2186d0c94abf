"""What a question asks for, as far as its words show: its stems, the names in it, the kind of answer it wants."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from index.text.dates import MONTH_FORM_PATTERN, WEEKDAY_PATTERN
from index.text.number_words import TENS, UNITS
from rag.nlp.stemming import stems, strip_possessives

NUMBER_PATTERN = re.compile(
    rf"\d(?!\d*(?:st|nd|rd|th)\b)|\b(?:{'|'.join((*UNITS[1:], *TENS))}"
    r"|hundreds?|thousands?|[mb]illions?|dozens?|half|halves|once|twice|double|none|no|several|few|quarters?|thirds?)\b",
    re.IGNORECASE,
)
"""How much or many of something; a place in an order ("ranked 188th") says neither."""
TIME_PATTERN = re.compile(
    rf"\d|\b(?:{MONTH_FORM_PATTERN}|{WEEKDAY_PATTERN}s?)\b"
    r"|\b(?:yesterday|today|tomorrow|tonight|now|ago|before|after|during|since|until|when|last|next|recent\w*|early|late"
    r"|(?:mid)?night|morning|noon|afternoon|evening|dawn|dusk|days?|weeks?|months?|years?|decades?|centur\w+|hours?"
    r"|minutes?|spring|summer|autumn|winter|season|eve|christmas|easter)\b",
    re.IGNORECASE,
)
SCORE_ASKED = re.compile(r"^(?:and )?(?:what|which) .*\b(?:score|scoreline)\b|\bfinal score\b|^score\b", re.IGNORECASE)
SCORE_PATTERN = re.compile(r"\b\d+\s?[-–:]\s?\d+\b")
NAME_PATTERN = re.compile(r"[A-Z]|[^\W\d_]\.[^\W\d_]\.")
WANTS = (
    (
        re.compile(
            r"\bhow (?:many|much|old|long|far|tall|big|large|often|high|deep|fast|heavy|wide)\b"
            r"|\bwhat (?:number|percentage|percent|share|amount|price|age|distance|size|proportion)\b",
            re.IGNORECASE,
        ),
        NUMBER_PATTERN,
    ),
    (
        re.compile(r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|time|decade|century)\b", re.IGNORECASE),
        TIME_PATTERN,
    ),
    (re.compile(r"^(?:and )?(?:who|whom|whose)\b|\b(?:by|to|with|for|from) whom\b", re.IGNORECASE), NAME_PATTERN),
    (SCORE_ASKED, SCORE_PATTERN),
)
"""Patterns of questions, each with what an answer to such a question shows."""
COUNTED = re.compile(
    r"\bhow many (?:(?:more|other|of the|of) )?((?:[a-z'-]+ ){0,3}?[a-z'-]+)"
    r"(?= (?:\w+ed|is|are|was|were|do|does|did|has|have|had|will|would|can|could)\b|\?|$)",
    re.IGNORECASE,
)
SPEECH_ASKED = re.compile(
    r"\b(?:what|how) (?:did|does|do|has|have|would) (.+?) (?:say|said|think|tell|told|claim|argue|want|promise|warn"
    r"|call|describe|suggest|propose|answer|reply|respond|react|explain)\b",
    re.IGNORECASE,
)
NAMED = re.compile(r"\b(?:[A-Z][\w'-]*|\d[\d.,/]*\d|\d)\b")


def names_in(question: str) -> list[str]:
    """The names and numbers in a question; its first word is written large in any case and does not count."""
    _, _, rest = strip_possessives(question).strip().partition(" ")
    return NAMED.findall(rest)


@dataclass(frozen=True)
class QuestionFeatures:
    """A question, looked at once for all its candidates."""

    text: str

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its words."""
        return frozenset(stems(self.text))

    @cached_property
    def names(self) -> frozenset[str]:
        """The stems of the names and numbers in it."""
        return frozenset(stem for name in names_in(self.text) for stem in stems(name))

    @cached_property
    def counted(self) -> frozenset[str]:
        """The stems of what is counted in "how many …"; empty for another question."""
        found = COUNTED.search(self.text)
        return frozenset(stems(found[1])) if found else frozenset()

    @cached_property
    def speaker(self) -> frozenset[str]:
        """The stems of whose words are asked for; empty where none are."""
        found = SPEECH_ASKED.search(self.text)
        return frozenset(stems(found[1])) if found else frozenset()

    def share_held(self, wanted: Collection[str], words: Collection[str]) -> float:
        """How many of the wanted stems are among the words, 0 to 1; 1 where none are wanted."""
        return sum(stem in words for stem in wanted) / len(wanted) if wanted else 1.0

    def fit(self, span: str) -> float:
        """Whether a span shows what the question wants: 1 if so, -1 if not, 0 where it wants no such thing."""
        for asks, shows in WANTS:
            if asks.search(self.text):
                return 1.0 if shows.search(span) else -1.0
        return 0.0
