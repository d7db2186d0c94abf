"""How large a request's body may be."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.openai.errors import handle

LARGEST = 1_000_000
"""Bytes; a question with a long conversation is a fraction of it."""


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
        largest = self.larger.get(scope["path"], LARGEST)
        detail = f"The body is too large: at most {largest:,} bytes are taken here."
        announced = request.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > largest:
            await handle(request, HTTPException(413, detail))(scope, receive, send)
            return
        size = 0
        answered = False

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > largest:
                raise HTTPException(413, detail)
            return message

        async def replaced(message: Message) -> None:
            # Whoever reads the body may take the error for another one, or for the end of the connection.
            nonlocal answered
            if size <= largest or answered:
                answered = True
                await send(message)

        try:
            await self.app(scope, counted, replaced)
        except Exception:
            if size <= largest or answered:
                raise
        if size > largest and not answered:
            await handle(request, HTTPException(413, detail))(scope, receive, send)
