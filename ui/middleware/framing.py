"""Which pages may show ours in a frame, and the address at which the chat alone is for frames."""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Framing:
    """ASGI middleware: sets which sites may frame a response; by default none but this server."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        """Takes the application, and the origins of pages that may show it, such as `https://news.example`."""
        self._app = app
        self._policy = " ".join(["frame-ancestors 'self'", *origins])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""

        async def framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("Content-Security-Policy", self._policy)
            await send(message)

        await self._app(scope, receive, framed if scope["type"] == "http" else send)
