"""What may be asked at once, made ready for searching: the passages of one article, of a set of them, or of all.

Whatever else is indexed has no part in it, so that it changes no score.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from itertools import groupby

from index.models import Article, Passage
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
    """A scope's passages, by article and place, their lexical index, and its articles, the longest indexed first."""

    passages: Sequence[Passage]
    lexical: LexicalIndex
    articles: dict[str, Article]


class Scopes:
    """Makes scopes ready, and keeps those that were asked last for as long as the index stays the same."""

    def __init__(self, store: Searchable) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._version: Hashable = None
        self._articles: dict[str, Article] = {}
        self._passages: dict[str, list[Passage]] = {}
        self._stems: dict[str, list[tuple[str, ...]]] = {}
        self._kept: OrderedDict[Scope, Searched] = OrderedDict()

    def searched(self, scope: Scope) -> Searched:
        """A scope as the index has it now; articles that are no longer there are left out."""
        with self._lock:
            self._refresh()
            if scope not in self._kept:
                self._kept[scope] = self._made(scope)
            self._kept.move_to_end(scope)
            while len(self._kept) > 1 and sum(len(kept.passages) for kept in self._kept.values()) > MAX_CACHED_PASSAGES:
                self._kept.popitem(last=False)
            return self._kept[scope]

    def _refresh(self) -> None:
        """Reads the index again, where it has changed; an article's id stands for its text, so its stems stay."""
        if self._version is not None and self._version == self._store.version:
            return
        found = self._store.contents()
        self._version = found.version
        self._articles = {row.article.id: row.article for row in found.articles}
        self._passages = {one: list(group) for one, group in groupby(found.passages, lambda part: part.article_id)}
        self._stems = {one: held for one, held in self._stems.items() if one in self._passages}
        self._kept.clear()

    def _made(self, scope: Scope) -> Searched:
        articles = {one: article for one, article in self._articles.items() if scope is None or one in scope}
        asked = sorted(one for one in articles if one in self._passages)
        for one in asked:
            if one not in self._stems:
                self._stems[one] = [stems(passage.text) for passage in self._passages[one]]
        words = [row for one in asked for row in self._stems[one]]
        return Searched([part for one in asked for part in self._passages[one]], LexicalIndex(words), articles)
