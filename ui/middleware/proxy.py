"""Reverse proxies before this server: the sub-path they serve it under, and their `X-Forwarded-*` headers."""

import re
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ui.api.route_docs import ROOT_PATH
from ui.settings.values import SUB_PATH

HOST = re.compile(r"([\w.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.ASCII | re.IGNORECASE)
TRAILING_SLASH = re.compile(r"(/(?:api|v1)/.+?|/mcp)/+")
"""Addresses of programs that are served with a slash at the end too: a redirect names host and scheme, which a proxy
may not have told, and clients drop the key on their way to another host."""

PUBLIC_HOST = "article_chat.public_host"
"""Where it says by which host a proxy was reached; empty where none says so."""


class ForwardedHeaders:
    """ASGI middleware around all other: paths become those of this server, whatever a proxy puts before them.

    `X-Forwarded-*` of a proxy that is trusted is noted, and no such header goes on: libraries believe it of anyone.
    The `Host` header stays as it came, so that checks of it see what the connection said.
    """

    def __init__(self, app: ASGIApp, root_path: str, trusted: str) -> None:
        """Takes the application, the sub-path (empty: as proxies say), and the trusted proxies' addresses."""
        self._app = app
        self._root_path = root_path
        self._client_and_scheme = ProxyHeadersMiddleware(self._without_forwarded, trusted)  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        client = scope.get("client")
        is_trusted = client is not None and client[0] in self._client_and_scheme.trusted_hosts
        prefix = _first(headers, "x-forwarded-prefix", SUB_PATH) if is_trusted else ""
        root_path = self._root_path or prefix
        if self._root_path and scope["path"] == root_path:
            query = scope.get("query_string", b"").decode("latin-1")
            await RedirectResponse(f"{root_path}/" + (f"?{query}" if query else ""), 308)(scope, receive, send)
            return
        path = scope["path"]
        if self._root_path and path.startswith(f"{root_path}/"):
            path = path.removeprefix(root_path)
        if slashed := TRAILING_SLASH.fullmatch(path):
            path = slashed[1]
        scope = {**scope, "path": path, "raw_path": quote(path).encode(), "headers": list(scope["headers"])}
        scope[ROOT_PATH] = root_path
        scope[PUBLIC_HOST] = _first(headers, "x-forwarded-host", HOST) if is_trusted else ""
        await self._client_and_scheme(scope, receive, send)  # type: ignore[arg-type]

    async def _without_forwarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["headers"] = [pair for pair in scope["headers"] if not pair[0].startswith(b"x-forwarded-")]
        await self._app(scope, receive, send)


class PublicAddress:
    """ASGI middleware right before the router: the address as readers see it, by which URLs are made.

    A `HEAD` is answered as the `GET` of the same address, without the body; Gradio's streams, which never end, are not.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        root_path = scope.get(ROOT_PATH, "")
        path = root_path + scope["path"]
        inner: Scope = {**scope, "path": path, "raw_path": quote(path).encode(), "root_path": root_path}
        if host := scope.get(PUBLIC_HOST, ""):
            inner["headers"] = list(scope["headers"])
            MutableHeaders(scope=inner)["host"] = host

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        is_head = scope.get("method") == "HEAD" and not scope["path"].startswith("/gradio_api/")
        if is_head:
            inner["method"] = "GET"
        try:
            await self._app(inner, receive, without_body if is_head else send)
        finally:
            if "route" in inner:  # what watches from outside names requests by it
                scope["route"] = inner["route"]


def _first(headers: Headers, name: str, allowed: re.Pattern[str]) -> str:
    """What the proxy nearest to the reader says, which is the first of several; empty for anything odd."""
    value = headers.get(name, "").partition(",")[0].strip().rstrip("/")
    return value if allowed.fullmatch(value) else ""
