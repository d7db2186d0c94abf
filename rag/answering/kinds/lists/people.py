"""All people whom articles mention, none twice: short and full names, and two spellings of one, are merged."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from rag.answering.citing.citations import Quote, sentence_quotes
from rag.answering.kinds.composition import Entry
from rag.answering.kinds.lists.person_names import NameMention, name_mentions
from rag.answering.kinds.lists.person_signs import Sign
from rag.answering.kinds.lists.roles import GIVEN
from rag.models import RetrievedPassage
from rag.nlp.attribution import attributions

ENOUGH = 3
"""Weight of the signs that make a name a person's: one that is nearly sure, or two that are likely."""
ALIKE = 0.7
"""Likeness of two spellings of a given name before the same family name: "Sergey" and "Serguei"."""

FULL_FORM_ONLY = (Sign.ARTICLE, Sign.PLACE)
"""Signs that count in the fullest form alone: a family name too stands in "the Trump administration"."""
REACH = 2
"""Sentences before a pronoun in which whom it means is looked for."""
COMMON_OPENER = re.compile(r"[\w-]+(?:ing|ed|ly)|unlike|like")
"""The form of words that open a sentence before a name."""


@dataclass(slots=True)
class _Named:
    """What is named in one or several ways, with all its mentions."""

    fullest: tuple[NameMention, Quote]
    mentions: list[NameMention] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    """Of each mention: where its sentence starts in the article, and where it stands in the sentence."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The words of the fullest form."""
        return self.fullest[0].parts

    def add(self, mention: NameMention, quote: Quote) -> None:
        """Takes a further mention."""
        if len(mention.parts) > len(self.parts):
            self.fullest = (mention, quote)
        self.mentions.append(mention)
        self.places.append((quote.sentence.start, mention.start))

    @property
    def is_person(self) -> bool:
        """Whether the signs of all mentions are enough."""
        signs = {
            sign
            for mention in self.mentions
            for sign in mention.signs
            if sign not in FULL_FORM_ONLY or len(mention.parts) == len(self.parts)
        }
        short = [mention for mention in self.mentions if mention.parts == self.parts[-1:]]
        if len(self.parts) > 1 and short and not any(Sign.ARTICLE in mention.signs for mention in short):
            signs.add(Sign.SHORTENED)
        return sum(sign.weight for sign in signs) >= ENOUGH

    @property
    def is_quoted(self) -> bool:
        """Whether words of it are reported."""
        return any(Sign.SPEAKS in mention.signs for mention in self.mentions)


def people(passages: Sequence[RetrievedPassage], *, quoted: bool = False) -> list[Entry]:
    """The people that the body sentences mention, in order of first mention, each with the sentence of the fullest.

    Args:
        passages: All passages of what is asked, by article and place.
        quoted: Whether only those are wanted whose words are reported.
    """
    found: dict[tuple[str, ...], Entry] = {}
    for _, group in groupby(passages, lambda one: one.article.id):
        read = list(group)
        persons = [named for named in _named(read) if named.is_person]
        meant = _meant_speakers(read, persons) if quoted else []
        for named in persons:
            mention, quote = named.fullest
            if not quoted or named.is_quoted or any(named is one for one in meant):
                found.setdefault(mention.parts, Entry(quote.text[mention.start : mention.end], quote))
    return list(found.values())


def _meant_speakers(passages: Sequence[RetrievedPassage], persons: Sequence[_Named]) -> list[_Named]:
    """The people who are meant where "he" or "she" says something.

    They are whom the nearest sentence names first, mostly its subject.
    """
    found = []
    for passage in passages:
        starts = [sentence.start for sentence in passage.passage.sentences]
        for number, sentence in enumerate(passage.passage.sentences):
            earliest = starts[max(0, number - REACH)]
            for start, end in attributions(sentence.text) if sentence.kind == "body" else ():
                if sentence.text[start:end].lower() not in {"he", "she"}:
                    continue
                before = [
                    (place, which)
                    for which, named in enumerate(persons)
                    for place in named.places
                    if (earliest, 0) <= place < (sentence.start, start)
                ]
                if before:
                    nearest = max(place[0] for place, _ in before)
                    found.append(persons[min(pair for pair in before if pair[0][0] == nearest)[1]])
    return found


def _named(passages: Sequence[RetrievedPassage]) -> Iterable[_Named]:
    """What one article names, in order of first mention."""
    all_mentions = [
        (mention, quote) for quote in sentence_quotes(passages, {"body"}) for mention in name_mentions(quote.text)
    ]
    all_mentions = _without_openers(all_mentions)
    owners = _fully_named(all_mentions)
    by_last: defaultdict[str, list[_Named]] = defaultdict(list)
    by_first: defaultdict[str, list[_Named]] = defaultdict(list)
    for full in {id(owner): owner for owner in owners if owner}.values():
        by_last[full.parts[-1]].append(full)
        by_first[full.parts[0]].append(full)
    order: dict[int, _Named] = {}
    single: dict[str, _Named] = {}
    for (mention, quote), owner in zip(all_mentions, owners, strict=True):
        named = owner
        if named is None:
            # A single word calls somebody by the last word of a full name, else by the first.
            word = mention.parts[0]
            called = [one for one in by_last[word] if one.is_person] or by_last[word] or by_first[word]
            if len(called) > 1:
                continue
            named = called[0] if called else single.setdefault(word, _Named((mention, quote)))
            named.add(mention, quote)
        order.setdefault(id(named), named)
    return order.values()


def _fully_named(mentions: Sequence[tuple[NameMention, Quote]]) -> list[_Named | None]:
    """For each mention of two or more words, what it names; None for a single word."""
    full: list[_Named] = []
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    owners: list[_Named | None] = []
    for mention, quote in mentions:
        if len(mention.parts) == 1:
            owners.append(None)
            continue
        near = sorted({number for key in _keys(mention.parts) for number in numbers[key]})
        at = next((number for number in near if _is_same(full[number].parts, mention.parts)), len(full))
        if at == len(full):
            full.append(_Named((mention, quote)))
        full[at].add(mention, quote)
        for key in _keys(full[at].parts):
            numbers[key].add(at)
        owners.append(full[at])
    return owners


def _keys(parts: Sequence[str]) -> tuple[str, str]:
    """What two full names must share one of to be the same (see `_is_same`): the last word, or all letters."""
    return parts[-1], _letters(parts)


def _letters(parts: Sequence[str]) -> str:
    return "".join(parts).replace("-", "")


def _is_same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two full names are one: a middle name more, hyphens apart, or a given name spelled otherwise."""
    if _letters(one) == _letters(other):
        return True
    if one[-1] != other[-1]:
        return False
    short, long = sorted((set(one), set(other)), key=len)
    if short <= long:
        return True
    given, like = one[0], other[0]
    initial = min(given, like, key=len)
    if len(initial) == 1:
        return given[0] == like[0]
    both_known = given in GIVEN and like in GIVEN
    return not both_known and given[0] == like[0] and SequenceMatcher(None, given, like).ratio() >= ALIKE


def _without_openers(mentions: Sequence[tuple[NameMention, Quote]]) -> list[tuple[NameMention, Quote]]:
    """The mentions without first words that are large only because they open a sentence: "Unlike Trump"."""
    kept = []
    for mention, quote in mentions:
        first, *rest = mention.parts
        if mention.opens and rest and first not in GIVEN and COMMON_OPENER.fullmatch(first):
            cut = quote.text.index(" ", mention.start) + 1
            mention = NameMention(tuple(rest), cut, mention.end, mention.signs, opens=False)
        kept.append((mention, quote))
    return kept
