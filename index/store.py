"""Opens the stamped Chroma collections: passages and sentences with their vectors, and the articles they belong to.

An article is in the index exactly when its record stands in the articles collection: its passages are written before
that record and deleted after it. What an interrupted call or process left besides is swept away before the next look.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import chromadb
from chromadb.api.client import Client
from chromadb.config import Settings
from chromadb.errors import ChromaError
from langchain_chroma import Chroma
from langchain_core.documents import Document

from index.article import IndexedArticle, Passage
from index.chunk import SPLITTER
from index.embed import Encoder
from index.errors import StampMismatchError, StoreError, UnknownArticleError
from index.records import entry_metadata, entry_of, passage_of, records_of

FOLDER = "chroma"
"""Of the embedded index, in the data folder."""
PASSAGES = "passages"
ARTICLES = "articles"
BATCH = 2000
"""Records in one write; Chroma refuses more than 5,461."""
CANDIDATES = 200
"""Breadth of the graph search; at one article's size this makes it exact."""


class Store:
    """The index: what `index.build` writes and `rag.retrieve` reads. Calls may come from any thread."""

    def __init__(self, client: Client, encoder: Encoder) -> None:
        """Opens or creates the collections in `client`.

        Raises:
            StampMismatchError: They were made with another embedding model or splitter.
            StoreError: Chroma cannot read or write them.
        """
        self.encoder = encoder
        self.version = 0
        """Grows with every change, so that what is derived from the index knows when to be made again."""
        self._client = client
        self._lock = threading.RLock()  # one client, one call at a time
        self._torn = True
        with _translating():
            self._articles = client.get_or_create_collection(ARTICLES, embedding_function=None)
            existing = {collection.name: collection for collection in client.list_collections()}
            if PASSAGES in existing:
                self._check_stamp(dict(existing[PASSAGES].metadata or {}))
            self.vectors = Chroma(
                collection_name=PASSAGES,
                client=client,
                embedding_function=encoder.embeddings,
                collection_metadata=self._stamp(),
                collection_configuration={"hnsw": {"space": "cosine", "ef_search": CANDIDATES}},
            )
        with self._whole():
            pass

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> "Store":
        """The embedded index in a folder that this process owns (see `index.lock`)."""
        client = _client(folder)
        try:
            return cls(client, encoder)
        except BaseException:
            client.close()
            raise

    def close(self) -> None:
        """Lets go of the index's files."""
        self._client.close()

    def _stamp(self) -> dict[str, Any]:
        encoder = self.encoder
        return {
            "embedding_model": encoder.name,
            "weights": encoder.fingerprint,
            "dimension": encoder.dimension,
            "splitter": SPLITTER,
        }

    def _check_stamp(self, found: dict[str, Any]) -> None:
        wanted = self._stamp()
        if any(found.get(key) != value for key, value in wanted.items()):
            was, now = (
                f"{stamp.get('embedding_model')} (weights {stamp.get('weights')}, splitter {stamp.get('splitter')})"
                for stamp in (found, wanted)
            )
            raise StampMismatchError(
                f"The index was made with {was}, and now {now} is set: set the old model again, or rebuild with"
                " 'article-chat index --rebuild'."
            )

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
        """Adds an article: its passages and sentences first, its own record last."""
        documents = [document for part in parts for document in records_of(part)]
        # Embedding takes long and needs no lock: others go on reading meanwhile.
        vectors = self.encoder.embeddings.embed_documents([document.page_content for document in documents])
        with self._changing():
            collection = self._client.get_collection(PASSAGES, embedding_function=None)
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

    def delete(self, article_id: str) -> None:
        """Removes an article: its own record first, then what hung on it.

        Raises:
            UnknownArticleError: There is none of that id.
        """
        with self._changing():
            self.article(article_id)
            self._articles.delete(ids=[article_id])
            self.vectors.delete(where={"article_id": article_id})

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Nobody else's turn, with whole articles only."""
        with self._lock, _translating():
            if self._torn:
                self._sweep()
                self._torn = False
            yield

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """A turn that, should it not come to its end, leaves something to sweep."""
        with self._whole():
            try:
                yield
            except BaseException:
                self._torn = True
                raise
            finally:
                self.version += 1

    def _sweep(self) -> None:
        known = set(self._articles.get(include=[])["ids"])
        held = {meta["article_id"] for meta in self.vectors.get(include=["metadatas"])["metadatas"]}
        for orphan in held - known:
            self.vectors.delete(where={"article_id": orphan})


def stored_articles(folder: Path) -> list[IndexedArticle]:
    """The articles of an embedded index, whatever model it was made with; needs none, so it takes no time to load."""
    if not (folder / FOLDER).exists():
        return []
    client = _client(folder)
    try:
        with _translating():
            collection = client.get_or_create_collection(ARTICLES, embedding_function=None)
            return _by_age(collection.get(include=["documents", "metadatas"]))
    finally:
        client.close()


def _client(folder: Path) -> Client:
    path = str(folder / FOLDER)
    with _translating():
        return cast(
            Client,
            chromadb.Client(Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=path)),
        )


def _by_age(found: chromadb.GetResult) -> list[IndexedArticle]:
    rows = zip(found["documents"] or [], found["metadatas"] or [], strict=True)
    return sorted((entry_of(text, dict(meta)) for text, meta in rows), key=lambda row: (row.indexed_at, row.article.id))


@contextmanager
def _translating() -> Iterator[None]:
    """The one door through which Chroma's exceptions become ours."""
    try:
        yield
    except (ChromaError, OSError, ValueError) as error:
        raise StoreError(
            f"The index cannot be read or written ({type(error).__name__}): check the data folder's space and"
            " permissions."
        ) from error
