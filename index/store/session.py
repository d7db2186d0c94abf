"""Connects to an index, and sees to it that what it then gives is whole."""

import logging
from collections.abc import Callable

from chromadb.api.client import Client

from index.embeddings.encoder import Encoder
from index.errors import DamagedIndexError, StoreError
from index.store.chroma_collections import Tables
from index.store.connection.embedded import Place, translating
from index.store.integrity import Told, mend

log = logging.getLogger(__name__)


class Session:
    """One client after another, each as long as nothing fails.

    Attributes:
        changes: How often articles were written anew.
        mended: How many of them.
    """

    def __init__(self, place: Place, encoder: Encoder, rebuild: Callable[[], None] | None, told: Told) -> None:
        self.client: Client | None = None
        self.changes = self.mended = 0
        self._place, self._encoder = place, encoder
        self._rebuild, self._told = rebuild, told
        self._tables: Tables | None = None
        self._doubtful = False

    def tables(self) -> Tables:
        """The open index; connects where that is not done.

        Raises:
            StoreError: It cannot be opened.
        """
        return self._tables or self._connect()

    def mend(self, go_on: Callable[[], None]) -> None:
        """Looks at everything, and writes anew what is not whole; see `index.store.integrity`."""
        mended = mend(self.tables(), self._encoder, go_on, self._told)
        self.mended += mended
        self.changes += bool(mended)

    def end(self) -> None:
        """Lets go of the client."""
        client, self.client, self._tables = self.client, None, None
        if client:
            client.close()

    def fail(self, error: BaseException) -> None:
        """Lets go of a client of which a call failed: as after a full disk, it may wait for itself for ever."""
        self._doubtful |= isinstance(error, DamagedIndexError)
        self.end()

    def _connect(self) -> Tables:
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

    def _connect_once(self) -> Tables:
        tables = self._opened()
        if self._place.shared:
            return tables
        try:
            with translating(self._place):
                tables.sweep(go_on)
                if self._doubtful or not tables.is_settled():
                    self.mend(go_on)
                    self._doubtful = False
        except DamagedIndexError:
            raise
        except StoreError as error:
            # What is left of articles that were never whole is not given out, and can stay until there is room.
            log.warning("The index can be read and not be tidied up: %s", error)
            self.end()
            return self._opened()
        return tables

    def _opened(self) -> Tables:
        self.client = self._place.connect()
        self._tables = Tables(self.client, self._encoder, shared=self._place.shared)
        self._tables.check()
        return self._tables


def go_on() -> None:
    """Before each write where nobody else could write: nothing."""
