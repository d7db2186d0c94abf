"""Facade over Chroma: atomic per article, serialised, self-repairing after a crash.

Incomplete writes are finished or rolled back by the next call that opens the index, or by a shared server's
next writer.
"""

import threading
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from langchain_chroma import Chroma
from langchain_core.documents import Document

from index.embeddings.encoder import Encoder
from index.errors import DamagedIndexError, StoreError, UnknownArticleError
from index.models import IndexedArticle, Passage, is_id
from index.store.chroma_collections import ChromaCollections
from index.store.connection.embedded import EmbeddedChroma, StoreLocation, translating
from index.store.connection.write_lock import WriteLock
from index.store.derived.lexical_database import UNSETTLED
from index.store.integrity import Checkup, ProgressCallback, collect_garbage, ignore_progress
from index.store.records import marked, records_of, refreshed, tagged
from index.store.search.reader import StoreReader
from index.store.search.vector_search import Search
from index.store.session import Session, renew_lease

Change = Callable[[ChromaCollections, IndexedArticle, Callable[[], None]], None]


class Store(StoreReader):
    """The index: what `index.ingest` writes and `rag.retrieval.hybrid` reads. Calls may come from any thread."""

    def __init__(
        self,
        place: StoreLocation,
        encoder: Encoder,
        rebuild: Callable[[], None] | None = None,
        told: ProgressCallback = ignore_progress,
    ) -> None:
        """Opens the index, or makes it.

        Args:
            place: Where it is.
            encoder: Its embedding model.
            rebuild: Called where the index turns out to be damaged, before it is opened a second time.
            told: Hears how far it is where articles of which something is missing are written anew.

        Raises:
            StampMismatchError: It was made with another embedding model or splitter.
            StoreError: It cannot be read or written.
        """
        self.encoder = encoder
        self._changes = 0
        self._place = place
        self._write_lock = WriteLock() if place.shared else None
        self._lock = threading.RLock()  # one client, one call at a time
        self._session = Session(place, encoder, rebuild, told)
        self._search = Search()
        self._closed = False
        with self._locked():
            pass

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> "Store":
        """The embedded index in a folder that this process owns (see `index.store.connection.process_lock`)."""
        return cls(EmbeddedChroma(folder), encoder)

    def close(self) -> None:
        """Lets go of the index's files, for good."""
        with self._lock:
            self._closed = True
            self._session.end()

    @property
    def version(self) -> Hashable:
        """A value that differs after every change, for invalidating caches of data derived from the index."""
        if self._write_lock is None:
            return self._changes + self._session.changes  # read without the lock, so it never waits for a writer
        with self._locked() as tables:
            return tables.version()

    def check(self) -> None:
        """Checks that the index is reachable, fast and without the lock.

        Raises:
            StoreError: It cannot.
        """
        self._place.check()

    @property
    def vectors(self) -> Chroma:
        """The passages and sentences as a LangChain vector store, for as long as no call fails."""
        with self._locked() as tables:
            return tables.vectors

    def article(self, article_id: str) -> IndexedArticle:
        """One article.

        Raises:
            UnknownArticleError: There is none of that id.
        """
        if not is_id(article_id):  # what is no text, or none that can be written down, never gets to Chroma
            raise UnknownArticleError.of(article_id)
        with self._locked() as tables:
            entry = tables.article(article_id)
            newer = tables.successor(article_id) if entry is None else None
        if newer:
            raise UnknownArticleError.replaced(article_id, newer.article.title, newer.article.id)
        if entry is None:
            raise UnknownArticleError.of(article_id)
        return entry

    def nearest(
        self,
        vector: Sequence[float],
        record: str,
        count: int,
        article_id: str | None = None,
        *,
        article_ids: Collection[str] | None = None,
    ) -> list[tuple[Document, float]]:
        """The records nearest to a vector, with their cosine similarity, nearest first.

        Args:
            vector: As the encoder gives it.
            record: "passage" or "sentence".
            count: How many at most.
            article_id: Of one article only.
            article_ids: Of these articles only.

        Raises:
            ValueError: The vector is not one of the encoder's.
        """
        wanted = np.asarray(vector, dtype=np.float32)
        if wanted.shape != (self.encoder.dimension,) or not np.isfinite(wanted).all():
            raise ValueError(f"a vector of {self.encoder.dimension} numbers is needed, not one of shape {wanted.shape}")
        among = article_ids if article_id is None else [article_id]
        ids = None if among is None else frozenset(filter(is_id, among))
        try:
            with self._locked() as tables:
                return self._search.nearest(tables, wanted, record, count, ids)
        except DamagedIndexError:
            with self._locked() as tables:  # opened again, and mended
                return self._search.nearest(tables, wanted, record, count, ids)

    def repair(self) -> Checkup:
        """Verifies all records, and rewrites articles of which some are missing; `StoreError` where it cannot."""
        with self._writing() as (tables, renew_lease):
            if self._write_lock is not None:
                collect_garbage(tables, renew_lease)
            self._session.repair(renew_lease)
            entries = tables.articles()
        return Checkup(len(entries), sum(entry.records for entry in entries), self._session.mended)

    def write(self, entry: IndexedArticle, parts: Sequence[Passage]) -> tuple[IndexedArticle, bool]:
        """Adds an article in place of others from its source; returns what is stored then, and whether it is new."""
        documents = [document for part in parts for document in records_of(part)]
        # Embedding takes long and needs no lock: others go on reading meanwhile.
        vectors = self.encoder.embeddings.embed_documents([document.page_content for document in documents])
        with self._writing() as (tables, renew_lease):
            there = tables.article(entry.article.id)
            others = tables.others(entry.article.id, entry.article.source)
            if there is None:
                self._search.forget(entry.article.id)
                entry = refreshed(entry, filter(None, map(tables.article, others)))
                tables.put(entry, documents, vectors, renew_lease)
            for older in others:
                self._search.forget(older)
                tables.remove(older, renew_lease)
        return there or entry, there is None

    def supersede(self, article_id: str, source: str) -> bool:
        """Removes the other articles of a source that now has this one's text; returns whether there were any.

        Raises:
            UnknownArticleError: There is no article of that id.
        """
        with self._lock:
            self.article(article_id)
            with self._locked() as tables:
                others = tables.others(article_id, source)
            for other in others:
                with suppress(UnknownArticleError):  # another process was faster
                    self.delete(other)
        return bool(others)

    def retag(self, article_id: str, tags: tuple[str, ...]) -> IndexedArticle:
        """Gives an article other tags; raises as `delete`."""
        self._change(article_id, lambda tables, there, renew: tables.note(tagged(there, tags), renew))
        return self.article(article_id)

    def mark(self, article_id: str, *, changed: bool) -> IndexedArticle:
        """Notes whether an article's source is another one since it was read; raises as `delete`."""
        self._change(article_id, lambda tables, there, renew: tables.note(marked(there, changed=changed), renew))
        return self.article(article_id)

    def delete(self, article_id: str) -> None:
        """Removes an article; `UnknownArticleError` where there is none of that id."""
        self._change(article_id, lambda tables, there, renew: tables.remove(there.article.id, renew))

    def _change(self, article_id: str, change: Change) -> None:
        self.article(article_id)
        with self._writing() as (tables, renew_lease):
            there = tables.article(article_id)
            if there is not None:
                self._search.forget(article_id)
                change(tables, there, renew_lease)
        if there is None:  # another process was faster
            raise UnknownArticleError.of(article_id)

    @contextmanager
    def _locked(self) -> Iterator[ChromaCollections]:
        """Holds the lock of this process on a repaired index."""
        with self._lock:
            try:
                with translating(self._place):
                    if self._closed:
                        raise StoreError("The index has been closed: open it again.")
                    yield self._session.tables()
            except BaseException as error:
                self._session.fail(error)
                raise

    @contextmanager
    def _writing(self) -> Iterator[tuple[ChromaCollections, Callable[[], None]]]:
        """Holds the write lock among all processes; also yields the callback to be called before each write."""
        with self._locked() as tables:
            try:
                if self._write_lock is None or self._session.client is None:
                    tables.lexical.settle(UNSETTLED)
                    yield tables, renew_lease
                    tables.settle()
                    return
                with self._write_lock.acquire(self._session.client) as lock:
                    tables.bump_version(before=True)
                    if lock.taken_over:
                        collect_garbage(tables, lock.renew_lease)
                    yield tables, lock.renew_lease
                    tables.bump_version()
            finally:
                self._changes += 1
