"""Ends the work for a client that has left before it was answered."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response

T = TypeVar("T")

NOBODY = 499
"""The status of an answer that nobody hears any more, as nginx has it in its logs."""


async def while_there(request: Request, work: Coroutine[Any, Any, T]) -> T | None:
    """What comes of the work, or None where the client leaves first, which ends the work.

    Args:
        request: Its body has been read.
        work: Raises what it raises.
    """
    working, leaving = asyncio.create_task(work), asyncio.create_task(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.wait({working, leaving})


def to_nobody() -> Response:
    """What is answered to a client that has left."""
    return Response(status_code=NOBODY)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
