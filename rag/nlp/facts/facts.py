"""The checkable facts in a text: its numbers, dates and proper names, each in one spelling."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.text.dates import MONTH_PATTERN, MONTHS
from index.text.number_words import TENS, UNITS
from rag.nlp.facts.aliases import are_kin, folded, unified
from rag.nlp.lexicon import AUXILIARIES, DAYS_AND_MONTHS, FUNCTION_WORDS, SAYING, TITLES
from rag.nlp.tokens import Token, is_plural, tokens
from rag.nlp.verbs import is_past

DATES = (
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{MONTH_PATTERN})\b", re.IGNORECASE),
    re.compile(rf"\b(?P<month>{MONTH_PATTERN}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b", re.IGNORECASE),
    re.compile(r"(?<=\b\d{4}-)(?P<month>\d\d)-(?P<day>\d\d)\b"),
    re.compile(
        r"\b(?P<day>\d{1,2})(?:/(?P<month>\d{1,2})(?=/\d{2,4}\b|(?![/\d]))|\.(?P<numbered>\d{1,2})(?=\.\d{2,4}\b))"
    ),
)
WORDS = {
    **{word: float(number) for number, word in enumerate(UNITS)},
    **{word: 10.0 * number for number, word in enumerate(TENS, start=2)},
    "dozen": 12.0,
}
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "k": 1e3, "m": 1e6, "bn": 1e9,
}  # fmt: skip
DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
SPELLED = re.compile(
    rf"\b(?:(?P<digits>{DIGITS.pattern})|(?P<word>(?:{'|'.join(TENS)})(?:-(?:{'|'.join(UNITS[1:10])}))?|{'|'.join(UNITS)}|dozen)(?=s?\b))"
    rf"(?P<scales>(?:[ -]?(?:{'|'.join(SCALES)})s?\b)*)(?P<decade>s\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What in a text can be right or wrong by itself.

    `dates` holds (month, day) pairs, both readings of "5/6" among them; a year is a number.
    """

    numbers: frozenset[float]
    dates: frozenset[tuple[int, int]]
    names: tuple[str, ...]
    words: frozenset[str]
    """All words, folded; a name may be written small elsewhere."""


@lru_cache(maxsize=2048)  # the same quotes are looked at for every sentence
def facts(text: str) -> Facts:
    """The facts of a text."""
    text = unified(text)
    dates: set[tuple[int, int]] = set()
    rest = text
    for pattern in DATES:
        for match in pattern.finditer(rest):
            dates |= set(_month_and_day(match))
        rest = pattern.sub(" ", rest)
    return Facts(
        frozenset(_numbers(rest)),
        frozenset(dates),
        tuple(dict.fromkeys(_names(tokens(rest)))),
        frozenset(part for word in tokens(text) if word.is_word for part in _parts(word))
        | {MONTHS[month - 1].lower() for month, _ in dates},
    )


def missing(sentence: str, quotes: Sequence[str]) -> tuple[str, ...]:
    """The facts of a sentence that stand in none of the quotes, fit to be shown: "2031", "29 October", "zinberg"."""
    said = facts(sentence)
    held = [facts(quote) for quote in quotes]
    numbers = {number for each in held for number in each.numbers}
    dates = {date for each in held for date in each.dates}
    words = {word for each in held for word in each.words}
    found = [f"{number:g}" for number in sorted(said.numbers - numbers)]
    if said.dates and not said.dates & dates:
        month, day = sorted(said.dates)[0]
        found.append(f"{day} {MONTHS[month - 1]}")
    return (*found, *(name for name in said.names if not any(are_kin(name, word) for word in words)))


@dataclass(frozen=True, slots=True)
class FactMention:
    """A number or a date at its place in a text, as values that can be compared; a date may be read in two ways."""

    start: int
    end: int
    values: frozenset[float] | frozenset[tuple[int, int]]


def date_mentions(text: str) -> list[FactMention]:
    """The dates of a text, in order."""
    found, rest = [], text
    for pattern in DATES:
        for match in pattern.finditer(rest):
            if values := frozenset(_month_and_day(match)):
                found.append(FactMention(match.start(), match.end(), values))
        rest = pattern.sub(lambda match: " " * len(match[0]), rest)
    return sorted(found, key=lambda mention: mention.start)


def number_mentions(text: str) -> list[FactMention]:
    """The numbers of a text that belong to no date, in order."""
    for mention in date_mentions(text):
        text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return [
        FactMention(match.start(), match.end(), frozenset({value}))
        for match in SPELLED.finditer(text)
        for value in _numbers(match[0])
    ]


def _month_and_day(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    groups = match.groupdict()
    month, day = (groups["month"] or groups["numbered"]).capitalize(), int(groups["day"])
    number = MONTHS.index(month) + 1 if month in MONTHS else int(month)
    if 1 <= number <= 12 and 1 <= day <= 31:
        yield number, day
    if match.re is DATES[-1] and 1 <= day <= 12 and 1 <= number <= 31:
        yield day, number  # whether the day or the month comes first is not told


def _numbers(text: str) -> Iterator[float]:
    for match in SPELLED.finditer(text):
        if match["digits"]:
            value = float(match["digits"].replace(",", ""))
        else:
            tens, _, unit = match["word"].lower().partition("-")
            value = WORDS[tens] + WORDS.get(unit, 0.0)
        for scale in re.findall(r"[a-z]+", match["scales"].lower()):
            value *= SCALES.get(scale) or SCALES[scale.removesuffix("s")]
        # "One" counts nothing as often as something: "one of them".
        if match["digits"] or value != 1:
            yield value


def _names(words: Sequence[Token]) -> Iterator[str]:
    """Words written large, folded; the first word of a sentence only where it is used as a name is."""
    opens = True
    for at, word in enumerate(words):
        if not word.is_word:
            opens = opens or word.text in '.!?:“"'
            continue
        if (
            word.text[0].isupper()
            and not WORDS.keys() >= set(word.low.split("-"))
            and word.low.split("'")[0] not in FUNCTION_WORDS - DAYS_AND_MONTHS | TITLES
        ):
            following = words[at + 1] if at + 1 < len(words) else None
            if not opens or _is_used_as_name(word, following):
                yield from _parts(word)
        opens = False


def _is_used_as_name(word: Token, following: Token | None) -> bool:
    if word.owner or any(letter.isupper() for letter in word.text[1:]) or word.low in DAYS_AND_MONTHS:
        return True
    if is_plural(word.low) or word.low.endswith(("ing", "ly", "tion", "ment")) or following is None:
        return False
    low = following.low
    return following.text[0].isupper() or low in SAYING | AUXILIARIES or is_past(low)


def _parts(word: Token) -> Iterator[str]:
    """A word's folded parts: of "Kim-Trump" both."""
    yield from (part for part in map(folded, re.split(r"[-–]", word.text)) if part)
