"""One bounded queue before the models: so many are worked on, so many wait, others are told when to come again.

Without it everyone would be worked on at once and nobody would be answered soon.
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
"""Seconds that a turn is taken to last before there has been one."""
MEMORY = 8
"""Over about how many turns their length is averaged."""


class BusyError(ArticleChatError):
    """There is no place now; `seconds` says when there may be one."""

    def __init__(self, reason: str, seconds: int) -> None:
        super().__init__(f"{reason}: try again in {seconds} s.")
        self.seconds = seconds


class Turns:
    """Hands out places in the queue, first come, first served; may be used from any thread and event loop."""

    def __init__(self, at_once: int, most_waiting: int, reason: str) -> None:
        """Takes its bounds.

        Args:
            at_once: How many have their turn at the same time.
            most_waiting: How many more may wait for theirs.
            reason: What those are told who come then, as the beginning of a sentence.
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
        """How many have their turn now."""
        return self._running

    @property
    def waiting(self) -> int:
        """How many wait for theirs."""
        return len(self._line)

    @property
    def refused(self) -> int:
        """How many were refused since the start."""
        return self._refused

    def place(self) -> "Place":
        """A place, to be used in a `with`, at whose end it is given back.

        Raises:
            BusyError: All are taken, or the server is stopping.
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
        """Gives no more places; those who have one keep it."""
        with self._changed:
            self._closed = True

    def rest(self, seconds: float) -> None:
        """Blocks a thread until nobody has a turn, or for so long."""
        with self._changed:
            self._changed.wait_for(lambda: not self._running, seconds)

    def give_back(self, place: "Place") -> None:
        """Ends a place's turn or its waiting; one that was given back already changes nothing."""
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
        """Whole seconds until whoever came now would have had a turn, going by how long turns lately took."""
        return max(1, math.ceil((len(self._line) + 1) * self._seconds / self.at_once))


class Place:
    """A place in the queue: waits, then has its turn."""

    def __init__(self, turns: Turns) -> None:
        self.began: float | None = None
        """When its turn began, of the monotonic clock; None before and after."""
        self._turns = turns
        self._come: Future[None] = Future()

    def begin(self) -> bool:
        """Begins its turn, unless whoever waited has gone."""
        if not self._come.set_running_or_notify_cancel():
            return False
        self.began = time.monotonic()
        self._come.set_result(None)
        return True

    async def turn(self) -> None:
        """Waits until it has its turn."""
        await asyncio.wrap_future(self._come)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._turns.give_back(self)
