"""Checks any text against the articles: each sentence with what carries it, and what it says otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from index.text.blocks import blocks, trim
from index.text.sentences import sentence_spans
from rag.answering.citing.citations import Numbering, Quote
from rag.answering.support.check import SupportCheck
from rag.answering.verification.differences import covered, denial, differences
from rag.answering.verification.evidence import EvidenceSearch, NearSentence
from rag.answering.verification.quotations import (
    Place,
    is_same_speaker,
    nearest_words,
    places,
    quotations,
    speaker,
)
from rag.models.verification import CheckedSentence, ClaimSupport, Discrepancy, Draft, Verification
from rag.nlp.stemming import stems
from rag.retrieval.given_documents import GivenDocuments
from rag.retrieval.hybrid import HybridRetriever
from rag.retrieval.scopes import Scope

SAME_STATEMENT = 0.6
"""Share of a sentence's other stems that a quote must have for its numbers, dates and denials to contradict it."""
SAME_NAMED_STATEMENT = 0.75
"""The same for names: an article may say alike things of two people."""
NEAR = 0.45
"""How near a sentence must be to be shown beside one that nothing carries."""
LIST_MARK = "-*•–#>"


@dataclass(frozen=True, slots=True)
class _Finding:
    support: ClaimSupport
    quotes: tuple[Quote, ...] = ()
    differs: tuple[Discrepancy, ...] = ()


class Verifier(Runnable[Draft, Verification]):
    """Checks a text, as a LangChain `Runnable`."""

    def __init__(self, check: SupportCheck, retriever: HybridRetriever) -> None:
        """Takes what judges a sentence by quotes, and what finds quotes in the indexed articles."""
        self._check = check
        self._retriever = retriever

    def invoke(self, input: Draft, config: RunnableConfig | None = None, **kwargs: Any) -> Verification:  # noqa: A002, ARG002
        """The text, checked."""
        if input.documents:
            given = GivenDocuments(input.documents, self._retriever.store.encoder)
            search = EvidenceSearch(HybridRetriever(store=given), None)
        else:
            scope: Scope = None if input.articles is None else frozenset(input.articles)
            search = EvidenceSearch(self._retriever, scope, input.text)
        numbering = Numbering()
        sentences = []
        for start, end, states in statements(input):
            text = input.text[start:end]
            found = self._found(text, search) if states else _Finding("none")
            numbers = tuple(dict.fromkeys(numbering.cite(quote).number for quote in found.quotes))
            sentences.append(CheckedSentence(text, start, end, found.support, numbers, found.differs))
        return Verification(tuple(sentences), numbering.citations)

    def _found(self, text: str, search: EvidenceSearch) -> _Finding:
        quoted = self._misquoted(text, search)
        if isinstance(quoted, _Finding):
            return quoted
        candidates = search.candidates(text)
        first = [*quoted, *(each.quote for each in candidates if each.quote.place not in {q.place for q in quoted})]
        carried = self._carried(text, first, search)
        nearest = candidates[0] if candidates else None
        against = self._contradicted(text, candidates, search, carried.quotes if carried else ())
        if against and (carried is None or carried.support != "verbatim"):
            return against
        if carried:
            return carried
        shown = nearest if nearest and nearest.nearness >= NEAR else None
        differs = differences(text, shown.quote.text if shown else "", ())
        return _Finding(
            "unsupported", (shown.quote,) if shown else (), tuple(Discrepancy(d.kind, d.said, "") for d in differs)
        )

    def _carried(self, text: str, quotes: Sequence[Quote], search: EvidenceSearch) -> _Finding | None:
        """The fewest quotes that carry a sentence, of those the ones that do most clearly; None where none do."""
        for groups in _groups(quotes, search):
            judged = [(group, self._check.judge(text, [quote.text for quote in group])) for group in groups]
            completed = []
            for group, verdict in judged:
                names = [word for word in verdict.missing if word.isalpha()]
                if verdict.missing and len(names) == len(verdict.missing):
                    named = search.naming(names, group[0])
                    if named and named not in group:
                        whole = (named, *group)
                        completed.append((whole, self._check.judge(text, [quote.text for quote in whole])))
            holding = [each for each in (*judged, *completed) if each[1].support != "unsupported"]
            if holding:
                group, verdict = max(holding, key=lambda each: (each[1].support == "verbatim", each[1].carried))
                return _Finding(verdict.support, group)
        return None

    def _contradicted(
        self, text: str, candidates: Sequence[NearSentence], search: EvidenceSearch, known: Sequence[Quote]
    ) -> _Finding | None:
        """That an article says otherwise: a quote about the same with another number, date or name, or a denial."""
        for candidate in candidates[:3]:
            quote = candidate.quote
            share = covered(text, quote.text)
            if share < SAME_STATEMENT:
                continue
            beside = (search.before(quote), search.after(quote))
            others = [each.text for each in (*known, *beside) if each]
            said, who = speaker(text), speaker(quote.text)
            if said and who and not is_same_speaker(said, who):
                return _Finding("contradicted", (quote,), (Discrepancy("name", said, who),))
            differs = [each for each in differences(text, quote.text, others) if each.article]
            if share < SAME_NAMED_STATEMENT:
                differs = [each for each in differs if each.kind != "name"]
            denied = denial(text, quote.text) if share >= SAME_NAMED_STATEMENT else None
            if differs or denied:
                return _Finding("contradicted", (quote,), (*differs, *((denied,) if denied else ())))
        return None

    def _misquoted(self, text: str, search: EvidenceSearch) -> _Finding | list[Quote]:
        """What is wrong with a sentence's quotations, or the quotes that have their words."""
        found: list[Quote] = []
        for quotation in quotations(text):
            spots = places(quotation.words, search.texts)
            if not spots:
                return self._altered(quotation.words, search)
            said = speaker(text)
            others = [(spot, who) for spot in spots if said and (who := _speaker_at(spot, search))]
            if said and len(others) == len(spots) and not any(is_same_speaker(said, who) for _, who in others):
                spot, who = others[0]
                return _Finding("contradicted", tuple(_quotes_at(spot, search)), (Discrepancy("name", said, who),))
            found += _quotes_at(spots[0], search)
        return found

    def _altered(self, words: str, search: EvidenceSearch) -> _Finding:
        for candidate in search.candidates(words)[:3]:
            if near := nearest_words(words, candidate.quote.text):
                return _Finding("contradicted", (candidate.quote,), (Discrepancy("quote", words, near),))
        return _Finding("unsupported", (), (Discrepancy("quote", words, ""),))


def statements(draft: Draft) -> Iterator[tuple[int, int, bool]]:
    """The spans of a text's sentences, in order, and whether each states something."""
    found = blocks(draft.text, markdown=draft.markdown)
    for block in found:
        states = block.kind == "body" or len(found) == 1
        for a, b in sentence_spans(draft.text, block.start, block.end):
            start, end = trim(draft.text, a, b)
            mark = draft.text[start:end].lstrip(LIST_MARK + " ")
            start = end - len(mark)
            if mark:
                yield start, end, states and not mark.rstrip("\"'”’)").endswith("?") and len(stems(mark)) > 1


def _groups(quotes: Sequence[Quote], search: EvidenceSearch) -> Iterator[list[tuple[Quote, ...]]]:
    """Quotes alone, then each with the sentence before it, then two together."""
    yield [(quote,) for quote in quotes[:5]]
    yield [(before, quote) for quote in quotes[:3] if (before := search.before(quote))]
    yield [(one, other) for at, one in enumerate(quotes[:3]) for other in quotes[at + 1 : 4]]


def _quotes_at(spot: Place, search: EvidenceSearch) -> list[Quote]:
    return search.at(spot.article_id, spot.start, spot.end)


def _speaker_at(spot: Place, search: EvidenceSearch) -> str | None:
    """Whose words a span of an article is, where its sentence names one speaker, or else the one before or after."""
    quotes = _quotes_at(spot, search)
    return next((who for quote in quotes if (who := speaker(quote.text))), None)
