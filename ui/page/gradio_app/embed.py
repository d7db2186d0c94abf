"""The chat for an iframe: `/embed`, of one article `/embed?article=ID`, or of all with a tag `/embed?collection=TAG`.

Also the script that puts it into a page.
"""

from pathlib import Path
from urllib.parse import quote, unquote, urlencode

from starlette.datastructures import QueryParams
from starlette.responses import FileResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from index.errors import TagError
from index.text.tags import clean_tag
from ui.api.route_docs import served_path
from ui.page.translations import tables

EMBED = "/embed"
"""The chat without masthead."""
EMBED_SCRIPT = "/embed.js"
SCRIPT_FILE = Path(__file__).parents[1] / "static" / "embed.js"


LIMITS = ("article", "collection")
"""The parameters that say what a frame is about."""


def tag_segment(tag: str) -> str:
    """A tag as a segment of a path that no browser or proxy reads otherwise: it may hold slashes, or be `..`."""
    return quote(tag, safe="").replace("~", "%7E").replace(".", "%2E").replace("%", "~")


def tag_of(segment: str) -> str:
    """The tag that such a segment names, as it is kept; as it stands there where it can be no tag."""
    given = unquote(segment.replace("~", "%"))
    try:
        return clean_tag(given)
    except TagError:
        return given


class EmbedRoute:
    """ASGI middleware: answers `/embed` with the page at `/`, whose script sees where it is.

    That of one article is at `/embed/ID/`, that of a tag at `/embed/collection/TAG/` (see `ui.middleware.embedding`),
    where it is led on to.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] == "http" and served_path(scope) == EMBED:
            query = QueryParams(scope["query_string"])
            if place := _place(query):
                language = query.get("language", "")
                more = urlencode([(k, v) for k, v in query.multi_items() if k not in {*LIMITS, "language"}])
                to = f"{scope['path']}/{place}/" + (f"{language}/" if language in tables() else "")
                await RedirectResponse(to + (f"?{more}" if more else ""), 307)(scope, receive, send)
                return
            path = scope["path"].removesuffix(EMBED) + "/"
            scope = {**scope, "path": path, "raw_path": quote(path).encode()}
        await self._app(scope, receive, send)


def _place(query: QueryParams) -> str:
    """Where under `/embed` the chat is led on to; empty for that of all articles."""
    article, collection = map(query.get, LIMITS)
    if article:
        return quote(article, safe="")
    return "" if collection is None else f"collection/{tag_segment(collection)}"


async def embed_script() -> FileResponse:
    """The script that puts the chat into a page of another site; it takes no key, as it tells nothing."""
    return FileResponse(SCRIPT_FILE, media_type="text/javascript", headers={"Cache-Control": "max-age=3600"})
