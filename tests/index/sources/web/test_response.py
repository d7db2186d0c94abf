import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from index.errors import SourceError
from index.formats import BY_MEDIA_TYPE
from index.sources.web.client import FetchLimits, fetch
from index.sources.web.response import Fetched
from tests.support.servers.sites import Respond, page, site

MEGABYTE = 1_000_000


def fetched(respond: Respond, limits: FetchLimits | None = None) -> Fetched:
    with site({"/": respond}) as public:
        return fetch(public.url(), limits=limits or FetchLimits(seconds=5), allowed=lambda _, port: port == public.port)


@pytest.mark.parametrize("media_type", sorted(BY_MEDIA_TYPE))
def test_gives_content_and_type(media_type: str) -> None:
    found = fetched(page(b"\x00\xff", media_type))
    assert (found.content, found.media_type, found.charset) == (b"\x00\xff", media_type, None)


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        ("text/html; charset=utf-8", "utf-8"),
        ('Text/HTML ; x=1; Charset="Windows-1252"', "windows-1252"),
        ("text/html; charset=utf-16", "utf-16"),
        ("text/html; charset=", None),
        ("text/html; charset=klingon", None),
        ("text/html; charset=hex", None),
        ("text/html; charset=undefined", None),
        ("text/html; charset*=utf-8''%00", None),
        ("text/html;;;", None),
    ],
)
def test_gives_the_charset_if_python_knows_it(header: str, charset: str | None) -> None:
    found = fetched(page(media_type=header))
    assert (found.media_type, found.charset) == ("text/html", charset)


def test_unpacks() -> None:
    text = b"It rained. " * 10_000
    assert fetched(page(gzip.compress(text), Content_Encoding="gzip")).content == text
    assert fetched(page(text)).content == text


@pytest.mark.parametrize(
    "media_type", ["", "image/png", "application/json", "application/octet-stream", "html", "text"]
)
def test_refuses_other_types(media_type: str) -> None:
    with pytest.raises(SourceError, match=f"is of type '{media_type}': give one that is text, Markdown, HTML, PDF, D"):
        fetched(page(media_type=media_type))


@pytest.mark.parametrize("status", [201, 206, 300, 301, 304, 400, 401, 403, 404, 410, 429, 500, 503])
def test_refuses_other_statuses(status: int) -> None:
    with pytest.raises(SourceError, match=f"returned HTTP {status}:"):
        fetched(page(b"", status=status))


def endless(header: bytes, piece: bytes, start: bytes = b"") -> Callable[[BaseHTTPRequestHandler], None]:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" + header + b"\r\n" + start)
        while True:
            handler.wfile.write(piece)

    return respond


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(size // MEGABYTE)) + packer.flush()


EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"
"""Of gzip: unpacks to nothing."""
TOO_LARGE = {
    "until the end": endless(b"", b"a" * 10_000),
    "in chunks": endless(b"Transfer-Encoding: chunked\r\n", b"2710\r\n" + b"a" * 10_000 + b"\r\n"),
    "as announced": page(b"a" * (MEGABYTE + 1), "text/plain"),
    "announced without end": endless(b"Content-Length: 99999999999999999999\r\n", b"a" * 10_000),
    "when unpacked": page(bomb(300 * MEGABYTE), Content_Encoding="gzip"),
    "though it unpacks to nothing": endless(b"Content-Encoding: gzip\r\n", EMPTY_BLOCK * 2000, gzip.compress(b"")[:10]),
}


@pytest.mark.parametrize("respond", TOO_LARGE.values(), ids=TOO_LARGE)
def test_refuses_what_is_too_large_without_holding_it(respond: Respond) -> None:
    tracemalloc.start()
    with pytest.raises(SourceError, match="larger than 1 MB"):
        fetched(respond, FetchLimits(seconds=10, size=MEGABYTE))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * MEGABYTE


def test_takes_what_is_just_as_large_as_may_be() -> None:
    text = bytes(MEGABYTE)
    limits = FetchLimits(seconds=5, size=MEGABYTE)
    assert fetched(page(text), limits).content == text
    assert fetched(page(gzip.compress(text), Content_Encoding="gzip"), limits).content == text


@pytest.mark.parametrize(
    ("respond", "said"),
    [
        pytest.param(page(b"x", Content_Encoding="br"), "packed as 'br'", id="unasked packing"),
        pytest.param(page(b"x", Content_Encoding="gzip, gzip"), "packed as 'gzip, gzip'", id="packed twice"),
        pytest.param(page(b"no gzip", Content_Encoding="gzip"), "cannot be unpacked", id="not packed"),
        pytest.param(page(gzip.compress(b"rain")[:-9], Content_Encoding="gzip"), "is incomplete", id="half unpacked"),
    ],
)
def test_says_what_is_wrong_with_the_content(respond: Respond, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        fetched(respond)


@pytest.mark.parametrize(
    "sent",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 90\r\n\r\nrain",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nrain\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nrain",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX: " + b"a" * 70_000,
        b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 200,
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"",
    ],
)
def test_says_that_a_server_breaks_off_or_speaks_something_else(sent: bytes) -> None:
    with pytest.raises(SourceError, match=r"is incomplete|cannot be fetched \(\w+\)"):
        fetched(lambda handler: handler.wfile.write(sent) and None)
