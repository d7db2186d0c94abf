"""Names in a sentence that may be people's, cut free of titles, roles and peoples before them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.kinds.lists.person_signs import Sign, signs_of
from rag.answering.kinds.lists.roles import GIVEN, ROLES, is_role
from rag.nlp.attribution import attributions
from rag.nlp.facts.aliases import are_kin, folded
from rag.nlp.facts.quantities import NUMERAL
from rag.nlp.lexicon import COUNTRIES, SAYING, words_of
from rag.nlp.names import find_names
from rag.nlp.tokens import Token, tokens

MAX_PARTS = 5
OPENING = frozenset('“".?!—:')
GIVEN_MONTHS = words_of("april may june august")
"""Months that are given names too: after a role, as in "Professor August Lyng"."""
PEOPLE_FORM = re.compile(r"(?:an|ese|ish|i|ch|ic|er|n)s?$")
"""How the names of peoples end."""


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name at its place in a sentence.

    Attributes:
        parts: Its words, folded.
        start: Where it starts in the sentence.
        end: Where it ends, without a possessive ending.
        signs: What it is, as far as the sentence shows.
        opens: Whether it opens the sentence, so that its first word may be large for that alone.
    """

    parts: tuple[str, ...]
    start: int
    end: int
    signs: frozenset[Sign]
    opens: bool


def name_mentions(text: str) -> list[NameMention]:
    """The names in a sentence that may be people's, in order."""
    words = tokens(text)
    spoken = attributions(text)
    found = []
    for first, end in _with_initials(words, find_names(words, ())):
        for start, stop in _pieces(words, first, end):
            if made := _mention(words, start, stop, spoken):
                found.append(made)
    return found


def _with_initials(words: Sequence[Token], runs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The runs, those made one between which the period of an initial stands: "John F. Kennedy"."""
    joined: list[tuple[int, int]] = []
    for first, end in runs:
        before = joined[-1][1] if joined else -2
        if before == first - 1 and words[before].text == "." and len(words[before - 1].text) == 1:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((first, end))
    return joined


def _pieces(words: Sequence[Token], first: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of large words without titles, roles and peoples before the name; none of what cannot be a name."""
    start = first
    if any(word.text == "&" for word in words[first:end]):
        return
    if start > 1 and words[first - 1].low in GIVEN_MONTHS and words[first - 2].low in ROLES:
        start -= 1
    for at in range(first, end - 1):
        low, opens = words[at].low, at == 0 or words[at - 1].text in OPENING
        if low in ROLES or (opens and is_role(low)):
            start = at + 1
    while start < end and not words[start].is_word:
        start += 1
    while start < end - 1 and _is_people(words[start]):
        start += 1
    if start < end:
        yield start, end


def _is_people(word: Token) -> bool:
    low = folded(word.text)
    return (
        low not in GIVEN
        and PEOPLE_FORM.search(low) is not None
        and any(low != country and are_kin(country, low) for country in COUNTRIES)
    )


def _is_regnal(parts: Sequence[str]) -> bool:
    """Whether a letter that ends a name counts rulers: "Konrad V"."""
    return parts[-1] in {"i", "v", "x"} and parts[0] in GIVEN


def _speaks_after_comma(words: Sequence[Token], end: int) -> bool:
    """Whether a name that stands between commas is the subject of a verb of speech: "its head, Ewa Lindt, said"."""
    comma, verb = (words[at].low if at < len(words) else "" for at in (end, end + 1))
    return comma == "," and verb in SAYING


def _mention(words: Sequence[Token], first: int, end: int, spoken: Sequence[tuple[int, int]]) -> NameMention | None:
    inside = [word for word in words[first:end] if word.is_word]
    parts = tuple(folded(word.owner or word.text) for word in inside)
    last = words[end - 1]
    stop = last.start + len(last.owner) if last.owner else last.end
    if (
        not all(parts)
        or (len(parts) == 1 and parts[0] in ROLES)
        or len(parts) > MAX_PARTS
        or (len(parts[-1]) == 1 and not _is_regnal(parts))
    ):
        return None
    if any(len(word.text) > 1 and (word.owner or word.text).isupper() and "." not in word.text for word in inside):
        return None
    if (
        any(part[0].isdigit() or NUMERAL.fullmatch(part) for part in parts)
        or parts[-1] in COUNTRIES
        or " ".join(parts) in COUNTRIES
    ):
        return None
    if (first > 0 and words[first - 1].text == "@") or _is_people(inside[-1]):
        return None
    signs = set(signs_of(words, first, end))
    if any(start < stop and words[first].start < over for start, over in spoken) or _speaks_after_comma(words, end):
        signs.add(Sign.SPEAKS)
    opens = first == 0 or words[first - 1].text in OPENING
    return NameMention(parts, words[first].start, stop, frozenset(signs), opens)
