"""Organisations and places that articles mention, none twice, told from people and each other by what is around."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.answering.citing.citations import Quote, sentence_quotes
from rag.answering.kinds.composition import Entry
from rag.answering.kinds.lists.countries import countries_in
from rag.answering.kinds.lists.list_request import ListKind
from rag.answering.kinds.lists.naming_signs import COMPANY_WORDS, GEOGRAPHIC, PUBLIC_WORDS, sign_of
from rag.answering.kinds.lists.people import people
from rag.answering.kinds.lists.roles import GIVEN, ROLES
from rag.models import RetrievedPassage
from rag.nlp.facts.aliases import are_kin, folded, unified
from rag.nlp.lexicon import COUNTRIES, DAYS_AND_MONTHS, FUNCTION_WORDS, GROUP_NOUNS, words_of
from rag.nlp.names import find_names
from rag.nlp.tokens import Token, tokens

ENOUGH = 2
"""Weight of the signs that make a name an organisation's or a place's."""
NOT_NAMED = words_of("storm hurricane typhoon operation project")
"""What opens names of neither."""
MAX_PARTS = 6
_OPENER = re.compile(r"[\w-]+(?:ing|ed|ly)")
_JOINS = re.compile(r" & (?=[A-Z])| and (?=(?:Sons?|Daughters?|Co|Partners|Brothers)\b)")
_OF = re.compile(r" (?:for|of)(?: the)? ")


@dataclass(slots=True)
class _Thing:
    """What is named, where first, and the summed weights of its mentions' signs for an organisation and for a place."""

    parts: tuple[str, ...]
    text: str
    quote: Quote
    organisation: int = 0
    place: int = 0


def named_things(passages: Sequence[RetrievedPassage], kind: ListKind) -> list[Entry]:
    """The organisations or the places, in order of first mention, each with the sentence of the fullest.

    Args:
        passages: All passages of what is asked, by article and place.
        kind: Which of them.
    """
    found: dict[tuple[str, ...], Entry] = {}
    for _, group in groupby(passages, lambda one: one.article.id):
        read = list(group)
        persons = {folded(part) for entry in people(read) for part in entry.text.split()}
        for thing in _things(read, persons):
            if _is_of(thing, kind):
                found.setdefault(thing.parts, Entry(thing.text, thing.quote))
    return list(found.values())


def _is_of(thing: _Thing, kind: ListKind) -> bool:
    words = set(thing.parts)
    if kind in {ListKind.PLACES, ListKind.CITIES}:
        is_place = thing.place >= ENOUGH and thing.place > thing.organisation
        whole = kind is ListKind.PLACES or not (words & GEOGRAPHIC or _is_country(thing.parts))
        return is_place and whole
    is_group = thing.organisation >= ENOUGH and thing.organisation >= thing.place
    return is_group and (kind is ListKind.ORGANISATIONS or not words & PUBLIC_WORDS or bool(words & COMPANY_WORDS))


def _is_country(parts: tuple[str, ...]) -> bool:
    return " ".join(parts) in COUNTRIES or bool(countries_in(" ".join(part.title() for part in parts)))


def _things(passages: Sequence[RetrievedPassage], persons: set[str]) -> list[_Thing]:
    """What one article names that is no person, in order of first mention, short forms with the full ones."""
    things: dict[tuple[str, ...], _Thing] = {}
    for quote in sentence_quotes(passages, {"body"}):
        for parts, start, stop, signs in _mentions(quote.text, persons) if "|" not in quote.text else ():
            held = things.setdefault(parts, _Thing(parts, quote.text[start:stop], quote))
            if held.text.isupper() and not quote.text[start:stop].isupper():
                held.text, held.quote = quote.text[start:stop], quote  # of a dateline and a sentence, the latter
            held.organisation += signs[0]
            held.place += signs[1]
    full: list[_Thing] = []
    for thing in sorted(things.values(), key=lambda each: -len(each.parts)):
        longer = next((one for one in full if _shortens(thing, one)), None)
        if longer is None:
            full.append(thing)
        else:
            longer.organisation += thing.organisation
            longer.place += thing.place
    places = {id(thing): number for number, thing in enumerate(things.values())}
    return sorted(full, key=lambda thing: places[id(thing)])


def _shortens(short: _Thing, long: _Thing) -> bool:
    """Whether a name is the beginning of a longer one of the same kind: "Northwind", "Northwind Water"."""
    begins = long.parts[: len(short.parts)] == short.parts and len(short.parts) < len(long.parts)
    return begins and (short.organisation >= short.place) == (long.organisation >= long.place)


def _mentions(text: str, persons: set[str]) -> Iterator[tuple[tuple[str, ...], int, int, tuple[int, int]]]:
    """Names that are no person's: their folded words, where they stand, and the weights for either kind."""
    words = tokens(text)
    spans = countries_in(text)
    for start, stop, name in spans:
        yield tuple(folded(part) for part in name.split()), start, stop, (0, ENOUGH + 1)
    for first, end in _joined(words, find_names(words, ()), text):
        first = _without_title(words, first, end)
        last = words[end - 1]
        start, stop = words[first].start, last.start + len(last.owner) if last.owner else last.end
        inside = [word for word in words[first:end] if word.is_word]
        parts = tuple(folded(word.owner or word.text) for word in inside)
        within = any(low < stop and start < high for low, high, _ in spans)
        if not parts or not all(parts) or len(parts) > MAX_PARTS or within:
            continue
        before = text[words[first - 1].end : start] if first else ""
        if _is_common(words, first, end, parts, before):
            continue
        signs = sign_of(words, first, end, parts, person=parts[-1] in persons)
        firm = any(word.text == "&" for word in words[first:end]) or (len(parts) == 1 and signs[0] >= ENOUGH)
        if not firm and (parts[-1] in persons or (parts[0] in GIVEN and len(parts) > 1)):
            continue
        yield parts, start, stop, signs


def _joined(words: Sequence[Token], runs: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """The runs, those made one that "&" or "and Sons" joins."""
    joined: list[tuple[int, int]] = []
    for run in runs:
        for first, end in _on_one_line(words, run, text):
            between = text[words[joined[-1][1] - 1].end : words[first].start] if joined else ""
            at = words[joined[-1][1] - 1].end if joined else 0
            of_it = joined and words[joined[-1][1] - 1].low in GROUP_NOUNS | PUBLIC_WORDS and _OF.fullmatch(between)
            if joined and (of_it or (between in {" & ", " and "} and _JOINS.match(text, at))):
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((first, end))
    return joined


def _on_one_line(words: Sequence[Token], run: tuple[int, int], text: str) -> Iterator[tuple[int, int]]:
    """The parts of a run that no line end divides."""
    first, end = run
    for at in range(first + 1, end):
        if "\n" in text[words[at - 1].end : words[at].start]:
            yield first, at
            first = at
    yield first, end


def _without_title(words: Sequence[Token], first: int, end: int) -> int:
    """The run's first word that is no role and no people before the name: "Dutch", "Minister"."""
    while first < end - 1 and (
        (words[first].low in ROLES and first == 0)
        or any(low != country and are_kin(country, low) for low in [folded(words[first].text)] for country in COUNTRIES)
    ):
        first += 1
    return first


def _is_common(words: Sequence[Token], first: int, end: int, parts: tuple[str, ...], before: str) -> bool:
    """Whether a run is no name: a day, a people, a title, or a word that is large since it opens the sentence."""
    opens = first == 0 or "\n" in before or words[first - 1].text in '.?!“":—'
    low = parts[0]
    if len(parts) > 1:
        return low in NOT_NAMED or (opens and low.endswith("ing"))
    if low in GEOGRAPHIC | DAYS_AND_MONTHS | FUNCTION_WORDS | ROLES or low.isdigit():
        return True
    peoples = any(low != country and are_kin(country, low) for country in COUNTRIES)
    if peoples or (unified(words[first].text) != words[first].text and not words[first].text.isupper()):
        return True  # "Dutch", "Polish"
    if low in GROUP_NOUNS | PUBLIC_WORDS and not words[first].text.isupper():
        return True
    plural = end < len(words) and not words[first].owner and low.endswith("s")
    return opens and (_OPENER.fullmatch(low) is not None or plural)
