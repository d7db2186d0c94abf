import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError
from index.sources.web.url import PageUrl


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG:443/A", "https://example.org/A"),
        ("http://example.org:8080?q=1", "http://example.org:8080/?q=1"),
        ("http://example.org/a b/ü?q=ü&r=%41#top", "http://example.org/a%20b/%C3%BC?q=%C3%BC&r=%41"),
        ("http://[2606:2800:21F::1]:80/", "http://[2606:2800:21f::1]/"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://faß.example/", "http://xn--fa-hia.example/"),
        ("http://a_b.example./", "http://a_b.example./"),
    ],
)
def test_takes_apart_what_servers_are_sent(url: str, sent: str) -> None:
    assert str(PageUrl.parse(url)) == sent


def test_names_a_url_without_scheme() -> None:
    with pytest.raises(SourceError, match=r"'example\.org/a' .*begins with https://"):
        PageUrl.parse("example.org/a")


def test_keeps_passwords_to_itself() -> None:
    with pytest.raises(SourceError, match="password") as caught:
        PageUrl.parse("https://ana:secret@example.org/")
    assert "secret" not in str(caught.value)


@given(
    st.text(max_size=80) | st.text(max_size=80).map("http://example.org/".__add__) | st.text().map("http://".__add__)
)
def test_whatever_is_given_is_refused_or_ascii_without_spaces(url: str) -> None:
    try:
        parsed = PageUrl.parse(url)
    except SourceError:
        return
    assert str(parsed).isascii()
    assert not any(c.isspace() or not c.isprintable() for c in str(parsed))
    assert PageUrl.parse(str(parsed)) == parsed
    assert PageUrl.parse(parsed.joined("/x")) == PageUrl.parse(parsed.joined("/x?").rstrip("?"))
