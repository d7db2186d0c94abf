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
from index.store.connection.server import REQUEST_TIMEOUT_S

LOCK_NAME, RELEASED_PREFIX = "lease", "lease-ended-"
RENEW_AFTER_S = 2.0
"""A holder renews its lease before the next write if this many seconds have passed since the last renewal."""
WRITE_WINDOW_S = 5.0
"""A holder that has not renewed for this many seconds stops writing."""
LEASE_EXPIRY_S = WRITE_WINDOW_S + REQUEST_TIMEOUT_S
"""Lease expiry in seconds: write window and request timeout, so no write of the old holder is still in flight."""
RETRY_S = 0.1
"""Seconds between two attempts to acquire the lock."""
ACQUIRE_TIMEOUT_S = 120.0
"""Seconds to wait for the lock while other processes hold it in turn."""


class WriteLock:
    """Acquires the lock among processes; within a process, the store serialises its calls itself."""

    @contextmanager
    def acquire(self, client: Client) -> Iterator["HeldLock"]:
        """Waits for the lock and holds it.

        A failure keeps the lease, as writes may be incomplete; errors of our own are raised before the first write.

        Raises:
            StoreError: Other processes held it for two minutes.
        """
        lock = self._taken(client)
        try:
            yield lock
        except ArticleChatError:
            lock.release()
            raise
        lock.release()

    def _taken(self, client: Client) -> "HeldLock":
        mine, taken_over = uuid4().hex, False
        deadline = time.monotonic() + ACQUIRE_TIMEOUT_S
        while True:
            started, now = time.monotonic(), client.heartbeat()
            terms = {"turn": mine, "until": now + int(LEASE_EXPIRY_S * 1e9)}
            found = client.get_or_create_collection(LOCK_NAME, embedding_function=None, metadata=terms)
            theirs = found.metadata or {}
            if theirs.get("turn") == mine:
                return HeldLock(client, found, started, taken_over=taken_over)
            if theirs.get("until", 0) < now:
                _end(client, found)
                taken_over = True
            elif time.monotonic() > deadline:
                raise StoreError("Other processes have been writing to the index for two minutes: try again later.")
            else:
                time.sleep(RETRY_S)


class HeldLock:
    """The write lock while it is held.

    Attributes:
        broken_off: Whether the previous holder never released it.
    """

    def __init__(self, client: Client, collection: Collection, started: float, *, taken_over: bool) -> None:
        self.taken_over = taken_over
        self._client, self._collection, self._said = client, collection, started

    def renew_lease(self) -> None:
        """Renews the lease if due; to be called before each write.

        Raises:
            NotFoundError: Another process holds the lock by now.
            TimeoutError: The lease may have expired.
        """
        started = time.monotonic()
        if started - self._said > RENEW_AFTER_S:
            until = self._client.heartbeat() + int(LEASE_EXPIRY_S * 1e9)
            self._collection.modify(metadata={**(self._collection.metadata or {}), "until": until})
            self._said = started
        if time.monotonic() - self._said > WRITE_WINDOW_S:
            raise TimeoutError("it took too long to write")

    def release(self) -> None:
        """Releases the lock."""
        _end(self._client, self._collection)


def _end(client: Client, lease: Collection) -> None:
    """Deletes a lock; renamed first, as Chroma deletes by name and might delete the next holder's."""
    name = f"{RELEASED_PREFIX}{uuid4().hex}"
    with suppress(NotFoundError):  # another took it away
        lease.modify(name=name)
        client.delete_collection(name)
