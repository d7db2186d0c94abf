from functools import partial

import pytest
from pytest_socket import socket_allow_hosts

from index.errors import SourceError
from index.models import SourceVersion
from index.sources import feeds
from index.sources.feeds import FeedEntry, fetch_feed
from index.sources.web.client import fetch_changed
from tests.support.servers.sites import page, site

FEED = b"<rss version='2.0'><channel><item><link>https://a.example/1</link></item></channel></rss>"


def test_a_feed_is_fetched_with_its_version_and_a_page_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "fetch_changed", partial(fetch_changed, allowed=lambda *_: True))
    socket_allow_hosts(["127.0.0.1"])
    unchanged = page(b"", "", 304)
    with site({"/feed": page(FEED, "application/rss+xml", ETag="x"), "/same": unchanged, "/page": page()}) as server:
        found = fetch_feed(server.url("/feed"), SourceVersion())
        assert found is not None
        assert found.entries == (FeedEntry("https://a.example/1", ""),)
        assert found.version == SourceVersion(etag="x")
        assert fetch_feed(server.url("/same"), found.version) is None
        with pytest.raises(SourceError, match="RSS or Atom"):
            fetch_feed(server.url("/page"), SourceVersion())
