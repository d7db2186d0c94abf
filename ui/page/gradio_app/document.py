"""The head of the page's HTML: what it says of itself to previews, bookmarks and home screens, in place of Gradio's."""

import re
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.route_docs import served_path
from ui.page.standalone import head
from ui.page.translations import Words, words_for

THEIRS = re.compile(
    rb"(?:<meta\s+(?:property=.og:|name=.twitter:)[^>]*>|<link rel=.(?:manifest|icon)[^>]*>|<title>[^<]*</title>)\s*"
)
HEAD = re.compile(rb"<html\s+lang=\"\w+\"|<head>")
"""Where the language stands, and where the head begins."""

Title = Callable[[str, Words], str]
"""The page's title by the id of the article that its address names (empty: none), in a language."""


class DocumentHead:
    """ASGI middleware: puts a description of the page, and of the article it is about, in place of Gradio's."""

    def __init__(self, app: ASGIApp, title: Title) -> None:
        """Takes the application and what titles its page."""
        self._app = app
        self._title = title
        self._compressed = GZipMiddleware(self._document)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        is_page = scope["type"] == "http" and served_path(scope) == "/"
        await (self._compressed if is_page else self._app)(scope, receive, send)

    async def _document(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun: Message = {}
        body = b""

        async def told(message: Message) -> None:
            nonlocal begun, body
            if message["type"] == "http.response.start":
                begun = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            document = body
            if Headers(raw=begun["headers"]).get("content-type", "").startswith("text/html"):
                document = self._described(body, Request(scope))
                MutableHeaders(scope=begun)["content-length"] = str(len(document))
            await send(begun)
            await send({"type": "http.response.body", "body": document})

        # Gradio would compress what is to be changed.
        plain = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, told)

    def _described(self, document: bytes, request: Request) -> bytes:
        words = words_for(request.headers.get("accept-language", ""))
        title = self._title(request.query_params.get("article", ""), words)
        ours = head(words, title=title, address=str(request.base_url))
        parts = {b"<head>": b"<head>" + ours.encode()}
        other = b'<html lang="%s"' % words.language.encode()
        return HEAD.sub(lambda found: parts.get(found[0], other), THEIRS.sub(b"", document))
