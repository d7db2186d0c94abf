"""Watches each request from its first byte to the last of its response, or until its client has left."""

import re
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.middleware.auth import HOLDER, SIGN_IN
from ui.observability.observer import Observer
from ui.observability.records import KEY, Record, current
from ui.page.gradio_app.embed import EMBED

REQUEST_ID = "X-Request-ID"
SANE = re.compile(r"[\w.:=+-]{1,128}", re.ASCII)

TRACE_CONTEXT = ("traceparent", "tracestate")
"""Headers of W3C's Trace Context."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNROUTED = frozenset({"/", EMBED, SIGN_IN, "/mcp"})
"""Addresses that no route of FastAPI's answers, or not always."""
FILES = ("/page/", "/static-offline-docs/")
OTHER = "other"
"""Label for all unknown paths: a client must not be able to create labels."""
REFUSED = "refused"
"""Stands for those of requests that were refused before anyone looked where they lead."""


class WatchedRequests:
    """ASGI middleware around all other, so that every response bears the request's id; streams stay streams."""

    def __init__(self, app: ASGIApp, observer: Observer) -> None:
        self._app = app
        self._observer = observer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        record = Record(
            request_id(headers), _method(scope), {name: headers[name] for name in TRACE_CONTEXT if name in headers}
        )
        whole = False

        async def received() -> Message:
            message = await receive()
            if message["type"] == "http.disconnect" and not whole:
                record.ended = "left"
            return message

        async def sent(message: Message) -> None:
            nonlocal whole
            if message["type"] == "http.response.start":
                record.status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = record.id
            elif message["type"] == "http.response.body" and not message.get("more_body", False):
                whole = True
            await send(message)

        scope[KEY] = record
        # Never set back: every request has a task of its own, and what uvicorn says of its end shall bear the id too.
        current.set(record)
        try:
            await self._app(scope, received, sent)
        finally:
            record.timer.stop()
            record.route = template(scope, record.status)
            record.holder = scope.get(HOLDER)
            if not whole and record.ended is None:
                record.ended = "broke off"
            record.is_over = True
            self._observer.requested(record)


def request_id(headers: Headers) -> str:
    """The id that a request brings, where it is short and of harmless characters; else a new one."""
    given = headers.get(REQUEST_ID, "")
    return given if SANE.fullmatch(given) else uuid.uuid4().hex


def template(scope: Scope, status: int | None) -> str:
    """The route that answered a request; one of a few, whatever was asked for."""
    path = scope["path"]
    if route := scope.get("route"):
        return str(route.path)
    if path in UNROUTED:
        return str(path)
    for folder in FILES:
        if path.startswith(folder) and status not in (401, 404):
            return f"{folder}{{path}}"
    return REFUSED if status in (401, 408, 413, 421, 429) else OTHER


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in METHODS else OTHER
