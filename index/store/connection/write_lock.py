"""One writer at a time among the processes that share a Chroma server, which knows no transactions.

Who writes holds the lease: a collection, since Chroma lets one through of several processes that make one of the same
name. It is given back when all is written. Where it is not, as its holder was killed or lost the server, something may
have been done in part: whoever takes it over is told so. Time is the server's, so that clocks need not agree.
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
"""Seconds after which a holder says that it is still at work, before the next thing it writes."""
WRITES = 5.0
"""Seconds after which one that could not say so writes no more."""
LASTS = WRITES + TIMEOUT
"""Seconds after which it is another's: by then even the last thing written has come about or failed."""
RETRY = 0.1
"""Seconds between two attempts to get it."""
PATIENCE = 120.0
"""Seconds that one is waited for that others hold in turn."""


class Lease:
    """Gives a store its turns to write; within the process, turns are the store's own business."""

    @contextmanager
    def held(self, client: Client) -> Iterator["Turn"]:
        """A turn, when others have had theirs.

        What fails keeps the lease, as something may have been done in part; our own errors come before anything is.

        Raises:
            StoreError: Others had it for two minutes.
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
                raise StoreError("The index is being changed by other processes without a break: try again later.")
            else:
                time.sleep(RETRY)


class Turn:
    """A lease while it is held.

    Attributes:
        broken_off: Whether whoever had it before did not give it back.
    """

    def __init__(self, client: Client, collection: Collection, started: float, *, broken_off: bool) -> None:
        self.broken_off = broken_off
        self._client, self._collection, self._said = client, collection, started

    def go_on(self) -> None:
        """To be called before each thing that is written.

        Raises:
            NotFoundError: It is another's by now.
            TimeoutError: It may be.
        """
        started = time.monotonic()
        if started - self._said > RENEWED:
            until = self._client.heartbeat() + int(LASTS * 1e9)
            self._collection.modify(metadata={**(self._collection.metadata or {}), "until": until})
            self._said = started
        if time.monotonic() - self._said > WRITES:
            raise TimeoutError("it took too long to write")

    def end(self) -> None:
        """Gives it back."""
        _end(self._client, self._collection)


def _end(client: Client, lease: Collection) -> None:
    """Takes a lease away; renamed first, as deleting is by name and might hit the next one."""
    name = f"{ENDED}{uuid4().hex}"
    with suppress(NotFoundError):  # another took it away
        lease.modify(name=name)
        client.delete_collection(name)
