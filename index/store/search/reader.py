"""Reads articles and passages of an index, each time no more than is asked for."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Sequence
from contextlib import AbstractContextManager

from index.embeddings.encoder import Encoder
from index.models import Article, ArticleFilter, IndexedArticle, Passage, is_id
from index.store.chroma_collections import ChromaCollections
from index.store.collection_reader import by_age
from index.store.derived.lexical_database import UNSETTLED
from index.store.derived.lexical_table import Size
from index.store.records import passage_of
from index.store.search.candidates import CandidatePassages, candidate_passages
from index.store.search.vector_search import MAX_UNCOUNTED, article_of

MAX_PASSAGES_IN_MEMORY = 2_500
"""Passages of a scope that is searched in memory, some 100 articles; of a larger one nothing is held there."""


class StoreReader(ABC):
    """What is read of an index. Calls may come from any thread."""

    encoder: Encoder

    @property
    @abstractmethod
    def version(self) -> Hashable:
        """A value that differs after every change, for invalidating caches of data derived from the index."""

    @abstractmethod
    def _locked(self) -> AbstractContextManager[ChromaCollections]:
        """Holds the lock of this process on a repaired index."""

    def articles(self) -> list[IndexedArticle]:
        """All articles, the longest indexed first."""
        with self._locked() as tables:
            return tables.articles()

    def size(self, ids: Collection[str] | None = None) -> Size:
        """How much there is of all articles, or of some; it takes as long however many there are."""
        with self._locked() as tables:
            return tables.synchronize().size(ids)

    def oldest(self, count: int) -> list[IndexedArticle]:
        """The articles that were indexed first, at most so many, the longest indexed first."""
        with self._locked() as tables:
            return by_age(tables.entries(tables.synchronize().ids(count)))

    def newest(self, count: int) -> list[IndexedArticle]:
        """Likewise those that were indexed last."""
        with self._locked() as tables:
            return by_age(tables.entries(tables.synchronize().ids(count, newest=True)))

    def matching(self, wanted: ArticleFilter) -> list[str]:
        """The ids of the articles that a filter chooses, by Chroma's `where`."""
        with self._locked() as tables:
            return tables.matching(wanted)

    def whole(
        self, ids: Collection[str] | None = None, passages: int | None = None
    ) -> list[tuple[IndexedArticle, list[Passage]]]:
        """Articles with their passages, the longest indexed first; not those that others are adding or removing.

        Args:
            ids: Which; None for all.
            passages: Of many articles, the first that have so many passages are enough.
        """
        with self._locked() as tables:
            wanted: Sequence[str] = [] if ids is None else sorted(filter(is_id, ids))
            if ids is None or (passages is not None and len(wanted) > MAX_UNCOUNTED):
                wanted = tables.synchronize().ids(passages=passages, scope=ids)
            entries = by_age(tables.entries(wanted))
            found = tables.passages(entries)
            return [(entry, found[entry.article.id]) for entry in entries if entry.article.id in found]

    def passages(self, article_id: str | None = None) -> list[Passage]:
        """The passages of one article, or of all, by article and place; none of one that is not there."""
        found = self.whole(None if article_id is None else [article_id])
        return [part for _, parts in sorted(found, key=lambda each: each[0].article.id) for part in parts]

    def is_large(self, ids: Collection[str] | None) -> bool:
        """Whether some articles, or all, have more passages than are searched in memory."""
        if ids is not None and len(ids) <= MAX_UNCOUNTED:
            return False
        return self.size(ids).passages > MAX_PASSAGES_IN_MEMORY

    def candidates(
        self,
        vector: Sequence[float],
        terms: Sequence[str],
        count: int,
        *,
        article_ids: Collection[str] | None = None,
        chosen: Collection[str] = (),
    ) -> CandidatePassages:
        """The passages that a question is compared with in a large scope; see `candidate_passages`."""
        with self._locked() as tables:
            return candidate_passages(tables, vector, terms, count, article_ids, chosen)

    def passages_by_id(self, ids: Sequence[str]) -> dict[str, tuple[Article, Passage]]:
        """Passages with their articles, by id; those that are gone are left out."""
        with self._locked() as tables:
            found = {str(each.id): passage_of(each.page_content, each.metadata) for each in tables.documents(ids)}
            if gone := {article_of(each) for each in ids if each not in found}:
                # Another process has added the same text again, and it was cut otherwise.
                tables.lexical.settle(UNSETTLED)
                for article_id in gone:
                    tables.lexical.remove(article_id)
            whose = tables.entries(sorted({each.article_id for each in found.values()}))
            articles = {entry.article.id: entry.article for entry in whose}
        return {each: (articles[part.article_id], part) for each, part in found.items() if part.article_id in articles}
