"""How large a request's body may be, and how slowly it may come."""

import asyncio
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.middleware.errors import handle

MAX_BODY_BYTES = 1_000_000
"""Bytes; a question with a long conversation is a fraction of it."""
BODY_TIMEOUT_S = 20.0
"""Seconds until the first of a body must be there, and that the whole may be behind the slowest pace."""
MIN_BYTES_PER_S = 10_000
"""Least upload rate in bytes per second; a slower client would hold a connection and its buffers."""
TOO_SLOW = HTTPException(408, "The body comes too slowly: send it again over a faster line.", {"Connection": "close"})


class BodyLimit:
    """Around the whole application, so that what is mounted in it is limited too.

    FastAPI's own `max_body_size` answers in plain text wherever the length is announced.
    """

    def __init__(self, app: ASGIApp, larger: Mapping[str, int] | None = None) -> None:
        """Takes the application, and the bytes that some paths may take instead."""
        self.app = app
        self.larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on until its body is too large, then answers it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        largest = self.larger.get(scope["path"], MAX_BODY_BYTES)
        too_large = HTTPException(413, f"The body is too large: at most {largest:,} bytes are taken here.")
        announced = request.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > largest:
            await handle(request, too_large)(scope, receive, send)
            return
        now = asyncio.get_running_loop().time
        began, size, whole, answered = now(), 0, False, False
        refusal: HTTPException | None = None

        async def limited() -> Message:
            nonlocal size, whole, refusal
            if whole:  # what is waited for is the client's leaving
                return await receive()
            try:
                async with asyncio.timeout(began + BODY_TIMEOUT_S + size / MIN_BYTES_PER_S - now()):
                    message = await receive()
            except TimeoutError:
                whole = True
                if answered:
                    return {"type": "http.disconnect"}
                refusal = TOO_SLOW
                raise refusal from None
            size += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if size > largest:
                refusal = too_large
                raise refusal
            return message

        async def replaced(message: Message) -> None:
            # The reader of the body may translate the error, or take it for the end of the connection.
            nonlocal answered
            if refusal is None or answered:
                answered = True
                await send(message)

        try:
            await self.app(scope, limited, replaced)
        except Exception:
            if refusal is None or answered:
                raise
        if refusal is not None and not answered:
            await handle(request, refusal)(scope, receive, send)
