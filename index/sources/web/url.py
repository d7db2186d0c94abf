"""The URL of a page, in parts that can be connected to and sent."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, urljoin, urlsplit

import idna

from index.errors import SourceError

DEFAULT_PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[a-z0-9_][a-z0-9._-]{0,252}|[0-9a-f:]*:[0-9a-f:.]*")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
SAFE = "/%?:@!$&'()*+,;=~[]|"
"""What a path or a query may hold as it is; "%" because what is escaped already stays."""
MAX_URL_CHARS = 2048
MAX_SHOWN_CHARS = 200


@dataclass(frozen=True, slots=True)
class PageUrl:
    """A URL of a page, all in ASCII, so that no part of it can end a line of the request."""

    scheme: str
    host: str
    """A name in lower case, or an address; an IPv6 address without its brackets."""
    port: int
    target: str
    """Path and query."""

    @classmethod
    def parse(cls, url: str) -> Self:
        """The parts of a URL; its fragment, which servers are not sent, goes.

        Raises:
            SourceError: It is not the URL of a page.
        """
        url = url.strip()
        shown = repr(url if len(url) <= MAX_SHOWN_CHARS else url[:MAX_SHOWN_CHARS] + "…")
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
            if not host.isascii():
                host = idna.encode(host, uts46=True, std3_rules=True).decode()
        except ValueError as error:  # idna's errors are ValueErrors too
            raise SourceError(f"{shown} is not a URL: give one such as 'https://example.org/article'.") from error
        if parts.scheme not in DEFAULT_PORTS:
            raise SourceError(f"{shown} is not the URL of a page: give one that begins with https:// or http://.")
        if "@" in parts.netloc:
            raise SourceError("The URL holds a user name or a password, or an @ before its path: give it without.")
        if len(url) > MAX_URL_CHARS or CONTROL.search(url) or not HOST.fullmatch(host):
            raise SourceError(f"{shown} is not a URL: give one such as 'https://example.org/article'.")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        port = DEFAULT_PORTS[parts.scheme] if port is None else port
        return cls(parts.scheme, host, port, quote(target, safe=SAFE, errors="replace"))

    def joined(self, location: str) -> str:
        """Where a redirect from here leads, which may be relative."""
        try:
            return urljoin(str(self), location)
        except ValueError:  # half a bracket
            return location

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them: the scheme's own port goes unsaid."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"
