"""The chat for an iframe: `/embed`, or of one article `/embed?article=ID`, and the script that puts it into a page."""

from pathlib import Path
from urllib.parse import quote, urlencode

from starlette.datastructures import QueryParams
from starlette.responses import FileResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.api.route_docs import served_path
from ui.page.translations import tables

EMBED = "/embed"
"""The chat without masthead."""
EMBED_SCRIPT = "/embed.js"
SCRIPT_FILE = Path(__file__).parents[1] / "static" / "embed.js"


class EmbedRoute:
    """ASGI middleware: answers `/embed` with the page at `/`, whose script sees where it is.

    That of one article is at `/embed/ID/` (see `ui.middleware.embedding`), where it is led on to.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] == "http" and served_path(scope) == EMBED:
            query = QueryParams(scope["query_string"])
            if article := query.get("article"):
                language = query.get("language", "")
                more = urlencode([(k, v) for k, v in query.multi_items() if k not in {"article", "language"}])
                to = f"{scope['path']}/{quote(article, safe='')}/" + (f"{language}/" if language in tables() else "")
                await RedirectResponse(to + (f"?{more}" if more else ""), 307)(scope, receive, send)
                return
            path = scope["path"].removesuffix(EMBED) + "/"
            scope = {**scope, "path": path, "raw_path": quote(path).encode()}
        await self._app(scope, receive, send)


async def embed_script() -> FileResponse:
    """The script that puts the chat into a page of another site; it takes no key, as it tells nothing."""
    return FileResponse(SCRIPT_FILE, media_type="text/javascript", headers={"Cache-Control": "max-age=3600"})
