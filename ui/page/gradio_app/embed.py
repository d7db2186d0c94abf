"""The chat about one article for an iframe: `/embed`."""

from urllib.parse import quote

from starlette.types import ASGIApp, Receive, Scope, Send

from ui.api.route_docs import served_path

EMBED = "/embed"
"""The chat about one article, without masthead: `/embed?article=ID`."""


class EmbedRoute:
    """ASGI middleware: answers `/embed` with the page at `/`, whose script sees where it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] == "http" and served_path(scope) == EMBED:
            path = scope["path"].removesuffix(EMBED) + "/"
            scope = {**scope, "path": path, "raw_path": quote(path).encode()}
        await self._app(scope, receive, send)
