"""What a page's server sent: its type, and its content within a limit."""

import re
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPResponse

from index.errors import ChangedSourceError, SourceError
from index.formats import BY_MEDIA_TYPE, FORMAT_NAMES
from index.sources.web.url import PageUrl

GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
VALIDATOR = re.compile(r"[ -~]{1,500}")
CHUNK = 1 << 16
"""Bytes read at once."""
GZIP = zlib.MAX_WBITS | 16
"""Tells zlib which format to unpack."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as its server gave it."""

    content: bytes
    media_type: str
    """One of those that were asked for, in lower case and without parameters."""
    charset: str | None
    """As the server names it, if Python knows it."""
    url: str
    """Where the page was at last, after redirects."""
    etag: str = ""
    last_modified: str = ""
    """Both as in `index.models.SourceVersion`."""


def read_page(
    page: PageUrl, response: HTTPResponse, most: int, media_types: Collection[str] = BY_MEDIA_TYPE
) -> Fetched:
    """The page in a response.

    Args:
        page: Where it is.
        response: To the request for it.
        most: Bytes, as sent and as unpacked.
        media_types: Those that can be read.

    Raises:
        ChangedSourceError: There is none any more.
        SourceError: It is no page, of another type than can be read, too large, or not whole.
    """
    if response.status != HTTPStatus.OK:
        kind = ChangedSourceError if response.status in GONE else SourceError
        raise kind(f"The page '{page}' returned HTTP {response.status}: check the URL.")
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type not in media_types:
        wanted = FORMAT_NAMES if media_types is BY_MEDIA_TYPE else "an RSS or Atom feed"
        raise SourceError(f"The page '{page}' is of type {media_type[:100]!r}: give one that is {wanted}.")
    content = _content(page, response, most)
    etag, last_modified = (_validator(response, name) for name in ("ETag", "Last-Modified"))
    return Fetched(content, media_type, _charset(response), str(page), etag, last_modified)


def _validator(response: HTTPResponse, name: str) -> str:
    """A header that is sent back as it is; empty for none, and for one that no server needs to have back."""
    value = str(response.headers.get(name, "")).strip()
    return value if VALIDATOR.fullmatch(value) else ""


def _content(page: PageUrl, response: HTTPResponse, most: int) -> bytes:
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in {"identity", "gzip", "x-gzip"}:
        raise SourceError(
            f"The page '{page}' is packed as {packing[:100]!r}, which was not asked for: add it as a file."
        )
    unpacker = None if packing == "identity" else zlib.decompressobj(GZIP)
    content, sent = bytearray(), 0
    while piece := response.read(CHUNK):
        sent += len(piece)
        try:
            # Never unpacks more than one byte too many: a few sent bytes can stand for gigabytes.
            content += unpacker.decompress(piece, most - len(content) + 1) if unpacker else piece
        except zlib.error as error:
            raise SourceError(f"The page '{page}' cannot be unpacked: add it as a file.") from error
        if max(len(content), sent) > most:
            raise SourceError(f"The page '{page}' is larger than {most / 1e6:g} MB: add an excerpt as a file.")
    if response.length or (unpacker and not unpacker.eof):
        raise SourceError(f"The page '{page}' is incomplete: try again later.")
    return bytes(content)


def _charset(response: HTTPResponse) -> str | None:
    charset = response.headers.get_content_charset()
    try:
        b" ".decode(charset or "", "replace")
    except (LookupError, ValueError):
        return None
    return charset
