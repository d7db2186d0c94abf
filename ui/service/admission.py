"""Bounded admission queue: at most N running, M queued; others get 503 with Retry-After.

Without it all requests would run at once, and each would take as long as all together.
"""

import asyncio
import math
import os
import threading
import time
from collections import deque
from concurrent.futures import Future
from typing import Self

from index.errors import ArticleChatError

INITIAL_DURATION_S = 1.0
"""Assumed duration of a request in seconds, before one has finished."""
AVERAGED_REQUESTS = 8
"""Requests over which the duration is averaged (exponentially)."""
MAX_RUNNING_EXTRACTIVE = (os.cpu_count() or 1) + 1
"""Answers in the article's own words that are worked on at once: they take nothing but processors, and one more keeps
these busy while another waits for the index. On two, three gave more answers a second than two or four."""
MAX_RUNNING_GENERATIVE = 16
"""Answers in a language model's words: they wait for its server most of the time."""
MAX_QUEUED_QUESTIONS = 32
"""Queued questions: further ones would wait longer than a few seconds, and get 503 instead."""
MAX_RUNNING_ADDITIONS, MAX_QUEUED_ADDITIONS = 2, 8
"""Articles: one may wait for its page while another is embedded, which leaves processors to those who ask."""


class BusyError(ArticleChatError):
    """The queue is full; `seconds` is the value of Retry-After."""

    def __init__(self, reason: str, seconds: int) -> None:
        super().__init__(f"{reason}: try again in {seconds} s.")
        self.seconds = seconds


class AdmissionQueue:
    """A first-in, first-out queue; thread-safe, and usable from several event loops."""

    def __init__(self, max_running: int, max_queued: int, reason: str) -> None:
        """Takes its bounds.

        Args:
            max_running: Requests that run at the same time.
            max_queued: Further requests that may wait.
            reason: The beginning of the error message for all others.
        """
        self.max_running = max_running
        self.max_queued = max_queued
        self._reason = reason
        self._changed = threading.Condition()
        self._queue: deque[Slot] = deque()
        self._running = 0
        self._refused = 0
        self._seconds = INITIAL_DURATION_S
        self._closed = False

    @classmethod
    def of_questions(cls, *, generative: bool) -> Self:
        """The queue of a server's questions.

        Args:
            generative: Whether a language model may answer them.
        """
        at_once = MAX_RUNNING_GENERATIVE if generative else MAX_RUNNING_EXTRACTIVE
        return cls(at_once, MAX_QUEUED_QUESTIONS, "Too many are asking at the moment")

    @classmethod
    def of_additions(cls) -> Self:
        """The queue of articles that are being added."""
        return cls(MAX_RUNNING_ADDITIONS, MAX_QUEUED_ADDITIONS, "Too many articles are being added")

    @property
    def running(self) -> int:
        """Requests that run now."""
        return self._running

    @property
    def queued(self) -> int:
        """Requests that wait."""
        return len(self._queue)

    @property
    def refused(self) -> int:
        """Requests refused since the start."""
        return self._refused

    def enqueue(self) -> "Slot":
        """A slot, to be used in a `with`, which releases it at its end.

        Raises:
            BusyError: The queue is full, or the server is stopping.
        """
        with self._changed:
            if self._closed:
                self._refused += 1
                raise BusyError("The server is stopping", self._retry_after_s())
            if len(self._queue) >= self.max_queued and self._running >= self.max_running:
                self._refused += 1
                raise BusyError(self._reason, self._retry_after_s())
            slot = Slot(self)
            self._queue.append(slot)
            self._admit()
            return slot

    def close(self) -> None:
        """Admits no further requests; those admitted go on."""
        with self._changed:
            self._closed = True

    def wait_until_idle(self, seconds: float) -> None:
        """Blocks the thread until no request runs, or until the timeout."""
        with self._changed:
            self._changed.wait_for(lambda: not self._running, seconds)

    def release(self, slot: "Slot") -> None:
        """Releases a running or a queued slot; releasing it twice changes nothing."""
        with self._changed:
            if slot in self._queue:
                self._queue.remove(slot)
            elif slot.began is not None:
                self._seconds += (time.monotonic() - slot.began - self._seconds) / AVERAGED_REQUESTS
                slot.began = None
                self._running -= 1
                self._admit()
                self._changed.notify_all()

    def _admit(self) -> None:
        while self._queue and self._running < self.max_running:
            self._running += self._queue.popleft().begin()

    def _retry_after_s(self) -> int:
        """Retry-After in whole seconds, estimated from the queue's length and the average duration."""
        return max(1, math.ceil((len(self._queue) + 1) * self._seconds / self.max_running))


class Slot:
    """A request's slot in the queue: queued, then running."""

    def __init__(self, turns: AdmissionQueue) -> None:
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

    async def admitted(self) -> None:
        """Waits until the request may run."""
        await asyncio.wrap_future(self._come)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._turns.release(self)
