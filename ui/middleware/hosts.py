"""By which names this server may be called: a name of another site can be made to point here (DNS rebinding)."""

import re
import socket
from dataclasses import dataclass
from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.api.route_docs import is_loopback
from ui.middleware.auth import OPEN
from ui.middleware.errors import handle
from ui.middleware.proxy import PUBLIC_HOST
from ui.settings import Settings

ANY = "*"
SENT = re.compile(r"(?P<name>[\w.-]+|\[[0-9a-f:.]+\])(:[0-9]*)?", re.ASCII | re.IGNORECASE)
"""A `Host` header."""


@dataclass(frozen=True, slots=True)
class KnownHosts:
    """Which names are this server's.

    Loopback's always are. Where names are given, only they are besides. Else all are where a key is asked for: a page
    of another site has neither the key nor the cookie. Else, on loopback, none is besides; and on other addresses those
    are that cannot be made to point here from outside.

    Attributes:
        given: Names without ports; `*` for all, `*.example.org` for all under it.
        keyed: Whether a key is asked for.
        bound: The address or name that is listened on.
    """

    given: tuple[str, ...] = ()
    keyed: bool = False
    bound: str = "127.0.0.1"

    def knows(self, host: str, *, probe: bool = False) -> bool:
        """Whether a `Host` header names this server.

        Args:
            host: The header.
            probe: Whether the request is a health probe, which orchestrators send to a container's address.
        """
        found = SENT.fullmatch(host)
        if not found:
            return False
        name = _normalize_host(found["name"])
        if is_loopback(name) or any(_matches(name, each) for each in self.given) or (probe and _is_fixed(name)):
            return True
        if self.given:
            return False
        return (
            self.keyed
            or name == _normalize_host(self.bound)
            or (not is_loopback(_normalize_host(self.bound)) and _is_fixed(name))
        )


class Hosts:
    """ASGI middleware: answers what is sent to another name with 421, whatever its path."""

    def __init__(self, app: ASGIApp, known: KnownHosts) -> None:
        self._app = app
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers it; one without the header comes from no browser."""
        sent = Headers(scope=scope).getlist("host") if scope["type"] != "lifespan" else []
        if self._known.given and (public := scope.get(PUBLIC_HOST)):  # else a proxy's name for this server is enough
            sent.append(public)
        if all(self._known.knows(host, probe=scope["path"] in OPEN) for host in sent):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            detail = (
                "This server does not accept that host name: its operator can add it to ARTICLE_CHAT_ALLOWED_HOSTS."
            )
            await handle(Request(scope), HTTPException(421, detail))(scope, receive, send)


def known_hosts(settings: Settings, bound: str = "127.0.0.1") -> KnownHosts:
    """The names of a server with these settings that listens on an address."""
    return KnownHosts(settings.hosts, keyed=bool(settings.api_keys), bound=bound)


def _is_fixed(name: str) -> bool:
    """Whether DNS cannot make a name point here: an address, a name without a dot, this machine's own."""
    if "." not in name or name == f"{_normalize_host(socket.gethostname())}.local":
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _matches(name: str, given: str) -> bool:
    given = _normalize_host(given)
    return given in (ANY, name) or (given.startswith("*.") and name.endswith(given[1:]))


def _normalize_host(name: str) -> str:
    """A name in the spelling in which names are compared."""
    return name.lower().strip("[]").removesuffix(".")
