"""Scopes of too many passages to be held in memory: the index's own searches find what a question is compared with.

Scores are those of `rag.retrieval.hybrid`, and BM25 is that of `rag.retrieval.bm25`, with the statistics of the scope.
"""

import math
import threading
from collections import Counter, OrderedDict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.models import Article, Passage
from index.store.search.candidates import CandidatePassages
from index.store.search.reader import StoreReader
from index.store.search.vector_search import article_of
from rag.nlp.stemming import stems
from rag.retrieval.fusion import PassageScores
from rag.retrieval.scopes import Scope, Searched

K1, B = 1.5, 0.75
"""As bm25s has them."""
MAX_KEPT = 8
"""Questions of which the comparison is kept: one is searched for several times until it is answered."""
MAX_ARTICLES = 20
"""Articles that are made ready where those nearest to a question are wanted with all their passages."""


@dataclass(frozen=True, slots=True)
class TermStatistics:
    """What BM25 needs to know of a scope."""

    passages: int
    words: int
    frequencies: Mapping[str, int]

    def score(self, asked: Sequence[str], said: Sequence[str]) -> float:
        """BM25 of a passage for a question, both as stems."""
        counts = Counter(said)
        norm = K1 * (1 - B + B * len(said) * self.passages / max(self.words, 1))
        return sum(
            math.log(1 + (self.passages - self.frequencies[each] + 0.5) / (self.frequencies[each] + 0.5))
            * counts[each]
            / (counts[each] + norm)
            for each in asked
            if each in counts
        )

    def share(self, asked: Collection[str], said: Collection[str]) -> float:
        """The share of a question's stems, weighted by rarity, that stand in `said`, 0 to 1."""
        rarity = {each: math.log(1 + (self.passages + 0.5) / (self.frequencies[each] + 0.5)) for each in asked}
        return sum(rarity[each] for each in rarity if each in said) / sum(rarity.values()) if rarity else 0.0


class LargeScopes:
    """Compares questions with the passages of large scopes, and keeps nothing else of these."""

    def __init__(self, store: StoreReader) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[Hashable, ...], PassageScores] = OrderedDict()

    def compared(
        self, query: str, vector: Sequence[float], scope: Scope, count: int, chosen: Collection[str] = ()
    ) -> PassageScores:
        """The passages that the searches found, by article and place, each with its scores.

        Args:
            query: The question.
            vector: The question's.
            scope: Where to look.
            count: Passages that each search contributes at most.
            chosen: Ids of passages that are wanted in any case.
        """
        key = self._store.version, query, scope, frozenset(chosen)
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        asked = stems(query)
        found = self._store.candidates(vector, asked, count, article_ids=scope, chosen=chosen)
        made = passage_scores(asked, found)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > MAX_KEPT:
                self._kept.popitem(last=False)
        return made

    def passages(self, ids: Sequence[str]) -> dict[str, tuple[Article, Passage]]:
        """Passages with their articles, by id; those that are gone are left out."""
        return self._store.passages_by_id(ids)

    def nearest(self, found: PassageScores, scope: Scope) -> Searched:
        """The articles of the best passages, made ready as a scope of their own."""
        ids = dict.fromkeys(article_of(found.ids[at]) for at in found.order)
        wanted = frozenset(list(ids)[:MAX_ARTICLES])
        return Searched.of(self._store.whole(wanted), self._store.size(scope).articles)

    def first(self, scope: Scope) -> Searched:
        """The first articles of a scope, without their passages."""
        size = self._store.size(scope)
        ids = None if scope is None else sorted(scope)[:MAX_ARTICLES]
        entries = self._store.oldest(MAX_ARTICLES) if ids is None else [each for each, _ in self._store.whole(ids)]
        return Searched.of([(entry, []) for entry in entries], size.articles)


def passage_scores(asked: Sequence[str], found: CandidatePassages) -> PassageScores:
    """The scores of the passages that were found, by article and place."""
    statistics = TermStatistics(found.size.passages, found.size.words, found.frequencies)
    ids = sorted(found.stems, key=_place)
    return PassageScores(
        tuple(ids),
        sentence_cosine=np.array([found.sentences.get(each, -1.0) for each in ids]),
        passage_cosine=np.array([found.passages.get(each, -1.0) for each in ids]),
        bm25=np.array([statistics.score(asked, found.stems[each]) for each in ids], dtype=np.float32).astype(float),
        coverage=tuple(statistics.share(asked, frozenset(found.stems[each])) for each in ids),
        known=statistics.share(asked, {each for each in asked if found.frequencies[each]}),
    )


def _place(passage_id: str) -> tuple[str, int, int]:
    article_id, start, end = passage_id.split("-")
    return article_id, int(start), int(end)
