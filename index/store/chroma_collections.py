"""The two collections of an index: passages and sentences with their vectors, and the articles they belong to.

An article is in the index exactly when its record stands in the articles collection: its passages are written before
that record and deleted after it.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from chromadb.api.client import Client
from langchain_chroma import Chroma
from langchain_core.documents import Document

from index.embeddings.encoder import Encoder
from index.models import ArticleFilter, IndexedArticle, Passage
from index.store.collection_reader import PAGE, belonging_to, by_age, entries_in, groups, pages, read_entries
from index.store.records import condition_of, entry_metadata, passage_of
from index.store.schema import check_stamp, stamp_of
from index.store.vector_cache import ArticleVectors, Found

PASSAGES = "passages"
ARTICLES = "articles"
BATCH = 500
"""Records in one write; Chroma refuses more than 5,461, and a server more than 40 MB."""
CHANGE = "change"
"""Metadata key of the articles' collection: a random version, new after each change by any of several processes."""
CANDIDATES = 200
"""Breadth of the graph search."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A snapshot of an index; its version is None if the index was changing while it was read."""

    version: Hashable
    articles: list[IndexedArticle]
    passages: list[Passage]


class ChromaCollections:
    """What one client sees of an index. Raises what Chroma raises; `index.store.store` translates it."""

    def __init__(self, client: Client, encoder: Encoder, *, shared: bool = False) -> None:
        """Opens the collections, or makes them.

        Args:
            client: Theirs.
            encoder: The embedding model.
            shared: Whether others may be writing.

        Raises:
            StampMismatchError: They were made with another embedding model or splitter.
        """
        stamp = stamp_of(encoder)
        existing = {collection.name: collection for collection in client.list_collections()}
        # Nothing is made, nor tried to be, where it is there: a full disk or a read-only folder can be read then.
        of_articles = client.get_collection if ARTICLES in existing else client.get_or_create_collection
        self._articles = of_articles(ARTICLES, embedding_function=None)
        if PASSAGES in existing:
            check_stamp(existing[PASSAGES].metadata or {}, stamp)
        self.vectors = Chroma(
            collection_name=PASSAGES,
            client=client,
            embedding_function=encoder.embeddings,
            collection_metadata=stamp,
            create_collection_if_not_exists=PASSAGES not in existing,
            collection_configuration={"hnsw": {"space": "cosine", "ef_search": CANDIDATES}},
        )
        self._client = client
        self._records = client.get_collection(PASSAGES, embedding_function=None)
        check_stamp(self._records.metadata or {}, stamp)  # another process may have made it meanwhile
        self.shared = shared
        self._entries: dict[str, IndexedArticle] | None = None
        self._as_of: Hashable = None
        self._passages: dict[str, tuple[IndexedArticle, list[Passage]]] = {}

    def check(self) -> None:
        """Reads a vector: their files may be gone, which should be known before the first question."""
        self._records.get(limit=1, include=["embeddings"])

    def articles(self) -> list[IndexedArticle]:
        """All articles, the longest indexed first."""
        return by_age(self._current().values())

    def article(self, article_id: str) -> IndexedArticle | None:
        """One article, if it is there."""
        if not self.shared:
            return self._current().get(article_id)
        found = self._articles.get(ids=[article_id], include=["documents", "metadatas"])
        return next(iter(entries_in(found)), None)

    def others(self, article_id: str, source: str) -> list[str]:
        """The articles of a source but one; texts without a source have nothing to do with one another."""
        found = self._articles.get(where={"source": source}, include=[])["ids"] if source else []
        return [other for other in found if other != article_id]

    def matching(self, wanted: ArticleFilter) -> list[str]:
        """The ids of the articles that a filter chooses."""
        where = condition_of(wanted)
        return [each for page in pages(self._articles, PAGE, [], where) for each in page["ids"]]

    def contents(self, version: Hashable) -> Contents:
        """All articles and their passages, and the version as of before.

        Others may be writing meanwhile: of an article that they are adding or removing nothing is given.
        """
        articles = self.articles()
        found = self.passages(articles)
        self._passages = {each: kept for each, kept in self._passages.items() if each in found}
        whole = [entry for entry in articles if entry.article.id in found]
        parts = [part for each in sorted(found) for part in found[each]]
        return Contents(version if len(whole) == len(articles) else None, whole, parts)

    def passages(self, entries: Sequence[IndexedArticle]) -> dict[str, list[Passage]]:
        """The passages of articles by id, each in order; only of those whose passages are all there."""
        unread = [entry for entry in entries if self._passages.get(entry.article.id, (None,))[0] != entry]
        for group in groups(unread):
            rows: dict[str, list[Passage]] = {entry.article.id: [] for entry in group}
            where = {"$and": [{"record": "passage"}, belonging_to(group)]}
            for found in pages(self._records, PAGE, ["documents", "metadatas"], where):
                for text, meta in zip(found["documents"] or [], found["metadatas"] or [], strict=True):
                    part = passage_of(text, dict(meta))
                    rows[part.article_id].append(part)
            for entry in group:
                parts = sorted(rows[entry.article.id], key=lambda part: part.start)
                if len(parts) == entry.passages:
                    self._passages[entry.article.id] = entry, parts
        known = {entry.article.id: self._passages.get(entry.article.id) for entry in entries}
        return {
            entry.article.id: kept[1] for entry in entries if (kept := known[entry.article.id]) and kept[0] == entry
        }

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

    def near(self, vector: Sequence[float], count: int) -> list[Found]:
        """Records of both kinds near to a vector, as Chroma's graph finds them: not always all there are."""
        answer = self._records.query(
            query_embeddings=cast(Any, [vector]), n_results=count, include=["metadatas", "documents", "distances"]
        )
        lists = answer["ids"], answer["documents"], answer["metadatas"], answer["distances"]
        rows = zip(*(each[0] if each else [] for each in lists), strict=True)
        return [(Document(text, id=each, metadata=dict(meta)), 1.0 - distance) for each, text, meta, distance in rows]

    def version(self) -> Hashable:
        """A value that differs after every change, including those by writers that died before bumping the version."""
        articles = self._client.get_collection(ARTICLES, embedding_function=None)
        change = (articles.metadata or {}).get(CHANGE)
        return change, frozenset(each for page in pages(self._articles, PAGE, []) for each in page["ids"])

    def bump_version(self) -> None:
        """Bumps the version: an article re-added under another title changes no id."""
        self._articles.modify(metadata={CHANGE: uuid4().hex})

    def put(
        self,
        entry: IndexedArticle,
        documents: Sequence[Document],
        vectors: Sequence[Sequence[float]],
        renew_lease: Callable[[], None],
    ) -> None:
        """An article: first the records of its passages and sentences, then its own; `go_on` before each write."""
        for at in range(0, len(documents), BATCH):
            renew_lease()
            batch = documents[at : at + BATCH]
            self._records.upsert(
                ids=[cast(str, document.id) for document in batch],
                documents=[document.page_content for document in batch],
                metadatas=[document.metadata for document in batch],
                embeddings=cast(Any, vectors[at : at + BATCH]),
            )
        self.note(entry, renew_lease)

    def note(self, entry: IndexedArticle, renew_lease: Callable[[], None]) -> None:
        """An article's own record alone."""
        renew_lease()
        self._articles.upsert(
            ids=[entry.article.id],
            documents=[entry.article.text],
            metadatas=[entry_metadata(entry)],
            embeddings=cast(Any, [[1.0]]),  # Chroma requires one; articles are never searched by vector
        )
        if self._entries is not None:
            self._entries[entry.article.id] = entry

    def remove(self, article_id: str, renew_lease: Callable[[], None]) -> None:
        """An article: first its own record, then those of its passages and sentences; `go_on` before each write."""
        renew_lease()
        self._articles.delete(ids=[article_id])
        if self._entries is not None:
            self._entries.pop(article_id, None)
        self.clear(article_id, renew_lease)

    def clear(self, article_id: str, renew_lease: Callable[[], None]) -> None:
        """The records of an article's passages and sentences."""
        self._passages.pop(article_id, None)
        where = {"article_id": article_id}
        while ids := self._records.get(where=cast(Any, where), include=[], limit=PAGE)["ids"]:
            for at in range(0, len(ids), BATCH):
                renew_lease()
                self._records.delete(ids=ids[at : at + BATCH])

    def collect_garbage(self, renew_lease: Callable[[], None]) -> None:
        """Garbage collection: completes or rolls back removals, refreshes and additions that were interrupted.

        Args:
            go_on: Called before each write. No other process may be writing: its unfinished article would be deleted.
        """
        current = {row.article.id for row in self.articles()}
        for older in self._current().keys() - current:
            self.remove(older, renew_lease)
        if self.is_settled():
            return
        held = Counter(
            str(meta["article_id"])
            for page in pages(self._records, PAGE, ["metadatas"])
            for meta in page["metadatas"] or []
        )
        for orphan in held.keys() - current:
            self.clear(orphan, renew_lease)

    def is_settled(self) -> bool:
        """Whether the number of records equals the sum that the articles state; a fast check."""
        counts = [entry.records for entry in self._current().values()]
        return all(counts) and sum(counts) == self._records.count()

    def _current(self) -> dict[str, IndexedArticle]:
        """The articles' records by id; cached until the index changes."""
        if self.shared:
            state = self.version()
            if self._as_of != state:
                self._entries, self._as_of = None, state
        if self._entries is None:
            self._entries = {entry.article.id: entry for entry in read_entries(self._articles)}
        return self._entries
