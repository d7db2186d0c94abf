"""A client that waits for an answer: work ends when it leaves or has waited too long, and streams stay alive."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

from ui.service.admission import BusyError
from ui.settings import Settings

T = TypeVar("T")

KEEP_ALIVE_S = 15.0
"""Between signs of life in a stream: nginx cuts one that is silent for 60 s, others sooner."""
ANSWER_TIMEOUT_S = 55.0
"""For an answer in one piece, which cannot show signs of life: less than the 60 s of a proxy."""
RESERVE_S = 15.0
"""Beyond the time that a language model is given: understanding a follow-up takes ten seconds, the rest five."""

RETRY_S = 30
"""Seconds until the next attempt, after one that took so long."""

CLIENT_CLOSED_REQUEST = 499
"""nginx's status for a client that closed the connection, for logs and metrics."""


def answer_timeout_s(settings: Settings) -> float:
    """Seconds that an answer in one piece may take; more only where the settings want more of a language model."""
    return (
        max(ANSWER_TIMEOUT_S, settings.chat_model_timeout + RESERVE_S) if settings.language_models else ANSWER_TIMEOUT_S
    )


async def while_there(request: Request, work: Coroutine[Any, Any, T], longest_s: float) -> T | None:
    """What comes of the work, or None where the client leaves first, which ends the work.

    Args:
        request: Its body has been read.
        work: Raises what it raises.
        longest_s: Seconds after which it is ended.

    Raises:
        BusyError: It took longer.
    """
    working, leaving = asyncio.create_task(work), asyncio.create_task(_left(request))
    try:
        done, _ = await asyncio.wait({working, leaving}, timeout=longest_s, return_when=asyncio.FIRST_COMPLETED)
        if not done:
            raise BusyError(f"There was no answer within {longest_s:g} s, a stream would have waited", RETRY_S)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.wait({working, leaving})


def client_closed_response() -> Response:
    """What is answered to a client that has left."""
    return Response(status_code=CLIENT_CLOSED_REQUEST)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def with_pauses(events: AsyncGenerator[T, None], longest_s: float) -> AsyncGenerator[T | None, None]:
    """The events as they come, and None whenever none has come for so long; ending the iteration ends the waiting."""
    coming: asyncio.Queue[T | None] = asyncio.Queue()

    async def follow() -> None:
        # All in one task: what is begun in a task must be ended in it.
        try:
            async for event in events:
                coming.put_nowait(event)
        finally:
            coming.put_nowait(None)

    following = asyncio.create_task(follow())
    try:
        while True:
            try:
                async with asyncio.timeout(longest_s):
                    event = await coming.get()
            except TimeoutError:
                yield None
                continue
            if event is None:
                break
            yield event
        await following  # raises what went wrong
    finally:
        following.cancel()
        await asyncio.wait({following})
