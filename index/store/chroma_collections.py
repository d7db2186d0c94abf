"""The two collections of an index: passages and sentences with their vectors, and the articles they belong to.

An article is in the index exactly when its record stands in the articles collection: its passages are written before
that record and deleted after it.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, cast
from uuid import uuid4

from chromadb.api.client import Client
from langchain_chroma import Chroma
from langchain_core.documents import Document

from index.embeddings.encoder import Encoder
from index.models import IndexedArticle
from index.store.collection_reader import PAGE, TEXTS, CollectionReader
from index.store.derived.lexical_table import LexicalTable
from index.store.records import entry_metadata, passage_of
from index.store.schema import check_stamp, stamp_of

PASSAGES = "passages"
ARTICLES = "articles"
BATCH = 500
"""Records in one write; Chroma refuses more than 5,461, and a server more than 40 MB."""
CHANGE = "change"
"""Metadata key of the articles' collection: a random version, new after each change by any of several processes."""
CANDIDATES = 200
"""Breadth of the graph search."""


OPEN = "open "
"""What a version begins with while a process is writing, and after one that died."""


class ChromaCollections(CollectionReader):
    """What one client sees of an index. Raises what Chroma raises; `index.store.store` translates it."""

    def __init__(self, client: Client, encoder: Encoder, lexical: LexicalTable, *, shared: bool = False) -> None:
        """Opens the collections, or makes them.

        Args:
            client: Theirs.
            encoder: The embedding model.
            lexical: The inverted index of their passages.
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
        self.lexical = lexical
        self._in_step = False
        super().__init__(self._articles, self._records, shared=shared)

    def check(self) -> None:
        """Reads a vector: their files may be gone, which should be known before the first question."""
        self._records.get(limit=1, include=["embeddings"])

    def version(self) -> str:
        """A value that differs after every change, including those by writers that died before bumping the version."""
        articles = self._client.get_collection(ARTICLES, embedding_function=None)
        change = str((articles.metadata or {}).get(CHANGE, OPEN))
        if change.startswith(OPEN):  # it differs after each write, which only the ids tell
            change += hashlib.sha256(" ".join(sorted(self.ids())).encode()).hexdigest()
        return f"{articles.id} {change}"

    def bump_version(self, *, before: bool = False) -> None:
        """Bumps the version: an article re-added under another title changes no id.

        Args:
            before: Whether it is to be written, so that until the next bump each version is told by the ids.
        """
        self._articles.modify(metadata={CHANGE: f"{OPEN if before else ''}{uuid4().hex}"})

    def synchronize(self) -> LexicalTable:
        """The inverted index, of what there is now; where another process writes, of what is whole."""
        if self._in_step and not self.shared:  # each write changes both
            return self.lexical
        state = self._state()
        if self.lexical.state == state:
            self._in_step = True
            return self.lexical
        missing, whole = self.lexical.keep_only(self.ids()), True
        for at in range(0, len(missing), TEXTS):
            entries = self._read(missing[at : at + TEXTS])
            parts = self.passages(entries)
            whole &= len(parts) == len(missing[at : at + TEXTS])
            self.lexical.put([(each, parts[each.article.id]) for each in entries if each.article.id in parts])
        if whole:
            self.lexical.settle(state)
            self._in_step = True
        return self.lexical

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
        parts = (each for each in documents if each.metadata["record"] == "passage")
        self.lexical.put([(entry, [passage_of(each.page_content, each.metadata) for each in parts])])

    def note(self, entry: IndexedArticle, renew_lease: Callable[[], None]) -> None:
        """An article's own record alone."""
        renew_lease()
        self._articles.upsert(
            ids=[entry.article.id],
            documents=[entry.article.text],
            metadatas=[entry_metadata(entry)],
            embeddings=cast(Any, [[1.0]]),  # Chroma requires one; articles are never searched by vector
        )
        self.lexical.note(entry)
        self._kept.forget(entry.article.id)

    def remove(self, article_id: str, renew_lease: Callable[[], None]) -> None:
        """An article: first its own record, then those of its passages and sentences; `go_on` before each write."""
        renew_lease()
        self._articles.delete(ids=[article_id])
        self.lexical.remove(article_id)
        self.clear(article_id, renew_lease)

    def clear(self, article_id: str, renew_lease: Callable[[], None]) -> None:
        """The records of an article's passages and sentences."""
        self._kept.forget(article_id)
        where = {"article_id": article_id}
        while ids := self._records.get(where=cast(Any, where), include=[], limit=PAGE)["ids"]:
            for at in range(0, len(ids), BATCH):
                renew_lease()
                self._records.delete(ids=ids[at : at + BATCH])

    def is_settled(self) -> bool:
        """Whether the numbers of articles and records equal those that the articles state; a fast check."""
        size = self.lexical.size()
        counted = size.articles == self._articles.count() and size.records == self._records.count()
        return counted and not self.lexical.uncounted()

    def is_current(self) -> bool:
        """Whether the inverted index is as of now."""
        return self.lexical.state == self._state()

    def settle(self) -> None:
        """Notes that the inverted index is as the collections are, of which this process is the only writer."""
        if not self.shared:
            self.lexical.settle(self._state())

    def _state(self) -> str:
        return self.version() if self.shared else f"{self._articles.id} {self._articles.count()}"
