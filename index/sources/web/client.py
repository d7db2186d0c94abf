"""Fetches an article's page by its URL, from public addresses only: it may be a stranger who names the URL.

Of every hop the host is resolved once, all its addresses are checked, and the connection is made to one of those; so
neither a redirect nor a name that changes its address in between leads into a private network.
"""

import ssl
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from socket import socket
from typing import cast

from index.errors import SourceError
from index.formats import BY_MEDIA_TYPE
from index.models import SourceVersion
from index.sources.web.connection import Deadline, Resolve, TimedSocket, connect, encrypt, resolved, system_resolver
from index.sources.web.response import Fetched, read_page
from index.sources.web.ssrf import may_fetch
from index.sources.web.url import PageUrl

REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one fetch may cost, redirects included."""

    seconds: float = 15
    size: int = 20_000_000
    """Bytes, as sent and as unpacked."""
    redirects: int = 5


LIMITS = FetchLimits()


NEVER = SourceVersion()


def fetch(
    url: str,
    *,
    limits: FetchLimits = LIMITS,
    resolve: Resolve = system_resolver,
    allowed: Callable[[str, int], bool] = may_fetch,
    media_types: Collection[str] = BY_MEDIA_TYPE,
) -> Fetched:
    """The page at a URL; the environment's proxies are not asked.

    Args:
        url: http or https.
        limits: Of time, size and redirects.
        resolve: Gives a host's addresses.
        allowed: Whether an address and port may be connected to; a host is refused for one address that may not.
        media_types: Those that can be read.

    Raises:
        ChangedSourceError: There is no page any more.
        SourceError: The URL is not one of a public page, or none that can be read came from it within the limits.
    """
    found = fetch_changed(url, NEVER, limits=limits, resolve=resolve, allowed=allowed, media_types=media_types)
    if found is None:  # an answer to a question that was not asked
        raise SourceError(f"The page {url!r} returned HTTP 304: try again later.")
    return found


def fetch_changed(
    url: str,
    version: SourceVersion,
    *,
    limits: FetchLimits = LIMITS,
    resolve: Resolve = system_resolver,
    allowed: Callable[[str, int], bool] = may_fetch,
    media_types: Collection[str] = BY_MEDIA_TYPE,
) -> Fetched | None:
    """The page at a URL, if it is not the version that is known (RFC 9110, 13.1); None where it is.

    Takes and raises what `fetch` does.
    """
    deadline = Deadline(time.monotonic() + limits.seconds)
    for _ in range(limits.redirects + 1):
        page = PageUrl.parse(url)
        try:
            with _connected(page, deadline, resolve, allowed) as connection:
                response = _request(page, connection, deadline, version, media_types)
                if response.status == HTTPStatus.NOT_MODIFIED:
                    return None
                location = response.headers.get("Location")
                if response.status not in REDIRECTS or location is None:
                    return read_page(page, response, limits.size, media_types)
        except TimeoutError as error:
            raise SourceError(
                f"The page '{page}' took longer than {limits.seconds:g} s: try again later, or add it as a file."
            ) from error
        except ssl.SSLCertVerificationError as error:
            raise SourceError(
                f"The page '{page}' has no valid certificate ({error.verify_message}): check the URL."
            ) from error
        except (OSError, HTTPException) as error:
            raise SourceError(
                f"The page '{page}' cannot be fetched ({type(error).__name__}): check the URL, or try again later."
            ) from error
        # http.client takes headers for Latin-1, but where they are not ASCII, servers mean UTF-8.
        url = page.joined(location.encode("latin-1", "replace").decode("utf-8", "replace"))
    raise SourceError(f"The page '{page}' redirects more than {limits.redirects} times: give the URL it ends at.")


@contextmanager
def _connected(
    page: PageUrl, deadline: Deadline, resolve: Resolve, allowed: Callable[[str, int], bool]
) -> Iterator[socket]:
    addresses = resolved(page.host, page.port, resolve, deadline)
    if not addresses or not all(allowed(address, page.port) for address in addresses):
        # One message for both, so that it discloses no host names of a private network.
        raise SourceError(
            f"The page '{page}' is at no public address on a port of web sites: check the URL; private and local ones"
            " are not fetched."
        )
    with connect(addresses, page.port, deadline) as connection:
        if page.scheme == "https":
            with encrypt(connection, page.host, deadline) as encrypted:
                yield encrypted
        else:
            yield connection


def _request(
    page: PageUrl, connection: socket, deadline: Deadline, version: SourceVersion, media_types: Collection[str]
) -> HTTPResponse:
    client = HTTPConnection(page.host, page.port)
    client.sock = cast(socket, TimedSocket(connection, deadline))
    headers = {
        "Host": page.authority,
        "User-Agent": "Mozilla/5.0 (compatible; article-chat)",
        "Accept": ", ".join(sorted(media_types)),
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    if version.etag:
        headers["If-None-Match"] = version.etag
    if version.last_modified:
        headers["If-Modified-Since"] = version.last_modified
    client.request("GET", page.target, headers=headers)
    return client.getresponse()
