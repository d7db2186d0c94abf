"""Who and what a text speaks of: its names and noun phrases, told apart as far as words around them show."""

from collections.abc import Sequence
from functools import lru_cache

from rag.nlp.lexicon import (
    BE,
    DETERMINERS,
    DO,
    FEMININE_NOUNS,
    FUNCTION_WORDS,
    GROUP_NOUNS,
    HAVE,
    MASCULINE_NOUNS,
    MODALS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PLURAL_PEOPLE,
    SAYING,
)
from rag.nlp.names import Gender, Kind, Mention, find_names, name_at
from rag.nlp.tokens import Token, is_plural, singular, tokens
from rag.nlp.verbs import is_past

MAX_MENTIONS = 120
"""Mentions of a text that are looked at: an answer has a tenth of that."""
UNCHANGED = frozenset({"shut", "hurt", "cut", "hit", "put", "set", "split"})
"""Participles that look like the plain form, and may be nouns elsewhere."""
ONGOING = frozenset(
    {"doing", "going", "coming", "getting", "losing", "making", "taking", "trying", "planning", "saying"}
)
"""Participles that are hardly ever nouns."""
OPENERS = DETERMINERS & {"the", "a", "an", "another", "other", "its", "their", "his", "her"}


@lru_cache(maxsize=256)  # each turn comes back with every question of its conversation
def mentions(text: str, known: frozenset[str] = frozenset()) -> tuple[Mention, ...]:
    """The names and noun phrases of a text, in order; a name in a longer phrase stands behind it.

    Args:
        text: A question or an answer.
        known: Names that count whether or not they are written large, in lower case.
    """
    words = tokens(text)
    names = find_names(words, known)[: MAX_MENTIONS // 2]
    covered = dict(names)
    found = [name_at(words, i, j, text) for i, j in names]
    at = 0
    while at < len(words) and len(found) < MAX_MENTIONS:
        end = _phrase(words, at, covered)
        if end > at:
            phrase = _noun_phrase(words, at, end, text, covered)
            if phrase:
                found.append(phrase)
                at = max(at + 1, end)
                continue
        at += 1
    found = [m for m in found if not (m.is_name and any(_describes(m, phrase, text) for phrase in found))]
    return tuple(sorted(set(found), key=lambda mention: (mention.start, -mention.end)))


def _describes(name: Mention, phrase: Mention, text: str) -> bool:
    """Whether a name only describes a phrase's noun: "the English side"."""
    inside = phrase.start <= name.start and name.end < phrase.end and not phrase.is_name and not name.owns
    following = text[name.end : min(phrase.end, name.end + 30)].split()[:1] if inside else []
    return inside and bool(following) and following[0].islower() and following[0] not in FUNCTION_WORDS


def _phrase(words: Sequence[Token], at: int, names: dict[int, int]) -> int:
    """Where the noun phrase that starts at a token ends (not included); the token itself where none does."""
    end = at
    opens = words[at].low in OPENERS
    if at in names and words[names[at] - 1].owner:
        end, opens = names[at], True
    elif at in names and not opens:
        return at
    elif opens:
        end = at + 1
    core = end
    while end < len(words):
        word = words[end]
        if end in names and opens:
            end = names[end]
        elif (
            not word.is_word
            or word.low in FUNCTION_WORDS
            or word.low == "worth"
            or end in names
            or (word.low.endswith("ly") and word.low not in {"family", "assembly", "supply"})
            or ((end > core or not opens) and is_past(word.low) and words[end - 1].low not in {"best", "well", "least"})
        ):
            break
        else:
            end += 1
        if words[end - 1].owner and end - core >= 4:
            break
    if end == core or end - core > 6:
        return at
    if opens:
        end = _without_verb(words, at, core, end)
    elif not is_plural(words[end - 1].low) or words[end - 1].low in SAYING or _starts_later(words, at, end):
        return at
    return end if end > core else at


def _starts_later(words: Sequence[Token], at: int, end: int) -> bool:
    """Whether a phrase without article starts behind its first word, which is a verb: "employs | 210 people"."""
    numbers = any(word.text[0].isdigit() for word in words[at + 1 : end])
    return end - at > 1 and is_plural(words[at].low) and (numbers or not words[at].text[0].isupper())


def _without_verb(words: Sequence[Token], at: int, core: int, end: int) -> int:
    """Leaves out the plain verb behind a subject: "did the talks start"; never a plural, nor all there is."""
    if at > 0 and words[at - 1].low in BE and end - core > 1 and words[end - 1].low in UNCHANGED:
        return end - 1  # "was the bakery | shut"
    if at > 0 and words[at - 1].low in BE and end - core > 1 and words[end - 1].low in ONGOING:
        return end - 1  # "how are the cafés | doing"
    helped = at > 0 and words[at - 1].low in DO | MODALS | HAVE
    plain_end = end < len(words) and words[end].low in {"be", "have"}
    if helped and not plain_end and end - core > 1 and not is_plural(words[end - 1].low):
        return end - 1
    return end


def _noun_phrase(words: Sequence[Token], at: int, end: int, text: str, names: dict[int, int]) -> Mention | None:
    head = words[end - 1]
    owned = head.owner
    low = (owned or head.text).lower()
    if not owned and end in names.values():
        return None  # it ends in a name, which is found as such
    stop = head.start + len(owned) if owned else head.end
    if not owned:
        stop = _with_complement(words, end, stop, names)
    kind: Kind = "thing"
    gender: Gender = ""
    if low in PERSON_NOUNS or singular(low) in PERSON_NOUNS or low in PLURAL_PEOPLE:
        kind = "person"
        gender = "he" if low in MASCULINE_NOUNS else "she" if low in FEMININE_NOUNS else ""
    elif low in PLACE_NOUNS:
        kind = "place"
    elif low in GROUP_NOUNS:
        kind = "group"
    start = words[at].start
    before = words[at - 1].low if at else ""
    return Mention(text[start:stop], start, stop, kind, gender, is_plural(low), bool(owned), before)


def _with_complement(words: Sequence[Token], end: int, stop: int, names: dict[int, int]) -> int:
    """The end of a phrase with what "of" and, before a name or an article, "in", "at" and "for" add to it."""
    for _ in range(2):
        if end + 1 >= len(words) or words[end].low not in {"of", "in", "at", "for"}:
            break
        inner = end + 1
        until = max(names.get(inner, inner), _phrase(words, inner, names))
        if until <= inner:
            break
        if inner in names and until < len(words) and words[until].low in PLACE_NOUNS:
            until += 1
        if words[end].low == "for" and inner not in names:
            break
        last = words[until - 1]
        end, stop = until, last.start + len(last.owner) if last.owner else last.end
    return stop
