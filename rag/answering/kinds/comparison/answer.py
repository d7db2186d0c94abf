"""The answer to a comparison: a cited part for each side, and which is more where both figures can be compared."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.text.tables import ROW
from rag.answering.citing.citations import Quote
from rag.answering.kinds.comparison.figures import YEAR, Figure, figure, stated
from rag.answering.kinds.comparison.measures import measures
from rag.answering.kinds.comparison.tables import table_figures
from rag.answering.kinds.composition import Composition, Entry, listing
from rag.answering.kinds.speech.said import heard
from rag.answering.kinds.summary import summary_quotes
from rag.models import RetrievedPassage
from rag.nlp.facts.aliases import folded
from rag.nlp.lexicon import FUNCTION_WORDS
from rag.nlp.stemming import stems
from rag.nlp.tokens import tokens
from rag.query.intent.comparison import ComparisonRequest
from rag.query.intent.speech_request import SpeechRequest
from rag.retrieval.overview import SummaryRequest

COMPARED_RIGHT = 0.85
"""How probably both parts are right: of the questions in `tests/data/kinds/comparisons.jsonl`."""
OPENING_CHARS = 400
"""Of an article's text, in which it names what it is about."""
MAX_SPOKEN = 2
"""Sentences shown for a speaker."""
READ_DEPTH = 8
"""Spans of the reader that are looked at for a side."""

Found = tuple[Quote, str]
"""A sentence, and the words in it that answer."""


@dataclass(frozen=True, slots=True)
class _Side:
    name: str
    marks: frozenset[str]
    """Words of which one in a sentence shows that it is about this side."""
    question: str
    passages: tuple[RetrievedPassage, ...]


def compared(
    asked: ComparisonRequest,
    everything: Sequence[RetrievedPassage],
    sides: Sequence[tuple[RetrievedPassage, ...]],
    read: Callable[[str, Sequence[RetrievedPassage]], Sequence[Found]],
) -> Composition | None:
    """The answer; None where one of the sides has no part in the articles.

    Args:
        asked: The comparison.
        everything: All passages of what is asked.
        sides: The passages that were retrieved for each side.
        read: What a reader finds for a question in passages, the best first.
    """
    if asked.spoken:
        return _spoken(asked, everything)
    made = [
        _Side(name, marks, question, passages)
        for name, marks, question, passages in zip(
            asked.sides, _marks(asked.sides), asked.questions, sides, strict=True
        )
    ]
    if not asked.attribute and not asked.verb:
        return _overviews(made, everything)
    first, second = made
    chosen = _like(
        list(_figures(first, second, asked, everything, read)), list(_figures(second, first, asked, everything, read))
    )
    if chosen is None:
        return None
    entries = [Entry(found.text, found.quote, side.name) for side, found in zip(made, chosen, strict=True)]
    return listing(entries, COMPARED_RIGHT, short_answer=_verdict(asked, *chosen), ends=".")


def _like(one: Sequence[Figure], other: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """The first two figures that can be compared; else the best of each."""
    if not one or not other:
        return None
    same = ((a, b) for a in one for b in other if a.is_like(b) and (a.quote.place, a.text) != (b.quote.place, b.text))
    found = next(same, None)
    return found or (one[0], other[0])


def _verdict(asked: ComparisonRequest, first: Figure, second: Figure) -> str | None:
    if not asked.wants or not first.is_like(second):
        return None
    more = first.value > second.value
    if asked.yes_no:
        return "Yes" if first.value != second.value and more is (asked.wants == "more") else "No"
    if first.value == second.value:
        return None
    return asked.sides[0] if more is (asked.wants == "more") else asked.sides[1]


def _figures(
    side: _Side,
    other: _Side,
    asked: ComparisonRequest,
    everything: Sequence[RetrievedPassage],
    read: Callable[[str, Sequence[RetrievedPassage]], Sequence[Found]],
) -> Iterator[Figure]:
    """The figures that are stated of a side, the best first."""
    own = _own_articles(side, other, everything)
    theirs = [found for found in everything if found.article.id in own]
    attribute = f"{asked.verb} {asked.attribute}"
    if theirs:
        yield from table_figures(side.name, attribute, theirs, own=True)
    yield from table_figures(side.name, attribute, everything, own=False)
    passages = [found for found in side.passages if not own or found.article.id in own] or theirs[:6]
    seen = set()
    for quote, span in read(side.question, passages)[:READ_DEPTH]:
        words = _words(quote.text)
        named = side.marks & words or (quote.article.id in own and not other.marks & words)
        named = named and not (_names(quote.text, other.name) and not _names(quote.text, side.name))
        if not named or ROW.search(quote.text) or quote.place in seen:
            continue
        years = frozenset(map(int, YEAR.findall(stated(quote.text))))
        years = years or frozenset(map(int, YEAR.findall(quote.article.title)))
        made = figure(quote, quote.text, span, "", years)
        if made and measures(asked.attribute, asked.verb, made, _before(quote)):
            seen.add(quote.place)
            yield made


def _names(text: str, side: str) -> bool:
    """Whether a text has a side's whole name, "the Lowe bridge", and not only a word of it: "opened by Ivo Lowe"."""
    return side.casefold().removeprefix("the ") in text.casefold()


def _before(quote: Quote) -> str:
    """The sentence before a quote that goes on about the same: "Leakage is a weakness. We lost 19.4 percent …"."""
    sentences = quote.passage.sentences
    at = next((number for number, each in enumerate(sentences) if each.start == quote.sentence.start), 0)
    leans = quote.text.split()[0].lower() in {"we", "it", "this", "that", "they", "these"}
    return sentences[at - 1].text if at and leans else ""


def _own_articles(side: _Side, other: _Side, everything: Sequence[RetrievedPassage]) -> set[str]:
    """The articles that are about one side and not about the other, as title and opening show."""
    if not any(letter.isupper() for letter in side.name + other.name):
        return set()
    own = set()
    for article in {found.article.id: found.article for found in everything}.values():
        opening = _words(f"{article.title} {article.text[:OPENING_CHARS]}")
        # The first word of a name tells most: "Alba Utilities" supplies water, as "Northwind Water" does.
        if _words(_first(side.name)) & opening and not _words(_first(other.name)) & opening:
            own.add(article.id)
    return own


def _first(name: str) -> str:
    words = [word for word in name.split() if word.lower() not in FUNCTION_WORDS]
    return words[0] if words else name


def _marks(sides: Sequence[str]) -> list[frozenset[str]]:
    """For each side the words that tell it from the other."""
    words = [_words(side) - FUNCTION_WORDS for side in sides]
    return [mine - others or mine for mine, others in zip(words, words[::-1], strict=True)]


def _words(text: str) -> frozenset[str]:
    found = [folded(word.owner or word.text) for word in tokens(text) if word.is_word]
    return frozenset(found) | frozenset(stems(text))


def _overviews(sides: Sequence[_Side], everything: Sequence[RetrievedPassage]) -> Composition | None:
    """A sentence or two on each side, where each has an article of its own."""
    entries = []
    for side, other in zip(sides, sides[::-1], strict=True):
        own = _own_articles(side, other, everything)
        quotes = summary_quotes([found for found in everything if found.article.id in own], SummaryRequest(2))
        if len(own) != 1 or not quotes:
            return None
        entries += [Entry(quote.text, quote, side.name) for quote in quotes]
    return listing(entries, COMPARED_RIGHT)


def _spoken(asked: ComparisonRequest, everything: Sequence[RetrievedPassage]) -> Composition | None:
    """What each of two speakers says: about the topic, else the two sentences that are most alike."""
    heard_of = []
    for side in asked.sides:
        found = heard(SpeechRequest(side, asked.attribute, exact=False), everything)
        quotes = found.quotes or heard(SpeechRequest(side, "", exact=False), everything).quotes
        if not quotes:
            return None
        heard_of.append(list({each.quote.place: each.quote for each in quotes}.values()))
    if not asked.attribute:
        heard_of = [[quote] for quote in _most_alike(heard_of[0], heard_of[1], everything)]
    entries = [
        Entry(quote.text, quote, side)
        for side, quotes in zip(asked.sides, heard_of, strict=True)
        for quote in quotes[:MAX_SPOKEN]
    ]
    return listing(entries, COMPARED_RIGHT)


def _most_alike(
    one: Sequence[Quote], other: Sequence[Quote], everything: Sequence[RetrievedPassage]
) -> tuple[Quote, Quote]:
    """A sentence of each, the two of which share the most words that are rare in the texts, for their length."""
    texts = [frozenset(stems(sentence.text)) for found in everything for sentence in found.passage.sentences]
    holding = Counter(stem for text in texts for stem in text)

    def weight(held: frozenset[str]) -> float:
        return sum(math.log(1 + len(texts) / holding[stem]) for stem in held if stem not in FUNCTION_WORDS)

    def shared(pair: tuple[Quote, Quote]) -> float:
        first, second = (frozenset(stems(quote.text)) for quote in pair)
        whole = weight(first) * weight(second)
        return weight(first & second) / math.sqrt(whole) if whole else 0.0

    return max(((first, second) for first in one for second in other), key=shared)
