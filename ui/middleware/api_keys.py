"""The keys that a server asks for, and the cookie that stands for one in a browser."""

import hmac
import time
from collections.abc import Sequence
from hashlib import sha256

from starlette.requests import HTTPConnection
from starlette.responses import Response

from ui.api.route_docs import served_path
from ui.v1.errors import is_shaped

COOKIE = "article_chat"
SESSION_S = 30 * 24 * 60 * 60
"""Seconds until a browser has to give the key again."""
MOST_COOKIES = 1000
"""That are looked at; browsers keep 180 of a host, and each of ours costs a signature."""


class Keys:
    """Knows those who may ask, by `Authorization: Bearer KEY`, under `/v1` also `x-api-key: KEY`, or by the cookie.

    The cookie holds when it ends and a signature made with the key, so it outlives a restart of the server and ends
    with its key. All comparisons take the same time whatever was sent.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = [key.encode() for key in keys]

    def __bool__(self) -> bool:
        return bool(self._keys)

    def holder(self, connection: HTTPConnection) -> str | None:
        """A name for the key that a request comes with, which does not tell it; None where it comes with none.

        A wrong key counts even where a cookie is right; other schemes than Bearer may be a proxy's own.
        """
        scheme, _, key = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            # Starlette decodes headers as Latin-1, whatever was sent.
            return self._named(self.place(key.strip().encode("latin-1")))
        if is_shaped(served_path(connection.scope)) and (key := connection.headers.get("x-api-key", "")):
            return self._named(self.place(key.strip().encode("latin-1")))
        places = (self._signer(value) for value in _cookies(connection))
        return self._named(next((place for place in places if place is not None), None))

    def place(self, given: bytes) -> int | None:
        """Which of the keys was given."""
        return _first([hmac.compare_digest(given, key) for key in self._keys])

    def sign_in(self, response: Response, place: int, *, path: str, secure: bool, framed: bool) -> None:
        """Lets the browser that gets this response come back without the key.

        Args:
            response: It is given the cookie.
            place: Of the key.
            path: Where the cookie is sent back to.
            secure: Whether it is sent back over TLS alone.
            framed: Whether a page shows the form in a frame. Of another site's, browsers send no other cookie than a
                partitioned one (CHIPS), which is kept for frames in that site alone, over TLS or loopback.
        """
        ends = int(time.time()) + SESSION_S
        value = f"{ends}.{_signature(self._keys[place], ends)}"
        cookie = f"{COOKIE}={value}; HttpOnly; Max-Age={SESSION_S}; Path={path}; "
        response.headers.append("Set-Cookie", f"{cookie}SameSite=Lax" + ("; Secure" if secure else ""))
        if framed:  # written out: Python's own cookies have known `Partitioned` since 3.14 only
            response.headers.append("Set-Cookie", f"{cookie}SameSite=None; Secure; Partitioned")

    def _signer(self, cookie: str) -> int | None:
        ends, _, signature = cookie.partition(".")
        if not (ends.isascii() and ends.isdigit() and len(ends) <= 12 and int(ends) > time.time()):
            return None
        given = signature.encode()
        return _first([hmac.compare_digest(given, _signature(key, int(ends)).encode()) for key in self._keys])

    def _named(self, place: int | None) -> str | None:
        return None if place is None else f"key {place + 1}"


def _signature(key: bytes, ends: int) -> str:
    return hmac.new(key, f"article-chat: signed in until {ends}".encode(), sha256).hexdigest()


def _cookies(connection: HTTPConnection) -> list[str]:
    """All values of the cookie: browsers also send that of a server at a shorter path of this host, and of no frame.

    Starlette keeps the last, which is the one of the shortest path.
    """
    sent = ";".join(connection.headers.getlist("cookie")).split(";")
    pairs = (pair.strip().partition("=") for pair in sent[:MOST_COOKIES])
    return [value for name, _, value in pairs if name == COOKIE]


def _first(matches: Sequence[bool]) -> int | None:
    """Where the first match is; the matches are a list, so that all of them have been tried."""
    return matches.index(True) if True in matches else None
