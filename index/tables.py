"""The two collections of an index: passages and sentences with their vectors, and the articles they belong to.

An article is in the index exactly when its record stands in the articles collection: its passages are written before
that record and deleted after it.
"""

from collections.abc import Sequence
from typing import Any, cast

from chromadb import GetResult
from chromadb.api.client import Client
from langchain_chroma import Chroma
from langchain_core.documents import Document

from index.article import IndexedArticle
from index.embed import Encoder
from index.records import entry_metadata, entry_of
from index.stamp import check_stamp, stamp_of

PASSAGES = "passages"
ARTICLES = "articles"
BATCH = 2000
"""Records in one write; Chroma refuses more than 5,461."""
CANDIDATES = 200
"""Breadth of the graph search; at one article's size this makes it exact."""


class Tables:
    """What one client sees of an index. Raises what Chroma raises; `index.store` translates it."""

    def __init__(self, client: Client, encoder: Encoder) -> None:
        """Opens the collections, or makes them, and ends what was broken off before.

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
        self._records = client.get_collection(PASSAGES, embedding_function=None)
        self._sweep()
        # Vectors lie in files of their own: where those are gone, let it be known now, not at the first question.
        self._records.get(limit=1, include=["embeddings"])

    def articles(self) -> list[IndexedArticle]:
        """All articles, the longest indexed first."""
        return by_age(self._articles.get(include=["documents", "metadatas"]))

    def article(self, article_id: str) -> IndexedArticle | None:
        """One article, if it is there."""
        found = by_age(self._articles.get(ids=[article_id], include=["documents", "metadatas"]))
        return found[0] if found else None

    def others(self, article_id: str, source: str) -> list[str]:
        """The articles of a source but one; texts without a source have nothing to do with one another."""
        found = self._articles.get(where={"source": source}, include=[])["ids"] if source else []
        return [other for other in found if other != article_id]

    def put(self, entry: IndexedArticle, documents: Sequence[Document], vectors: Sequence[Sequence[float]]) -> None:
        """An article: first the records of its passages and sentences, then its own."""
        for at in range(0, len(documents), BATCH):
            batch = documents[at : at + BATCH]
            self._records.upsert(
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

    def remove(self, article_id: str) -> None:
        """An article: first its own record, then those of its passages and sentences."""
        self._articles.delete(ids=[article_id])
        self.vectors.delete(where={"article_id": article_id})

    def _sweep(self) -> None:
        """Ends removals, refreshes and additions of which a process or a call did only a part."""
        newest: dict[tuple[str, str], str] = {}
        for entry in self.articles():
            article = entry.article
            whose = (article.source, "" if article.source else article.id)
            if whose in newest:
                self.remove(newest[whose])
            newest[whose] = article.id
        held = {meta["article_id"] for meta in self.vectors.get(include=["metadatas"])["metadatas"]}
        for orphan in held - set(newest.values()):
            self.vectors.delete(where={"article_id": orphan})


def by_age(found: GetResult) -> list[IndexedArticle]:
    """The articles in a result of Chroma's, the longest indexed first."""
    rows = zip(found["documents"] or [], found["metadatas"] or [], strict=True)
    return sorted((entry_of(text, dict(meta)) for text, meta in rows), key=lambda row: (row.indexed_at, row.article.id))
