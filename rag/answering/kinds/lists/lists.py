"""Lists and counts of all of a kind that articles mention, over all their body sentences."""

import re
from collections.abc import Iterator, Sequence

from rag.answering.citing.citations import Quote, sentence_quotes
from rag.answering.kinds.composition import Composition, Entry, listing
from rag.answering.kinds.lists.countries import countries_in
from rag.answering.kinds.lists.list_request import ListKind, ListRequest
from rag.answering.kinds.lists.named_things import named_things
from rag.answering.kinds.lists.people import people
from rag.answering.kinds.lists.quantities import DATE, MONEY, PERCENTAGE, YEAR
from rag.models import ReadThrough, RetrievedPassage

PATTERNS = {
    ListKind.DATES: DATE,
    ListKind.YEARS: YEAR,
    ListKind.MONEY: MONEY,
    ListKind.PERCENTAGES: PERCENTAGE,
}
NAMED = {ListKind.ORGANISATIONS, ListKind.COMPANIES, ListKind.PLACES, ListKind.CITIES}
EXPERT = re.compile(
    r"\b(?:professors?|experts?|analysts?|researchers?|scientists?|economists?|historians?|physicists?|chemists?|engineers?"
    r"|lecturers?|specialists?|scholars?|statisticians?|\w{2,}ologists?)\b",
    re.IGNORECASE,
)
NEAR = 50
"""Characters between a name and its bearer's profession."""
LIST_RIGHT = 0.73
"""How probably a list misses nothing and has nothing else: lists of people did neither for 22 of 30 articles of
`rag/training/data/everyday/articles.jsonl` that were new to the rules, as read by one reader."""


def list_answer(asked: ListRequest, passages: Sequence[RetrievedPassage]) -> Composition | None:
    """All of the kind that is asked for, in order of first mention; None where nothing of it is mentioned.

    Args:
        asked: The list.
        passages: All passages of what is asked, by article and place.
    """
    entries = list_entries(asked.kind, passages)
    if not entries:
        return None
    read = ReadThrough(len({found.article.id for found in passages}), sum(1 for _ in _bodies(passages)))
    number = str(len(entries)) if asked.count else None
    return listing(entries, LIST_RIGHT, short_answer=number, complete=read)


def list_entries(kind: ListKind, passages: Sequence[RetrievedPassage]) -> list[Entry]:
    """The entries of a list, none twice, each with the sentence of its first or fullest mention."""
    if kind in {ListKind.PEOPLE, ListKind.QUOTED}:
        return people(passages, quoted=kind is ListKind.QUOTED)
    if kind is ListKind.EXPERTS:
        texts = [quote.text for quote in _bodies(passages)]
        return [entry for entry in people(passages, quoted=True) if _is_expert(entry.text, texts)]
    if kind in NAMED:
        return named_things(passages, kind)
    first: dict[str, Entry] = {}
    for quote in _bodies(passages):
        for start, end, name in _mentioned(kind, quote.text):
            first.setdefault(name, Entry(quote.text[start:end], quote))
    return list(first.values())


def _is_expert(name: str, texts: Sequence[str]) -> bool:
    """Whether one of the texts calls the bearer of a name by a learned profession, near the name."""
    near = (
        text[max(0, found.start() - NEAR) : found.end() + NEAR]
        for text in texts
        for found in re.finditer(re.escape(name), text)
    )
    return any(EXPERT.search(text) for text in near)


def _mentioned(kind: ListKind, text: str) -> list[tuple[int, int, str]]:
    if kind is ListKind.COUNTRIES:
        return countries_in(text)
    found = PATTERNS[kind].finditer(text)
    return [(match.start(), match.end(), re.sub(r"[\s,]", "", match[0]).lower()) for match in found]


def _bodies(passages: Sequence[RetrievedPassage]) -> Iterator[Quote]:
    return sentence_quotes(passages, {"body"})
