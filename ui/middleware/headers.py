"""What every response tells browsers beside itself: what not to guess, to keep and to pass on."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TELLING = ("application/json", "application/problem+json", "text/html", "text/plain", "text/event-stream")
"""Types of responses that tell of articles, questions or keys."""
DEFAULTS = {
    "X-Content-Type-Options": "nosniff",  # a text that looks like a page is not one
    "Referrer-Policy": "same-origin",  # the address may name an article
}


class Discretion:
    """ASGI middleware: sets what a response does not say itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in DEFAULTS.items():
                    headers.setdefault(name, value)
                if headers.get("content-type", "").partition(";")[0] in TELLING:
                    headers.setdefault("Cache-Control", "no-store")  # neither a proxy nor the next user's browser
            await send(message)

        await self._app(scope, receive, told if scope["type"] == "http" else send)
