"""Finds the names in a text, and tells people, groups and places apart as far as the words around them show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag.nlp.lexicon import (
    COUNTRIES,
    DAYS_AND_MONTHS,
    FEMININE_NOUNS,
    FEMININE_TITLES,
    FUNCTION_WORDS,
    GROUP_NOUNS,
    MASCULINE_NOUNS,
    MASCULINE_TITLES,
    MEN,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PLURAL_PEOPLE,
    SAYING,
    TITLES,
    WOMEN,
)
from rag.nlp.tokens import Token, is_plural

Kind = Literal["person", "group", "place", "thing", "name"]
"""A "name" is one of which the words do not show what it names."""
Gender = Literal["he", "she", ""]

GIVEN = MEN | WOMEN
WITHIN = frozenset({"in", "at"})
PARTICLES = frozenset({"de", "da", "do", "dos", "del", "der", "den", "van", "von", "bin", "al", "la", "le", "&"})
OF = frozenset(
    {"university", "bank", "house", "kingdom", "republic", "isle", "city", "gulf", "bay", "cape", "ministry"}
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name or a noun phrase, at its place in a text (code points, without a possessive ending).

    Attributes:
        text: Its words; a name's with "the" where that stands before it.
        start: Where it starts.
        end: Where it ends.
        kind: What it is.
        gender: Which of "he" and "she" it is, where that shows.
        plural: Whether "they" are meant.
        owns: Whether it is followed by a possessive ending.
        preceding_word: The word before it, in lower case.
        is_name: Whether it is a name.
    """

    text: str
    start: int
    end: int
    kind: Kind
    gender: Gender = ""
    plural: bool = False
    owns: bool = False
    preceding_word: str = ""
    is_name: bool = False


def full_names(mentioned: Sequence[Mention]) -> dict[str, Mention]:
    """For each word that ends a name, the longest such name, with what any of its mentions shows of it."""
    longest: dict[str, Mention] = {}
    for mention in mentioned:
        if not mention.is_name or mention.text[0].islower():
            continue
        key = mention.text.split()[-1].lower()
        held = longest.get(key)
        better = mention if held is None or len(mention.text) > len(held.text) else held
        if held is not None:
            kind = held.kind if held.kind != "name" else mention.kind
            better = replace(better, kind=kind, gender=held.gender or mention.gender)
        longest[key] = better
    return longest


def find_names(words: Sequence[Token], known: Collection[str]) -> list[tuple[int, int]]:
    """Where names stand: runs of words written large, or known; first and last token, the latter not included."""
    found, at = [], 0
    while at < len(words):
        if not _is_large(words, at, known):
            at += 1
            continue
        end = at + 1
        while end < len(words) and not words[end - 1].owner and words[end].start - words[end - 1].end <= 1:
            if _is_large(words, end, known):
                end += 1
            elif end + 1 < len(words) and words[end + 1].text[0].isupper() and _joins(words, end):
                end += 2
            elif words[end].text == "." and words[end - 1].low in {"mr", "mrs", "ms", "dr", "st"}:
                end += 1
            else:
                break
        first = at
        while first < end and words[first].low in FUNCTION_WORDS:
            first += 1
        if first < end and not _is_plain_opening(words, first, end, known):
            found.append((first, end))
        at = end
    return found


def _joins(words: Sequence[Token], at: int) -> bool:
    """Whether a small word stands inside a name: "van", or "of" behind "University"."""
    return words[at].low in PARTICLES or (words[at].low == "of" and words[at - 1].low in OF)


def _is_large(words: Sequence[Token], at: int, known: Collection[str]) -> bool:
    word = words[at]
    if not word.text[0].isalpha():
        return False
    bare = (word.owner or word.text).lower()
    if bare in known and bare not in FUNCTION_WORDS:
        return True
    return word.text[0].isupper() and bare not in DAYS_AND_MONTHS and bare != "i"


def _is_plain_opening(words: Sequence[Token], first: int, end: int, known: Collection[str]) -> bool:
    """Whether a single large word is large only because a sentence opens with it, as far as its form shows."""
    word = words[first]
    opens = first == 0 or words[first - 1].text in '.?!“"—:'
    if not opens or end - first > 1 or word.owner or word.low in known:
        return False
    if word.low.endswith(("ing", "ed", "ly", "tion", "ment")) or word.low in PERSON_NOUNS | PLURAL_PEOPLE:
        return True
    following = words[end].low if end < len(words) else ""
    return is_plural(word.low) and word.low not in GIVEN and following not in SAYING


def name_at(words: Sequence[Token], first: int, end: int, text: str) -> Mention:
    """The name from one token to another, the latter not included, with what the words around it show."""
    last = words[end - 1]
    stop = last.start + len(last.owner) if last.owner else last.end
    parts = [(word.owner or word.text).lower() for word in words[first:end]]
    before = words[first - 1].low if first else ""
    start = words[first].start
    if before == "the":
        start = words[first - 1].start
    following = words[end].low if end < len(words) else ""
    then, third = (words[end + n].low if end + n < len(words) else "" for n in (1, 2))
    kind, gender = _kind_of_name(parts, before, following, then)
    if then in {"who", "whom"} and third in {"are", "were", "have"}:
        kind = "group"
    return Mention(
        text[start:stop],
        start,
        stop,
        kind,
        gender,
        plural=kind == "group" and {following, third} & {"are", "were", "have"} != set(),
        owns=bool(last.owner),
        preceding_word=before,
        is_name=True,
    )


def _kind_of_name(parts: Sequence[str], before: str, following: str, then: str) -> tuple[Kind, Gender]:
    titles = {parts[0], before}
    if titles & MASCULINE_TITLES or before in MASCULINE_NOUNS:
        return "person", "he"
    if titles & FEMININE_TITLES or before in FEMININE_NOUNS:
        return "person", "she"
    if GROUP_NOUNS & set(parts[1:]) and not TITLES & set(parts):
        return "group", ""
    titled = bool((TITLES | PERSON_NOUNS) & set(parts))
    given = next((part for part in parts[:-1] if part in GIVEN), parts[0]) if titled else parts[0]
    gender: Gender = "he" if given in MEN else "she" if given in WOMEN else ""
    if gender and (len(parts) > 1 or before not in WITHIN):
        return "person", gender
    if TITLES & {*parts, before} or before in PERSON_NOUNS or following in {"who", "whom"}:
        return "person", ""
    if following == "," and (then.isdigit() or then in {"who", "whom"}):
        return "person", ""
    if before in WITHIN or parts[-1] in COUNTRIES or PLACE_NOUNS & set(parts[-1:]):
        return "place", ""
    return "name", ""
