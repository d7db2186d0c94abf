"""Names that are written in several ways, made one: "U.S." and "United States", "Korean" and "Korea"."""

import re
import unicodedata

from index.text.dates import MONTH_ABBREVIATIONS, WEEKDAY_ABBREVIATIONS

SAME = (
    (
        "unitedstates",
        r"United States of America|United States|U\.\s?S\.\s?A\.|U\.\s?S\.|USA\b|US\b|Americans?\b|America\b",
    ),
    ("unitedkingdom", r"United Kingdom|Great Britain|U\.\s?K\.|UK\b|Britain\b|British\b|Britons?\b"),
    ("unitednations", r"United Nations|U\.\s?N\.|UN\b"),
    ("europeanunion", r"European Union|E\.\s?U\.|EU\b"),
    ("soviet", r"Soviet Union|U\.\s?S\.\s?S\.\s?R\.|USSR\b"),
    ("northkorea", r"North Koreans?\b|North Korea\b|DPRK\b"),
    ("southkorea", r"South Koreans?\b|South Korea\b|ROK\b"),
    ("emirates", r"United Arab Emirates|U\.\s?A\.\s?E\.|UAE\b|Emirati\b"),
    ("newyork", r"New York City|New York|NYC\b"),
    ("worldhealth", r"World Health Organi[sz]ation|WHO\b"),
    ("france", r"France\b|French\b"),
    ("spain", r"Spain\b|Spanish\b|Spaniards?\b"),
    ("netherlands", r"Netherlands\b|Dutch\b"),
    ("poland", r"Poland\b|Polish\b|Poles?\b"),
    ("denmark", r"Denmark\b|Danish\b|Danes?\b"),
    ("greece", r"Greece\b|Greeks?\b"),
    ("wales", r"Wales\b|Welsh\b"),
    ("switzerland", r"Switzerland\b|Swiss\b"),
    ("ireland", r"Ireland\b|Irish\b"),
    ("scotland", r"Scotland\b|Scottish\b|Scots?\b"),
    ("finland", r"Finland\b|Finnish\b|Finns?\b"),
    ("philippines", r"Philippines\b|Filipinos?\b"),
)
"""What stands for what; written as names are, so that "us" is nobody's country."""
PATTERNS = tuple((re.compile(rf"\b(?:{spelled})"), name.capitalize()) for name, spelled in SAME)
GIVEN_NAMES = frozenset({"Jun", "Jul"})
"""Abbreviations of months that are left alone: before a comma they are more often a person's name."""
ABBREVIATED = (
    re.compile(rf"\b({'|'.join(each for each in MONTH_ABBREVIATIONS if each not in GIVEN_NAMES)})\.?(?=\s+\d|,)"),
    re.compile(rf"\b({'|'.join(WEEKDAY_ABBREVIATIONS)})\.(?=\s)"),
)
IN_FULL = MONTH_ABBREVIATIONS | WEEKDAY_ABBREVIATIONS
COUNTRY_ENDINGS = frozenset({"", "a", "e", "y", "o", "ia", "ey", "ay", "en", "and", "s"})
PEOPLE_ENDINGS = frozenset(
    f"{ending}{plural}"
    for ending in ("", "n", "an", "ian", "ean", "egian", "ese", "ish", "i", "ic", "er")
    for plural in ("", "s")
)
LEAST_IN_COMMON = 4
"""Letters that a people's name shares with its country's: Chin-a, Chin-ese."""


def unified(text: str) -> str:
    """The text with each of these names written in one way, and months and days in full."""
    for pattern, name in PATTERNS:
        text = pattern.sub(name, text)
    for pattern in ABBREVIATED:
        text = pattern.sub(lambda match: IN_FULL[match[1]], text)
    return text


def folded(word: str) -> str:
    """A word in small letters, without accents and a possessive ending."""
    letters = unicodedata.normalize("NFKD", word.replace("’", "'"))
    low = "".join(letter for letter in letters if not unicodedata.combining(letter)).lower()
    return low.removesuffix("'s").rstrip("'.")


def are_kin(one: str, other: str) -> bool:
    """Whether two folded names are the same, or a country and its people: "russia" and "russian"."""
    if one == other:
        return True
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    ends = one[shared:], other[shared:]
    return shared >= LEAST_IN_COMMON and any(
        country in COUNTRY_ENDINGS and people in PEOPLE_ENDINGS for country, people in (ends, ends[::-1])
    )
