"""The index as the rest of the project sees it: whole articles only, one call at a time, whatever happened before.

A call that fails takes the client with it. What it, or a process that was killed, left half done is ended when the next
call opens the index (see `index.tables`); in a server that others share, when the next one writes (see `index.lease`).
"""

import logging
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from chromadb.api.client import Client
from langchain_chroma import Chroma
from langchain_core.documents import Document

from index.article import IndexedArticle, Passage
from index.chroma import Embedded, Place, translating
from index.embed import Encoder
from index.errors import DamagedIndexError, StoreError, UnknownArticleError
from index.lease import Lease
from index.records import records_of
from index.tables import Contents, Tables

log = logging.getLogger(__name__)


class Store:
    """The index: what `index.build` writes and `rag.retrieve` reads. Calls may come from any thread."""

    def __init__(self, place: Place, encoder: Encoder, mend: Callable[[], None] | None = None) -> None:
        """Opens the index, or makes it.

        Args:
            place: Where it is.
            encoder: Its embedding model.
            mend: Called where the index turns out to be damaged, before it is opened a second time.

        Raises:
            StampMismatchError: It was made with another embedding model or splitter.
            StoreError: It cannot be read or written.
        """
        self.encoder = encoder
        self._changes = 0
        self._place = place
        self._lease = Lease() if place.shared else None
        self._mend = mend
        self._lock = threading.RLock()  # one client, one call at a time
        self._client: Client | None = None
        self._tables: Tables | None = None
        self._closed = False
        with self._turn():
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

    @property
    def version(self) -> Hashable:
        """Another after every change, so that what is derived from the index knows when to be made again."""
        if self._lease is None:
            return self._changes  # asked without a turn, it waits for nobody's change
        with self._turn() as tables:
            return tables.state()

    def check(self) -> None:
        """Whether the index can be reached, as far as can be told in a moment and without a turn.

        Raises:
            StoreError: It cannot.
        """
        self._place.check()

    @property
    def vectors(self) -> Chroma:
        """The passages and sentences as a LangChain vector store, for as long as no call fails."""
        with self._turn() as tables:
            return tables.vectors

    def articles(self) -> list[IndexedArticle]:
        """All articles, the longest indexed first."""
        with self._turn() as tables:
            return tables.articles()

    def article(self, article_id: str) -> IndexedArticle:
        """One article.

        Raises:
            UnknownArticleError: There is none of that id.
        """
        with self._turn() as tables:
            entry = tables.article(article_id)
        if entry is None:
            raise _unknown(article_id)
        return entry

    def contents(self) -> Contents:
        """All articles and their passages."""
        with self._turn() as tables:
            return tables.contents(self._changes if self._lease is None else tables.state())

    def passages(self) -> list[Passage]:
        """All passages of all articles, by article and place."""
        return self.contents().passages

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
        with self._turn() as tables:
            found = tables.vectors.similarity_search_by_vector_with_relevance_scores(
                list(vector), k=count, filter=where
            )
        return [(document, 1.0 - distance) for document, distance in found]

    def write(self, entry: IndexedArticle, parts: Sequence[Passage]) -> IndexedArticle:
        """Adds an article in place of others from its source; returns it as it is then there.

        Where somebody else has added the same one meanwhile, that one stays.
        """
        documents = [document for part in parts for document in records_of(part)]
        # Embedding takes long and needs no lock: others go on reading meanwhile.
        vectors = self.encoder.embeddings.embed_documents([document.page_content for document in documents])
        with self._changing() as (tables, go_on):
            there = tables.article(entry.article.id)
            if there is None:
                tables.put(entry, documents, vectors, go_on)
            for older in tables.others(entry.article.id, entry.article.source):
                tables.remove(older, go_on)
        return there or entry

    def keep_only(self, article_id: str, source: str) -> bool:
        """Removes the other articles of a source that now has this one's text; returns whether there were any.

        Raises:
            UnknownArticleError: There is no article of that id.
        """
        with self._lock:
            self.article(article_id)
            with self._turn() as tables:
                others = tables.others(article_id, source)
            for other in others:
                with suppress(UnknownArticleError):  # another process was faster
                    self.delete(other)
        return bool(others)

    def delete(self, article_id: str) -> None:
        """Removes an article.

        Raises:
            UnknownArticleError: There is none of that id.
        """
        with self._lock:
            self.article(article_id)
            with self._changing() as (tables, go_on):
                there = tables.article(article_id) is not None
                if there:
                    tables.remove(article_id, go_on)
        if not there:
            raise _unknown(article_id)

    @contextmanager
    def _turn(self) -> Iterator[Tables]:
        """Nobody else's turn, with whole articles only."""
        with self._lock, translating(self._place):
            if self._closed:
                raise StoreError("The index has been closed: open it again.")
            try:
                yield self._tables or self._connect()
            except BaseException:
                # After a write that failed, as on a full disk, Chroma's client may wait for itself for ever.
                self._disconnect()
                raise

    @contextmanager
    def _changing(self) -> Iterator[tuple[Tables, Callable[[], None]]]:
        """A turn to write, for which other processes wait; with what is to be called before each write."""
        with self._turn() as tables:
            try:
                if self._lease is None or self._client is None:
                    yield tables, _go_on
                    return
                with self._lease.held(self._client) as turn:
                    if turn.broken_off:
                        tables.sweep(turn.go_on)
                    yield tables, turn.go_on
                    tables.mark()
            finally:
                self._changes += 1

    def _connect(self) -> Tables:
        try:
            with translating(self._place):
                return self._connect_once()
        except DamagedIndexError as error:
            if self._mend is None:
                raise
            log.warning("The index is made anew from its articles, as it is damaged: %s", error.__cause__)
            self._disconnect()
            self._mend()
            self._changes += 1
            return self._connect_once()

    def _connect_once(self) -> Tables:
        self._client = self._place.connect()
        tables = Tables(self._client, self.encoder)
        if self._lease is None:
            tables.sweep(_go_on)
        tables.check()
        self._tables = tables
        return self._tables

    def _disconnect(self) -> None:
        client, self._client, self._tables = self._client, None, None
        if client:
            client.close()


def _go_on() -> None:
    """Before each write where nobody else could write: nothing."""


def _unknown(article_id: str) -> UnknownArticleError:
    return UnknownArticleError(f"There is no article {article_id!r}: the list of articles has the ids there are.")
