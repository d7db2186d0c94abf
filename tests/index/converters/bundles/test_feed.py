import pytest

from index.converters.bundles.feed import MAX_ENTRIES, read_feed
from index.converters.models import SourceFile
from index.errors import SourceError

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>One</title><link href="two?a=1&amp;b=2"/>
<updated>2024-01-02T00:00:00Z</updated></entry></feed>"""


def entries(feed: str | bytes) -> list[dict[str, str]]:
    content = feed if isinstance(feed, bytes) else feed.encode()
    return read_feed(SourceFile(content, "https://news.example/feed.xml"))


def rss(*items: str) -> str:
    return RSS.format(items="".join(f"<item>{item}</item>" for item in items))


def test_names_each_page_once_with_its_day() -> None:
    found = entries(rss("<link>/one</link><pubDate>Monday</pubDate>", "<link>/one</link>", "<title>no page</title>"))
    assert found == [{"url": "https://news.example/one", "stamp": "Monday"}]
    assert entries(ATOM) == [{"url": "https://news.example/two?a=1&b=2", "stamp": "2024-01-02T00:00:00Z"}]


@pytest.mark.parametrize("link", ["file:///etc/passwd", "javascript:alert(1)", "https://a.example/" + "x" * 2048])
def test_leaves_out_what_is_no_page(link: str) -> None:
    assert entries(rss(f"<link>{link}</link>")) == []


def test_a_long_feed_is_cut() -> None:
    assert len(entries(rss(*(f"<link>/{number}</link>" for number in range(MAX_ENTRIES + 9))))) == MAX_ENTRIES


@pytest.mark.parametrize(
    "feed", ["", "/etc/hosts", "<html><body><p>A page.</p></body></html>", b"\xff\xfe\x00<", "<feed"]
)
def test_anything_else_is_no_feed(feed: str | bytes) -> None:
    with pytest.raises(SourceError, match="no RSS or Atom feed"):
        entries(feed)
