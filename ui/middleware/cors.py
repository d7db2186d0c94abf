"""Cross-origin requests (CORS): pages of named sites may use the APIs, with a key that they send themselves."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE")
READABLE_HEADERS = ("Retry-After", "X-Request-ID", "Mcp-Session-Id")
PREFLIGHT_AGE_S = 600
"""How long browsers need not ask again; Chromium keeps none for longer than two hours, and a setting may change."""


class ApiCors:
    """ASGI middleware: answers preflight requests of named origins to the APIs, and lets them read what comes back.

    It stands before the gate, as browsers send no key with a preflight. Cookies are not sent along: a page of another
    site acts with its own key, never as the person who is signed in.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        """Takes the application, and the origins, such as `https://news.example`."""
        self._app = app
        self._cors = CORSMiddleware(
            app,
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=["*"],  # client libraries send headers of their own
            expose_headers=READABLE_HEADERS,
            max_age=PREFLIGHT_AGE_S,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers a preflight."""
        is_api = scope["type"] == "http" and f"{scope['path']}/".startswith(("/api/", "/v1/", "/mcp/"))
        await (self._cors if is_api else self._app)(scope, receive, send)
