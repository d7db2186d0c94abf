"""Write lock with a lease, among the processes that share a Chroma server, which has no transactions.

The lock is a collection: of several processes that create one of the same name, Chroma lets one succeed. It is
released after the last write. If its holder was killed or lost the server, the lease expires, writes may be incomplete,
and the next holder is told that it took over. Times are the server's, so clocks need not agree.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.errors import NotFoundError

from index.errors import ArticleChatError, StoreError
from index.store.connection.server import TIMEOUT

NAME, ENDED = "lease", "lease-ended-"
RENEWED = 2.0
"""A holder renews its lease before the next write if this many seconds have passed since the last renewal."""
WRITES = 5.0
"""A holder that has not renewed for this many seconds stops writing."""
LASTS = WRITES + TIMEOUT
"""Lease expiry in seconds: write window and request timeout, so no write of the old holder is still in flight."""
RETRY = 0.1
"""Seconds between two attempts to acquire the lock."""
PATIENCE = 120.0
"""Seconds to wait for the lock while other processes hold it in turn."""


class Lease:
    """Acquires the lock among processes; within a process, the store serialises its calls itself."""

    @contextmanager
    def held(self, client: Client) -> Iterator["Turn"]:
        """Waits for the lock and holds it.

        A failure keeps the lease, as writes may be incomplete; errors of our own are raised before the first write.

        Raises:
            StoreError: Other processes held it for two minutes.
        """
        turn = self._taken(client)
        try:
            yield turn
        except ArticleChatError:
            turn.end()
            raise
        turn.end()

    def _taken(self, client: Client) -> "Turn":
        mine, broken_off = uuid4().hex, False
        deadline = time.monotonic() + PATIENCE
        while True:
            started, now = time.monotonic(), client.heartbeat()
            terms = {"turn": mine, "until": now + int(LASTS * 1e9)}
            found = client.get_or_create_collection(NAME, embedding_function=None, metadata=terms)
            theirs = found.metadata or {}
            if theirs.get("turn") == mine:
                return Turn(client, found, started, broken_off=broken_off)
            if theirs.get("until", 0) < now:
                _end(client, found)
                broken_off = True
            elif time.monotonic() > deadline:
                raise StoreError("Other processes have been writing to the index for two minutes: try again later.")
            else:
                time.sleep(RETRY)


class Turn:
    """The write lock while it is held.

    Attributes:
        broken_off: Whether the previous holder never released it.
    """

    def __init__(self, client: Client, collection: Collection, started: float, *, broken_off: bool) -> None:
        self.broken_off = broken_off
        self._client, self._collection, self._said = client, collection, started

    def go_on(self) -> None:
        """Renews the lease if due; to be called before each write.

        Raises:
            NotFoundError: Another process holds the lock by now.
            TimeoutError: The lease may have expired.
        """
        started = time.monotonic()
        if started - self._said > RENEWED:
            until = self._client.heartbeat() + int(LASTS * 1e9)
            self._collection.modify(metadata={**(self._collection.metadata or {}), "until": until})
            self._said = started
        if time.monotonic() - self._said > WRITES:
            raise TimeoutError("it took too long to write")

    def end(self) -> None:
        """Releases the lock."""
        _end(self._client, self._collection)


def _end(client: Client, lease: Collection) -> None:
    """Deletes a lock; renamed first, as Chroma deletes by name and might delete the next holder's."""
    name = f"{ENDED}{uuid4().hex}"
    with suppress(NotFoundError):  # another took it away
        lease.modify(name=name)
        client.delete_collection(name)
