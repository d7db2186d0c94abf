"""What may be asked at once, made ready for searching: the passages of one article, of a set of them, or of all.

Whatever else is indexed has no part in it, so that it changes no score. A scope of few passages is held in memory; of
a large one nothing is (see `rag.retrieval.large_scopes`).
"""

import threading
from collections import OrderedDict
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

from index.models import Article, IndexedArticle, Passage
from rag.nlp.stemming import stems
from rag.retrieval.bm25 import LexicalIndex
from rag.retrieval.given_documents import Searchable

MAX_CACHED_PASSAGES = 20_000
"""Of all scopes that are kept beside the last; about 100 MB."""

Scope = frozenset[str] | None
"""The ids of the articles that are asked; None: all."""


def scope_of(article: str | None, articles: Collection[str] | None) -> Scope:
    """The scope of one article, or else of several; of all where neither is given."""
    if article is not None:
        return frozenset([article])
    return None if articles is None else frozenset(articles)


@dataclass(frozen=True, slots=True)
class Searched:
    """A scope's passages, by article and place, their lexical index, and its articles, the longest indexed first.

    Of a large scope these are the articles nearest to a question, or the first ones where there is none.
    """

    passages: Sequence[Passage]
    lexical: LexicalIndex
    articles: dict[str, Article]
    count: int
    """Of all articles of the scope."""

    @property
    def whole(self) -> bool:
        """Whether these are all articles of the scope."""
        return len(self.articles) == self.count

    @classmethod
    def of(cls, whole: Sequence[tuple[IndexedArticle, Sequence[Passage]]], count: int | None = None) -> "Searched":
        """Articles with their passages, the longest indexed first; of so many, where these are not all."""
        passages = [part for _, parts in sorted(whole, key=lambda each: each[0].article.id) for part in parts]
        articles = {entry.article.id: entry.article for entry, _ in whole}
        lexical = LexicalIndex([stems(passage.text) for passage in passages])
        return cls(passages, lexical, articles, len(articles) if count is None else count)


class Scopes:
    """Makes scopes ready, and keeps those that were asked last for as long as the index stays the same."""

    def __init__(self, store: Searchable) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._version: Hashable = None
        self._kept: OrderedDict[Scope, Searched] = OrderedDict()

    def searched(self, scope: Scope) -> Searched:
        """A scope as the index has it now; articles that are no longer there are left out."""
        with self._lock:
            version = self._store.version
            if self._version != version:
                self._kept.clear()
                self._version = version
            if scope not in self._kept:
                self._kept[scope] = Searched.of(self._store.whole(scope))
            self._kept.move_to_end(scope)
            while len(self._kept) > 1 and sum(len(kept.passages) for kept in self._kept.values()) > MAX_CACHED_PASSAGES:
                self._kept.popitem(last=False)
            return self._kept[scope]
