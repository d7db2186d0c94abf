"""Opens the stamped Chroma collections: passages and sentences with their vectors, and the articles they belong to.

An article is in the index exactly when its record stands in the articles collection: its passages are written before
that record and deleted after it. A call that fails takes the client with it, and what it or a killed process left
besides is swept away when the next one opens the index.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

import chromadb
from chromadb.api.client import Client
from langchain_chroma import Chroma
from langchain_core.documents import Document

from index.article import IndexedArticle, Passage
from index.chroma import Embedded, translating
from index.embed import Encoder
from index.errors import StoreError, UnknownArticleError
from index.records import entry_metadata, entry_of, passage_of, records_of
from index.stamp import check_stamp, stamp_of

PASSAGES = "passages"
ARTICLES = "articles"
BATCH = 2000
"""Records in one write; Chroma refuses more than 5,461."""
CANDIDATES = 200
"""Breadth of the graph search; at one article's size this makes it exact."""


class Store:
    """The index: what `index.build` writes and `rag.retrieve` reads. Calls may come from any thread."""

    def __init__(self, place: Embedded, encoder: Encoder) -> None:
        """Opens the index, or makes it.

        Raises:
            StampMismatchError: It was made with another embedding model or splitter.
            StoreError: It cannot be read or written.
        """
        self.encoder = encoder
        self.version = 0
        """Grows with every change, so that what is derived from the index knows when to be made again."""
        self._place = place
        self._lock = threading.RLock()  # one client, one call at a time
        self._client: Client | None = None
        self._closed = False
        with self._whole():
            pass

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> "Store":
        """The embedded index in a folder that this process owns (see `index.lock`)."""
        return cls(Embedded(folder), encoder)

    def close(self) -> None:
        """Lets go of the index's files, for good."""
        with self._lock:
            self._closed = True
            self._disconnect()

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client:
            client.close()

    def _open(self) -> None:
        self._client = client = self._place.connect()
        self._articles = client.get_or_create_collection(ARTICLES, embedding_function=None)
        stamp = stamp_of(self.encoder)
        existing = {collection.name: collection for collection in client.list_collections()}
        if PASSAGES in existing:
            check_stamp(existing[PASSAGES].metadata or {}, stamp)
        self.vectors = Chroma(
            collection_name=PASSAGES,
            client=client,
            embedding_function=self.encoder.embeddings,
            collection_metadata=stamp,
            collection_configuration={"hnsw": {"space": "cosine", "ef_search": CANDIDATES}},
        )
        self._sweep()
        if self._articles.count():
            # Vectors lie in files of their own: where those are gone, let it be known now, not at the first question.
            self.vectors.similarity_search_by_vector([1.0] * self.encoder.dimension, k=1)

    def articles(self) -> list[IndexedArticle]:
        """All articles, the longest indexed first."""
        with self._whole():
            return _by_age(self._articles.get(include=["documents", "metadatas"]))

    def article(self, article_id: str) -> IndexedArticle:
        """One article.

        Raises:
            UnknownArticleError: There is none of that id.
        """
        with self._whole():
            found = self._articles.get(ids=[article_id], include=["documents", "metadatas"])
        if not found["ids"]:
            raise UnknownArticleError(
                f"There is no article {article_id!r}: 'article-chat articles' lists those there are."
            )
        return entry_of((found["documents"] or [])[0], dict((found["metadatas"] or [])[0]))

    def passages(self) -> list[Passage]:
        """All passages of all articles, by article and place."""
        with self._whole():
            found = self.vectors.get(where={"record": "passage"}, include=["documents", "metadatas"])
        rows = [passage_of(text, meta) for text, meta in zip(found["documents"], found["metadatas"], strict=True)]
        return sorted(rows, key=lambda passage: (passage.article_id, passage.start))

    def nearest(
        self, vector: Sequence[float], record: str, count: int, article_id: str | None = None
    ) -> list[tuple[Document, float]]:
        """The records nearest to a vector, with their cosine similarity, nearest first.

        Args:
            vector: As the encoder gives it.
            record: "passage" or "sentence".
            count: How many at most.
            article_id: Of one article only.
        """
        where: dict[str, Any] = {"record": record}
        if article_id is not None:
            where = {"$and": [where, {"article_id": article_id}]}
        with self._whole():
            found = self.vectors.similarity_search_by_vector_with_relevance_scores(list(vector), k=count, filter=where)
        return [(document, 1.0 - distance) for document, distance in found]

    def write(self, entry: IndexedArticle, parts: Sequence[Passage]) -> None:
        """Adds an article in place of others from its source: first what hangs on it, then its own record."""
        documents = [document for part in parts for document in records_of(part)]
        # Embedding takes long and needs no lock: others go on reading meanwhile.
        vectors = self.encoder.embeddings.embed_documents([document.page_content for document in documents])
        with self._changing() as client:
            collection = client.get_collection(PASSAGES, embedding_function=None)
            for at in range(0, len(documents), BATCH):
                batch = documents[at : at + BATCH]
                collection.upsert(
                    ids=[cast(str, document.id) for document in batch],
                    documents=[document.page_content for document in batch],
                    metadatas=[document.metadata for document in batch],
                    embeddings=cast(Any, vectors[at : at + BATCH]),
                )
            self._articles.upsert(
                ids=[entry.article.id],
                documents=[entry.article.text],
                metadatas=[entry_metadata(entry)],
                embeddings=cast(Any, [[1.0]]),  # Chroma wants one; nobody looks for articles by theirs
            )
            for article_id in self._others(entry.article.id, entry.article.source):
                self._remove(article_id)

    def keep_only(self, article_id: str, source: str) -> bool:
        """Removes what stands in the index from a source that now has an article's text; returns whether there was any.

        Raises:
            UnknownArticleError: There is no article of that id.
        """
        with self._lock:
            self.article(article_id)
            others = self._others(article_id, source)
            if others:
                with self._changing():
                    for other in others:
                        self._remove(other)
        return bool(others)

    def delete(self, article_id: str) -> None:
        """Removes an article.

        Raises:
            UnknownArticleError: There is none of that id.
        """
        with self._lock:
            self.article(article_id)
            with self._changing():
                self._remove(article_id)

    def _others(self, article_id: str, source: str) -> list[str]:
        """The articles of a source but one; texts without a source have nothing to do with one another."""
        with self._whole():
            found = self._articles.get(where={"source": source}, include=[])["ids"] if source else []
        return [other for other in found if other != article_id]

    def _remove(self, article_id: str) -> None:
        """An article's own record first, then what hung on it."""
        self._articles.delete(ids=[article_id])
        self.vectors.delete(where={"article_id": article_id})

    @contextmanager
    def _whole(self) -> Iterator[Client]:
        """Nobody else's turn, with whole articles only."""
        with self._lock, translating(self._place):
            if self._closed:
                raise StoreError("The index has been closed: open it again.")
            try:
                if self._client is None:
                    self._open()
                yield cast(Client, self._client)
            except BaseException:
                # After a write that failed, as on a full disk, Chroma's client may wait for itself for ever.
                self._disconnect()
                raise

    @contextmanager
    def _changing(self) -> Iterator[Client]:
        with self._whole() as client:
            try:
                yield client
            finally:
                self.version += 1

    def _sweep(self) -> None:
        """Ends what was broken off: removals, and the additions that did not come as far as the article's record."""
        newest: dict[tuple[str, str], str] = {}
        for entry in _by_age(self._articles.get(include=["documents", "metadatas"])):
            article = entry.article
            whose = (article.source, "" if article.source else article.id)
            if whose in newest:
                self._remove(newest[whose])
            newest[whose] = article.id
        known = set(newest.values())
        held = {meta["article_id"] for meta in self.vectors.get(include=["metadatas"])["metadatas"]}
        for orphan in held - known:
            self.vectors.delete(where={"article_id": orphan})


def stored_articles(folder: Path) -> list[IndexedArticle]:
    """The articles of an embedded index, whatever model it was made with; needs none, so it takes no time to load."""
    place = Embedded(folder)
    if not place.exists():
        return []
    with translating(place), closing(place.connect()) as client:
        collection = client.get_or_create_collection(ARTICLES, embedding_function=None)
        return _by_age(collection.get(include=["documents", "metadatas"]))


def _by_age(found: chromadb.GetResult) -> list[IndexedArticle]:
    rows = zip(found["documents"] or [], found["metadatas"] or [], strict=True)
    return sorted((entry_of(text, dict(meta)) for text, meta in rows), key=lambda row: (row.indexed_at, row.article.id))
