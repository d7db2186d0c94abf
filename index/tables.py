"""The two collections of an index: passages and sentences with their vectors, and the articles they belong to.

An article is in the index exactly when its record stands in the articles collection: its passages are written before
that record and deleted after it.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

from chromadb import GetResult
from chromadb.api.client import Client
from langchain_chroma import Chroma
from langchain_core.documents import Document

from index.article import IndexedArticle, Passage
from index.embed import Encoder
from index.records import entry_metadata, entry_of, passage_of
from index.stamp import check_stamp, stamp_of

PASSAGES = "passages"
ARTICLES = "articles"
BATCH = 500
"""Records in one write; Chroma refuses more than 5,461, and a server more than 40 MB."""
CHANGE = "change"
"""In the metadata of the articles' collection: another word after each change, where several processes make them."""
CANDIDATES = 200
"""Breadth of the graph search; at one article's size this makes it exact."""


@dataclass(frozen=True, slots=True)
class Contents:
    """All that is in an index, at a version: None where it was just changing, as it is no other's then."""

    version: Hashable
    articles: list[IndexedArticle]
    passages: list[Passage]


class Tables:
    """What one client sees of an index. Raises what Chroma raises; `index.store` translates it."""

    def __init__(self, client: Client, encoder: Encoder) -> None:
        """Opens the collections, or makes them.

        Raises:
            StampMismatchError: They were made with another embedding model or splitter.
        """
        stamp = stamp_of(encoder)
        self._articles = client.get_or_create_collection(ARTICLES, embedding_function=None)
        existing = {collection.name: collection for collection in client.list_collections()}
        if PASSAGES in existing:
            check_stamp(existing[PASSAGES].metadata or {}, stamp)
        self.vectors = Chroma(
            collection_name=PASSAGES,
            client=client,
            embedding_function=encoder.embeddings,
            collection_metadata=stamp,
            collection_configuration={"hnsw": {"space": "cosine", "ef_search": CANDIDATES}},
        )
        self._client = client
        self._records = client.get_collection(PASSAGES, embedding_function=None)
        check_stamp(self._records.metadata or {}, stamp)  # another process may have made it meanwhile

    def check(self) -> None:
        """Reads a vector: their files may be gone, which should be known before the first question."""
        self._records.get(limit=1, include=["embeddings"])

    def articles(self) -> list[IndexedArticle]:
        """All articles, the longest indexed first."""
        return by_age(self._articles.get(include=["documents", "metadatas"]))

    def contents(self, version: Hashable) -> Contents:
        """All articles and their passages.

        Others may be writing meanwhile: of an article that they are adding or removing nothing is given.

        Args:
            version: As of before.
        """
        found = self._records.get(where={"record": "passage"}, include=["documents", "metadatas"])
        texts, metadatas = found["documents"] or [], found["metadatas"] or []
        rows = [passage_of(text, dict(meta)) for text, meta in zip(texts, metadatas, strict=True)]
        count = Counter(row.article_id for row in rows)
        articles = self.articles()
        whole = [row for row in articles if count[row.article.id] == row.passages]
        ids = {row.article.id for row in whole}
        passages = sorted((row for row in rows if row.article_id in ids), key=lambda row: (row.article_id, row.start))
        return Contents(version if len(whole) == len(articles) else None, whole, passages)

    def state(self) -> Hashable:
        """What is another after each change, whoever made it, and even if they were killed before they could say so."""
        articles = self._client.get_collection(ARTICLES, embedding_function=None)
        change = (articles.metadata or {}).get(CHANGE)
        return change, frozenset(self._articles.get(include=[])["ids"])

    def mark(self) -> None:
        """Makes a change known: the same article again, under another title, could not be told from its id."""
        self._articles.modify(metadata={CHANGE: uuid4().hex})

    def article(self, article_id: str) -> IndexedArticle | None:
        """One article, if it is there."""
        found = by_age(self._articles.get(ids=[article_id], include=["documents", "metadatas"]))
        return found[0] if found else None

    def others(self, article_id: str, source: str) -> list[str]:
        """The articles of a source but one; texts without a source have nothing to do with one another."""
        found = self._articles.get(where={"source": source}, include=[])["ids"] if source else []
        return [other for other in found if other != article_id]

    def put(
        self,
        entry: IndexedArticle,
        documents: Sequence[Document],
        vectors: Sequence[Sequence[float]],
        go_on: Callable[[], None],
    ) -> None:
        """An article: first the records of its passages and sentences, then its own; `go_on` before each write."""
        for at in range(0, len(documents), BATCH):
            go_on()
            batch = documents[at : at + BATCH]
            self._records.upsert(
                ids=[cast(str, document.id) for document in batch],
                documents=[document.page_content for document in batch],
                metadatas=[document.metadata for document in batch],
                embeddings=cast(Any, vectors[at : at + BATCH]),
            )
        go_on()
        self._articles.upsert(
            ids=[entry.article.id],
            documents=[entry.article.text],
            metadatas=[entry_metadata(entry)],
            embeddings=cast(Any, [[1.0]]),  # Chroma wants one; nobody looks for articles by theirs
        )

    def remove(self, article_id: str, go_on: Callable[[], None]) -> None:
        """An article: first its own record, then those of its passages and sentences; `go_on` before each write."""
        go_on()
        self._articles.delete(ids=[article_id])
        self._clear(article_id, go_on)

    def sweep(self, go_on: Callable[[], None]) -> None:
        """Ends removals, refreshes and additions of which a process or a call did only a part.

        Args:
            go_on: Called before each write. Nobody else may be writing: half of it would be swept away.
        """
        current = {row.article.id for row in self.articles()}
        for older in set(self._articles.get(include=[])["ids"]) - current:
            self.remove(older, go_on)
        held = {str(meta["article_id"]) for meta in self._records.get(include=["metadatas"])["metadatas"] or []}
        for orphan in held - current:
            self._clear(orphan, go_on)

    def _clear(self, article_id: str, go_on: Callable[[], None]) -> None:
        ids = self._records.get(where={"article_id": article_id}, include=[])["ids"]
        for at in range(0, len(ids), BATCH):
            go_on()
            self._records.delete(ids=ids[at : at + BATCH])


def by_age(found: GetResult) -> list[IndexedArticle]:
    """The articles in a result of Chroma's, the longest indexed first; of a source under refresh, the newer."""
    rows = zip(found["documents"] or [], found["metadatas"] or [], strict=True)
    entries = sorted((entry_of(text, dict(meta)) for text, meta in rows), key=_age)
    newest = {entry.article.source or entry.article.id: entry for entry in entries}
    return sorted(newest.values(), key=_age)


def _age(entry: IndexedArticle) -> tuple[str, str]:
    return entry.indexed_at, entry.article.id
