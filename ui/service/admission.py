"""Bounded admission queue: at most N running, M queued; others get 503 with Retry-After.

Without it all requests would run at once, and each would take as long as all together.
"""

import asyncio
import math
import threading
import time
from collections import deque
from concurrent.futures import Future
from typing import Self

from index.errors import ArticleChatError

FIRST_GUESS = 1.0
"""Assumed duration of a request in seconds, before one has finished."""
MEMORY = 8
"""Requests over which the duration is averaged (exponentially)."""


class BusyError(ArticleChatError):
    """The queue is full; `seconds` is the value of Retry-After."""

    def __init__(self, reason: str, seconds: int) -> None:
        super().__init__(f"{reason}: try again in {seconds} s.")
        self.seconds = seconds


class Turns:
    """A first-in, first-out queue; thread-safe, and usable from several event loops."""

    def __init__(self, at_once: int, most_waiting: int, reason: str) -> None:
        """Takes its bounds.

        Args:
            at_once: Requests that run at the same time.
            most_waiting: Further requests that may wait.
            reason: The beginning of the error message for all others.
        """
        self.at_once = at_once
        self.most_waiting = most_waiting
        self._reason = reason
        self._changed = threading.Condition()
        self._line: deque[Place] = deque()
        self._running = 0
        self._refused = 0
        self._seconds = FIRST_GUESS
        self._closed = False

    @property
    def running(self) -> int:
        """Requests that run now."""
        return self._running

    @property
    def waiting(self) -> int:
        """Requests that wait."""
        return len(self._line)

    @property
    def refused(self) -> int:
        """Requests refused since the start."""
        return self._refused

    def place(self) -> "Place":
        """A slot, to be used in a `with`, which releases it at its end.

        Raises:
            BusyError: The queue is full, or the server is stopping.
        """
        with self._changed:
            if self._closed:
                self._refused += 1
                raise BusyError("The server is stopping", self._wait())
            if len(self._line) >= self.most_waiting and self._running >= self.at_once:
                self._refused += 1
                raise BusyError(self._reason, self._wait())
            place = Place(self)
            self._line.append(place)
            self._go_on()
            return place

    def close(self) -> None:
        """Admits no further requests; those admitted go on."""
        with self._changed:
            self._closed = True

    def rest(self, seconds: float) -> None:
        """Blocks the thread until no request runs, or until the timeout."""
        with self._changed:
            self._changed.wait_for(lambda: not self._running, seconds)

    def give_back(self, place: "Place") -> None:
        """Releases a running or a queued slot; releasing it twice changes nothing."""
        with self._changed:
            if place in self._line:
                self._line.remove(place)
            elif place.began is not None:
                self._seconds += (time.monotonic() - place.began - self._seconds) / MEMORY
                place.began = None
                self._running -= 1
                self._go_on()
                self._changed.notify_all()

    def _go_on(self) -> None:
        while self._line and self._running < self.at_once:
            self._running += self._line.popleft().begin()

    def _wait(self) -> int:
        """Retry-After in whole seconds, estimated from the queue's length and the average duration."""
        return max(1, math.ceil((len(self._line) + 1) * self._seconds / self.at_once))


class Place:
    """A request's slot in the queue: queued, then running."""

    def __init__(self, turns: Turns) -> None:
        self.began: float | None = None
        """Start of the run on the monotonic clock; None before and after."""
        self._turns = turns
        self._come: Future[None] = Future()

    def begin(self) -> bool:
        """Starts the run, unless the request was cancelled while queued."""
        if not self._come.set_running_or_notify_cancel():
            return False
        self.began = time.monotonic()
        self._come.set_result(None)
        return True

    async def turn(self) -> None:
        """Waits until the request may run."""
        await asyncio.wrap_future(self._come)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._turns.give_back(self)
