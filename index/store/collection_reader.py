"""Reads what a collection of Chroma's holds, a page at a time.

Nothing is read as a whole: Chroma looks each id up in SQLite, which takes no more than 32,766 of them at once.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from chromadb import GetResult
from chromadb.api.models.Collection import Collection
from langchain_core.documents import Document

from index.models import ArticleFilter, IndexedArticle, Passage
from index.store.derived.article_cache import ArticleCache
from index.store.derived.vector_cache import ArticleVectors
from index.store.records import condition_of, entry_of, passage_of

PAGE = 5_000
"""Passages or sentences in one read."""
TEXTS = 200
"""Articles in one read: their texts come along."""
TOGETHER = 20
"""Articles whose passages are read together; of many more, each takes Chroma longer to find."""


def pages(
    collection: Collection, size: int, include: Sequence[str], where: Mapping[str, Any] | None = None
) -> Iterator[GetResult]:
    """All records of a collection, so many at a time."""
    at = 0
    while True:
        found = collection.get(where=cast(Any, where), include=cast(Any, list(include)), limit=size, offset=at)
        yield found
        at += size
        if len(found["ids"]) < size:
            return


def read_entries(collection: Collection) -> list[IndexedArticle]:
    """All articles of the collection that holds them."""
    return [entry for page in pages(collection, TEXTS, ["documents", "metadatas"]) for entry in entries_in(page)]


def entries_in(found: GetResult) -> list[IndexedArticle]:
    """The articles in a result of Chroma's."""
    rows = zip(found["documents"] or [], found["metadatas"] or [], strict=True)
    return [entry_of(text, dict(meta)) for text, meta in rows]


def by_age(entries: Iterable[IndexedArticle]) -> list[IndexedArticle]:
    """The articles, the longest indexed first; of a source under refresh, the newer."""
    newest = {entry.article.source or entry.article.id: entry for entry in sorted(entries, key=_age)}
    return sorted(newest.values(), key=_age)


def groups(entries: Sequence[IndexedArticle]) -> Iterator[Sequence[IndexedArticle]]:
    """Articles, so many together as are read at once."""
    for at in range(0, len(entries), TOGETHER):
        yield entries[at : at + TOGETHER]


def belonging_to(entries: Sequence[IndexedArticle]) -> dict[str, Any]:
    """Chroma's condition for the records of these articles."""
    return {"article_id": {"$in": [entry.article.id for entry in entries]}}


def _age(entry: IndexedArticle) -> tuple[str, str]:
    return entry.indexed_at, entry.article.id


class CollectionReader(ABC):
    """Reads the collections of articles and of their records."""

    def __init__(self, articles: Collection, records: Collection, *, shared: bool) -> None:
        """Takes the two collections, and whether other processes may be writing."""
        self.shared = shared
        self._articles, self._records = articles, records
        self._kept = ArticleCache()
        self._as_of = ""

    @abstractmethod
    def version(self) -> str:
        """A value that differs after every change."""

    def articles(self) -> list[IndexedArticle]:
        """All articles, the longest indexed first."""
        return by_age(read_entries(self._articles))

    def article(self, article_id: str) -> IndexedArticle | None:
        """One article, if it is there."""
        return next(iter(self._read([article_id]) if self.shared else self.entries([article_id])), None)

    def entries(self, ids: Sequence[str]) -> list[IndexedArticle]:
        """Articles by id, in the order of the ids; those that are not there are left out."""
        if self.shared and (version := self.version()) != self._as_of:
            self._kept, self._as_of = ArticleCache(), version
        found = {each: entry for each in ids if (entry := self._kept.entry(each))}
        missing = [each for each in ids if each not in found]
        for at in range(0, len(missing), TEXTS):
            for entry in self._read(missing[at : at + TEXTS]):
                found[entry.article.id] = entry
                self._kept.put(entry)
        return [found[each] for each in ids if each in found]

    def _read(self, ids: Sequence[str]) -> list[IndexedArticle]:
        return entries_in(self._articles.get(ids=list(ids), include=["documents", "metadatas"])) if ids else []

    def others(self, article_id: str, source: str) -> list[str]:
        """The articles of a source but one; texts without a source have nothing to do with one another."""
        found = self._articles.get(where={"source": source}, include=[])["ids"] if source else []
        return [other for other in found if other != article_id]

    def successor(self, article_id: str) -> IndexedArticle | None:
        """The article that took the place of one that is not there any more, if there is one."""
        where = {"earlier": {"$contains": article_id}}
        found = self._articles.get(where=cast(Any, where), include=["documents", "metadatas"], limit=1)
        return next(iter(entries_in(found)), None)

    def matching(self, wanted: ArticleFilter) -> list[str]:
        """The ids of the articles that a filter chooses."""
        where = condition_of(wanted)
        return [each for page in pages(self._articles, PAGE, [], where) for each in page["ids"]]

    def passages(self, entries: Sequence[IndexedArticle]) -> dict[str, list[Passage]]:
        """The passages of articles by id, each in order; only of those whose passages are all there."""
        made = {entry.article.id: parts for entry in entries if (parts := self._kept.passages(entry)) is not None}
        for group in groups([entry for entry in entries if entry.article.id not in made]):
            rows: dict[str, list[Passage]] = {entry.article.id: [] for entry in group}
            where = {"$and": [{"record": "passage"}, belonging_to(group)]}
            for found in pages(self._records, PAGE, ["documents", "metadatas"], where):
                for text, meta in zip(found["documents"] or [], found["metadatas"] or [], strict=True):
                    part = passage_of(text, dict(meta))
                    rows[part.article_id].append(part)
            for entry in group:
                parts = sorted(rows[entry.article.id], key=lambda part: part.start)
                if len(parts) == entry.passages:
                    made[entry.article.id] = parts
                    self._kept.put(entry, parts)
        return made

    def documents(self, ids: Sequence[str]) -> list[Document]:
        """The records of passages and sentences by id, in any order; those that are gone are left out."""
        if not ids:
            return []
        found = self._records.get(ids=list(ids), include=["documents", "metadatas"])
        rows = zip(found["ids"], found["documents"] or [], found["metadatas"] or [], strict=True)
        return [Document(text, id=each, metadata=dict(meta)) for each, text, meta in rows]

    def matrices(self, entries: Sequence[IndexedArticle]) -> dict[str, ArticleVectors]:
        """The vectors of articles by id; only of those that are whole."""
        made: dict[str, ArticleVectors] = {}
        for group in groups(entries):
            vectors: dict[str, Any] = {}
            for found in pages(self._records, PAGE, ["embeddings"], belonging_to(group)):
                vectors.update(zip(found["ids"], cast(Any, found["embeddings"]), strict=True))
            for article_id, parts in self.passages(group).items():
                gathered = ArticleVectors.gathered(parts, vectors)
                if gathered is not None:
                    made[article_id] = gathered
        return made

    def near(self, vector: Sequence[float], count: int) -> dict[str, float]:
        """The ids of records of both kinds near to a vector, nearest first, with their cosines.

        As Chroma's graph finds them: not always all there are.
        """
        answer = self._records.query(query_embeddings=cast(Any, [vector]), n_results=count, include=["distances"])
        distances = answer["distances"] or [[]]
        return {each: 1.0 - distance for each, distance in zip(answer["ids"][0], distances[0], strict=True)}

    def ids(self) -> list[str]:
        """The ids of all articles."""
        return [each for page in pages(self._articles, PAGE, []) for each in page["ids"]]

    def owners(self) -> Counter[str]:
        """How many records each article has, also those that are not there, by reading them all."""
        each = (meta for page in pages(self._records, PAGE, ["metadatas"]) for meta in page["metadatas"] or [])
        return Counter(str(meta["article_id"]) for meta in each)
