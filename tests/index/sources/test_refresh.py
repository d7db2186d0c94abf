"""A source is read again only if it has changed, and one that cannot be read any more is told apart."""

from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

from index.errors import ChangedSourceError, SourceError
from index.models import SourceVersion
from index.sources import refresh
from index.sources.refresh import reread
from index.sources.web.client import fetch_changed
from tests.support.servers.sites import page, site

DAY = "Mon, 01 Jan 2024 00:00:00 GMT"


def version_of(found: object) -> SourceVersion:
    return found.original.version  # type: ignore[attr-defined]


def test_a_file_is_read_again_where_its_time_or_size_is_another(tmp_path: Path) -> None:
    file = tmp_path / "mill.txt"
    file.write_text("It was built in 1802.")
    first = reread(str(file), SourceVersion())
    assert first is not None
    assert reread(first.source, version_of(first)) is None
    file.write_text("It was built in the year 1803.")
    again = reread(first.source, version_of(first))
    assert again is not None
    assert (again.text, again.source) == ("It was built in the year 1803.", first.source)


@pytest.mark.parametrize("content", [None, b""])
def test_a_file_that_is_gone_or_broken_now_has_changed(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "mill.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ChangedSourceError, match=r"mill\.txt"):
        reread(str(file), SourceVersion(modified_ns=1, size=1))


def test_a_path_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        reread("a\0b", SourceVersion())


def test_a_page_costs_one_conditional_request_where_it_has_not_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        conditions = (handler.headers["If-None-Match"], handler.headers["If-Modified-Since"])
        asked.append(conditions)
        if conditions == ('"one"', DAY):
            page(b"", "", 304)(handler)
        else:
            page(b"It was built in 1802.", "text/plain", ETag='"one"', Last_Modified=DAY)(handler)

    pages = {"/mill": respond, "/down": page(status=503), "/bad": page(b"", "text/plain")}
    monkeypatch.setattr(refresh, "fetch_changed", partial(fetch_changed, allowed=lambda *_: True))
    socket_allow_hosts(["127.0.0.1"])
    with site(pages) as server:
        first = reread(server.url("/mill"), SourceVersion())
        assert first is not None
        assert version_of(first) == SourceVersion('"one"', DAY)
        assert reread(first.source, version_of(first)) is None
        assert asked == [(None, None), ('"one"', DAY)]
        assert len([hit for hit in server.hits if hit != "connection"]) == 2
        with pytest.raises(ChangedSourceError, match="404"):
            reread(server.url("/gone"), version_of(first))
        with pytest.raises(ChangedSourceError, match="bad"):
            reread(server.url("/bad"), version_of(first))
        with pytest.raises(SourceError, match="503") as error:
            reread(server.url("/down"), version_of(first))
        assert not isinstance(error.value, ChangedSourceError)
