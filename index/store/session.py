"""Chroma session: connects to an index, repairs it, and reconnects after a failure."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress

from chromadb.api.client import Client

from index.embeddings.encoder import Encoder
from index.errors import DamagedIndexError, StoreError
from index.store.chroma_collections import ChromaCollections
from index.store.connection.embedded import StoreLocation, translating
from index.store.derived.lexical_table import LexicalTable
from index.store.integrity import ProgressCallback, collect_garbage, repair

log = logging.getLogger(__name__)


class Session:
    """Owns the current Chroma client; a failed call discards it, and the next call connects again.

    Attributes:
        changes: How often articles were written anew.
        mended: How many of them.
    """

    def __init__(
        self, place: StoreLocation, encoder: Encoder, rebuild: Callable[[], None] | None, told: ProgressCallback
    ) -> None:
        self.client: Client | None = None
        self.changes = self.mended = 0
        self._place, self._encoder = place, encoder
        self._rebuild, self._told = rebuild, told
        self._tables: ChromaCollections | None = None
        self._doubtful = False

    def tables(self) -> ChromaCollections:
        """The open index; connects where that is not done.

        Raises:
            StoreError: It cannot be opened.
        """
        return self._tables or self._connect()

    def repair(self, renew_lease: Callable[[], None]) -> None:
        """Verifies all records, and rewrites incomplete articles; see `index.store.integrity`."""
        mended = repair(self.tables(), self._encoder, renew_lease, self._told)
        self.mended += mended
        self.changes += bool(mended)

    def end(self) -> None:
        """Closes the client."""
        client, tables, self.client, self._tables = self.client, self._tables, None, None
        if tables:
            tables.lexical.close()
        if client:
            client.close()

    def fail(self, error: BaseException) -> None:
        """Closes a client after a failed call: after a full disk, for example, it may deadlock."""
        own = isinstance(error.__cause__, sqlite3.Error)
        self._doubtful |= isinstance(error, DamagedIndexError) and not own
        self.end()
        if own and self._place.lexical_file:  # which is made anew from the rest
            with suppress(OSError):
                self._place.lexical_file.unlink(missing_ok=True)

    def _connect(self) -> ChromaCollections:
        try:
            with translating(self._place):
                return self._connect_once()
        except DamagedIndexError as error:
            if self._rebuild is None:
                raise
            log.warning("The index is made anew from its articles, as it is damaged: %s", error.__cause__ or error)
            self.end()
            self._rebuild()
            self._doubtful = False
            tables = self._connect_once()
            self.mended += len(tables.articles())
            self.changes += 1
            return tables

    def _connect_once(self) -> ChromaCollections:
        tables = self._opened()
        if self._place.shared:
            return tables
        try:
            with translating(self._place):
                collect_garbage(tables, renew_lease)
                if self._doubtful or not tables.is_settled():
                    self.repair(renew_lease)
                    self._doubtful = False
                tables.settle()
        except DamagedIndexError:
            raise
        except StoreError as error:
            # What is left of articles that were never whole is not given out, and can stay until there is room.
            log.warning("The index can be read and not be tidied up: %s", error)
            self.end()
            tables = self._opened()
            tables.synchronize()
        return tables

    def _opened(self) -> ChromaCollections:
        self.client = self._place.connect()
        lexical = LexicalTable(self._place.lexical_file)
        try:
            self._tables = ChromaCollections(self.client, self._encoder, lexical, shared=self._place.shared)
        except BaseException:
            lexical.close()
            raise
        self._tables.check()
        return self._tables


def renew_lease() -> None:
    """Does nothing: an embedded index has a single writer, and so no lease to renew."""
