"""The one gate before everything that is served: who may ask, and how often."""

import re
from functools import partial
from ipaddress import IPv4Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.api.route_docs import CHARGE, ROOT_PATH
from ui.middleware.api_keys import Keys
from ui.middleware.errors import handle
from ui.page.standalone import page_alone
from ui.page.translations import words_for

if TYPE_CHECKING:
    from ui.middleware.rate_limit import Allowance

OPEN = frozenset({"/api/health", "/api/ready", "/embed.js"})
"""Health checks, and a script that pages of other sites load: they need no key and disclose nothing else."""

REFUSALS: dict[int | str, str] = {
    401: "The key is missing or wrong, where the server asks for one.",
    408: "The body comes too slowly.",
    413: "The body is too large.",
    421: "The server does not go by the name in the `Host` header.",
    429: "Too many requests, where the server limits them; `Retry-After` says when to ask again.",
}
"""What any route may answer before it is reached, for the OpenAPI document; three are `ui.middleware.body_limit`' and
`ui.middleware.hosts`'."""

SIGN_IN = "/sign-in"
OWN_PAGE = re.compile(r"/(?![/\\])[^\t\r\n]*")
"""Where a form may lead: two slashes would name another host, and browsers skip tabs and line ends between them."""
HOLDER = "article_chat.holder"
"""Where a request's scope says, after the gate, whose key it came with."""


class Gate:
    """Around the whole application, so that no route can be forgotten."""

    def __init__(self, app: ASGIApp, keys: Keys, allowance: "Allowance | None" = None) -> None:
        self.app = app
        self.keys = keys
        self.allowance = allowance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers it."""
        if scope["type"] == "lifespan" or scope["path"] in OPEN:
            await self.app(scope, receive, send)
            return
        who = self._asker(HTTPConnection(scope))
        if self.keys:
            scope[HOLDER] = who
        if scope["type"] != "http":
            if who is None:
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        if self.keys and request.method == "POST" and scope["path"] == SIGN_IN:
            await (await self._sign_in(request))(scope, receive, send)
        elif who is None:
            await _refused(request)(scope, receive, send)
        elif self.allowance and (seconds := await self.allowance.wait(who, request.method, scope["path"])):
            detail = f"No more than {self.allowance.limit} is taken from each who asks: ask again in {seconds} s."
            busy = handle(request, HTTPException(429, detail, {"Retry-After": str(seconds)}))
            await busy(scope, receive, send)
        else:
            if self.allowance:
                scope[CHARGE] = partial(self.allowance.take, who)
            await self.app(scope, receive, send)

    def _asker(self, connection: HTTPConnection) -> str | None:
        """By which requests are counted; None for who may not ask."""
        if self.keys:
            return self.keys.holder(connection)
        return f"address {counted_as(connection.client.host if connection.client else '')}"

    async def _sign_in(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(errors="replace")))
        to = form.get("to", "")
        if not OWN_PAGE.fullmatch(to):
            to = f"{_root_path(request)}/"
        place = self.keys.place(form.get("key", "").strip().encode())
        if place is None:
            return _form(request, to, wrong=True)
        response = RedirectResponse(to, 303)
        secure = request.url.scheme == "https"
        path = f"{_root_path(request)}/"
        self.keys.sign_in(response, place, path=path, secure=secure, framed=_is_framed(request))
        return response


def counted_as(host: str) -> str:
    """The address under which requests from one are counted: an IPv6 subscriber has a /64 at least (RFC 6177)."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, 64), strict=False))


def _refused(request: Request) -> Response:
    """A form for people, a problem for programs."""
    wants_page = request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("accept", "")
    if wants_page and "authorization" not in request.headers:
        path = _root_path(request) + request.url.path
        return _form(request, path + (f"?{request.url.query}" if request.url.query else ""))
    detail = "The key is missing or wrong: send it as 'Authorization: Bearer KEY'."
    return handle(request, HTTPException(401, detail, {"WWW-Authenticate": "Bearer"}))


def _form(request: Request, to: str, *, wrong: bool = False) -> Response:
    words = words_for(request.headers.get("accept-language", ""))
    page = page_alone(
        "signin",
        words,
        to=to,
        action=_root_path(request) + SIGN_IN,
        note=words.wrong_key if wrong else "",
    )
    return HTMLResponse(page, 401, {"Cache-Control": "no-store", "WWW-Authenticate": "Bearer"})


def _root_path(request: Request) -> str:
    return str(request.scope.get(ROOT_PATH, ""))


def _is_framed(request: Request) -> bool:
    """Whether the browser shows what comes in a frame, by Fetch Metadata; one that sends none counts as no frame."""
    return request.headers.get("sec-fetch-dest") in {"iframe", "frame"}
