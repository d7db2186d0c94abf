"""A page is fetched from where it is public and from nowhere else, however its URL puts it."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import trustme
from pytest_socket import socket_allow_hosts

from index.errors import SourceError
from index.sources.web.client import FetchLimits, fetch
from index.sources.web.connection import system_resolver
from index.sources.web.ssrf import is_public
from index.sources.web.url import CONTROL
from tests.support.servers.scripted_service import free_port
from tests.support.servers.sites import Site, page, redirect, site

NAMES = {
    "news.example": ["127.0.0.1"],
    "localhost.": ["127.0.0.1"],
    "127.0.0.1.": ["127.0.0.1"],
    "intranet": ["10.1.2.3"],
    "internal.example": ["192.168.7.7"],
    "six.example": ["::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "metadata.example": ["169.254.169.254"],
    "mixed.example": ["93.184.215.14", "127.0.0.1"],
    "mixed-six.example": ["2606:2800:21f:cb07::1", "fd00::1"],
    "scoped.example": ["fe80::1%1"],
    "garbled.example": ["0177.0.0.1"],
    "nowhere.example": [],
}


def resolve(host: str, port: int) -> list[str]:
    """Names as told above; only addresses, however they are spelled, are left to the system."""
    if host in NAMES:
        return NAMES[host]
    assert not host.endswith(".example"), host
    return system_resolver(host, port)


def is_public_at_any_port(address: str, port: int) -> bool:
    """So that it is the address that is refused, never the port."""
    return is_public(address)


def only(public: Site) -> Callable[[str, int], bool]:
    """Allows one site on loopback besides what is public."""
    return lambda address, port: is_public(address) or (address, port) == ("127.0.0.1", public.port)


@pytest.fixture(scope="module")
def listening() -> Iterator[Site]:
    hits: list[str] = []
    with site({"/": page()}, hits=hits) as four, site({"/": page()}, "::1", four.port, hits=hits):
        yield four


@pytest.fixture
def canary(listening: Site) -> Site:
    """Listens where nobody may come, on IPv4 and IPv6."""
    listening.hits.clear()
    return listening


LOOPBACK = [
    "http://127.0.0.1:{port}/",
    "HTTP://127.0.0.1:{port}/",
    " http://127.0.0.1:{port}/ ",
    "http://localhost:{port}/",
    "http://LocalHost:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7F.0.0.1:{port}/",
    "http://0x7f.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://017700000001:{port}/",
    "http://0177.0x0.0.01:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://[::1]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[0:0:0:0:0:FFFF:127.0.0.1]:{port}/",
    "http://１２７.０.０.１:{port}/",
    "http://①②⑦.⓪.⓪.①:{port}/",
    "http://127。0。0。1:{port}/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/",
    "http://localhost.:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://news.example:{port}/",
    "http://six.example:{port}/",
    "http://mapped.example:{port}/",
    "http://127.0.0.1:{port}#@news.example/",
    "http://127.0.0.1:{port}?@news.example/",
    "http://127.0.0.1:{port}/;@news.example/../",
]
"""Ways to the canary: a client that checks nothing comes there by each of them."""
ELSEWHERE = [
    "http://127.0.0.2:{port}/",
    "http://127.255.255.254:{port}/",
    "http://10.0.0.1/",
    "http://0xa.1/",
    "http://167772161/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://192.168.257/",
    "http://100.64.0.1/",
    "http://100.100.100.200/latest/meta-data/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/latest/meta-data/",
    "http://0xA9FEA9FE/",
    "http://0251.0376.0251.0376/",
    "http://168.63.129.16/metadata/instance",
    "http://192.0.0.192/opc/v2/instance/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://198.51.100.7/",
    "http://203.0.113.7/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://[fc00::1]/",
    "http://[ff02::1]/",
    "http://[::127.0.0.1]:{port}/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:0:127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::1]/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[2002:a9fe:a9fe::]/",
    "http://[2001:0:7f00:1::1]/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://intranet/",
    "http://internal.example/",
    "https://internal.example/",
    "http://metadata.example/",
    "http://mixed.example:{port}/",
    "http://mixed-six.example/",
    "http://scoped.example/",
    "http://garbled.example:{port}/",
    "http://nowhere.example/",
    "http://a..b/",
]
"""Addresses on which nothing of the test listens; a connection to them would fail it, as the network is blocked."""
NO_PAGES = [
    "",
    "127.0.0.1:{port}",
    "/etc/passwd",
    "//127.0.0.1:{port}/",
    "file:///etc/passwd",
    "file://127.0.0.1/etc/passwd",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_GET%20/",
    "dict://127.0.0.1:{port}/",
    "data:text/html,<p>rain",
    "javascript:alert(1)",
    "ws://127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "http://",
    "http://:{port}/",
    "http://user@127.0.0.1:{port}/",
    "http://user:secret@127.0.0.1:{port}/",
    "http://news.example@127.0.0.1:{port}/",
    "http://news.example:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@news.example/",
    "http://127.0.0.1:{port}@news.example/",
    "http://%31%32%37.0.0.1:{port}/",
    "http://127.0.0.1%00.news.example:{port}/",
    "http://127.0.0.1%2f@news.example/",
    "http://127.0.0.1 .news.example/",
    "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1:{port}/\r\nHost: news.example",
    "http://127.0.0.1:{port}:80/",
    "http://127.0.0.1:99999/",
    "http://[::1%25lo]:{port}/",
    "http://[::1/",
    "http://[v1.x]/",
    "http://-/",
    "http://xn--/",
    "http://\u200b/",
    "http://" + "a" * 3000 + "/",
]
TABLE = LOOPBACK + ELSEWHERE + NO_PAGES


@pytest.mark.parametrize("template", LOOPBACK)
def test_the_canary_is_where_these_urls_lead(template: str, canary: Site) -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "0.0.0.0", "::", "::ffff:127.0.0.1"])  # noqa: S104 - connected to
    with suppress(SourceError):  # some ask for a page that it has not
        fetch(template.format(port=canary.port), resolve=resolve, allowed=lambda *_: True)
    assert len(canary.hits) == 2, "connection and request"


@pytest.mark.parametrize("template", TABLE)
def test_refuses_what_is_not_a_public_page(template: str, canary: Site) -> None:
    with pytest.raises(SourceError) as caught:
        fetch(template.format(port=canary.port), resolve=resolve, allowed=is_public_at_any_port)
    assert not canary.hits
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


LEADING = [url for url in TABLE if not CONTROL.search(url)]


@pytest.fixture(scope="module")
def leading(listening: Site) -> Iterator[Site]:
    """A public site that leads to all of these."""
    pages = {f"/{number}": redirect(url.format(port=listening.port)) for number, url in enumerate(LEADING)}
    with site(pages) as public:
        yield public


@pytest.mark.parametrize("number", range(len(LEADING)), ids=LEADING)
def test_refuses_to_be_led_there(number: int, leading: Site, canary: Site) -> None:
    leading.hits.clear()
    with pytest.raises(SourceError):
        fetch(leading.url(f"/{number}"), resolve=resolve, allowed=only(leading))
    assert leading.hits[:2] == ["connection", f"127.0.0.1:{leading.port} /{number}"]
    assert not canary.hits


def test_the_usual_ports_only() -> None:
    for port in (22, 25, 5432, 6379, 8000):
        with pytest.raises(SourceError, match="port of web sites"):
            fetch(f"http://93.184.215.14:{port}/")


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([["127.0.0.1"], ["::1"]], id="loopback next time"),
        pytest.param([["127.0.0.1"], ["169.254.169.254"]], id="metadata next time"),
    ],
)
def test_a_name_that_changes_between_check_and_connection_changes_nothing(
    answers: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def rebinding(host: str, port: int, *_: object, **__: object) -> list[object]:
        if host != "rebinding.example":
            return real(host, port, type=socket.SOCK_STREAM)
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in answers[min(len(asked), 2) - 1]]

    real = socket.getaddrinfo
    with site({"/": page(b"rain")}) as public, site({"/": page()}, "::1", public.port) as canary:
        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        found = fetch(public.url(host="rebinding.example"), allowed=only(public))
        assert (found.content, len(asked)) == (b"rain", 1)
        assert public.hits == ["connection", f"rebinding.example:{public.port} /"]
        assert not canary.hits


def test_a_name_is_checked_anew_after_a_redirect() -> None:
    answers = iter([["127.0.0.1"], ["::1"]])
    with site({"/": redirect("/again")}) as public, site({"/again": page()}, "::1", public.port) as canary:
        with pytest.raises(SourceError, match="no public address"):
            fetch(public.url(host="rebinding.example"), resolve=lambda *_: next(answers), allowed=only(public))
        assert not canary.hits


def test_does_not_say_whether_a_private_name_exists() -> None:
    said = []
    for host in ("internal.example", "nowhere.example"):
        with pytest.raises(SourceError) as caught:
            fetch(f"http://{host}/", resolve=resolve)
        said.append(str(caught.value).replace(host, "HOST"))
    assert said[0] == said[1]


def test_asks_no_proxy(canary: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, canary.url())
    with site({"/": page(b"rain")}) as public:
        assert fetch(public.url(), allowed=only(public)).content == b"rain"
    assert not canary.hits


def test_follows_redirects_and_says_where_it_ended() -> None:
    pages = {"/": redirect("/a/b", 301), "/a/b": redirect("../c?d=é#e", 308), "/c?d=%C3%A9": page(b"rain")}
    with site(pages) as public:
        found = fetch(public.url("/#top"), allowed=only(public))
        assert (found.content, found.url) == (b"rain", public.url("/c?d=%C3%A9"))


def test_asks_for_the_name_not_the_address() -> None:
    with site({"/chuva/s%C3%A1bado?q=a%20b": page(b"rain")}) as public:
        url = public.url("/chuva/sábado?q=a b", host="Notícias.example")
        found = fetch(url, resolve=lambda *_: ["127.0.0.1"], allowed=only(public))
        assert found.url == public.url("/chuva/s%C3%A1bado?q=a%20b", host="xn--notcias-9ya.example")
        assert public.hits[1].startswith("xn--notcias-9ya.example")


def test_tries_the_next_address_where_one_does_not_answer() -> None:
    with site({"/": page(b"rain")}) as public:
        found = fetch(public.url(), resolve=lambda *_: ["::1", "127.0.0.1"], allowed=lambda *_: True)
        assert found.content == b"rain"


def test_counts_redirects() -> None:
    chain = {"/0": page(b"rain"), **{f"/{n}": redirect(f"/{n - 1}") for n in range(1, 8)}}
    with site(chain) as public:
        assert fetch(public.url("/5"), allowed=only(public)).content == b"rain"
        with pytest.raises(SourceError, match="more than 5 times"):
            fetch(public.url("/6"), allowed=only(public))


def test_leaves_a_loop() -> None:
    with site({"/": redirect("/")}) as public:
        with pytest.raises(SourceError, match="more than 5 times"):
            fetch(public.url(), allowed=only(public))
        assert public.hits.count("connection") == 6


def drip(start: bytes, each: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """Never stops sending, and never sends much."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(start)
        while True:
            handler.wfile.write(each)
            time.sleep(0.02)

    return respond


def slow_redirect(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(0.2)
    redirect("/redirect")(handler)


START = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
SLOW = {
    "/silence": lambda _: time.sleep(3),
    "/status-line": drip(b"HTTP/1.1 ", b"2"),
    "/header": drip(START + b"X-A: ", b"1"),
    "/headers": drip(START, b"X-A: 1\r\n"),
    "/continue": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "/body": drip(START + b"Content-Length: 9000\r\n\r\n", b"a"),
    "/chunks": drip(START + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    "/redirect": slow_redirect,
}


@pytest.mark.parametrize("path", SLOW)
def test_waits_only_so_long_altogether(path: str) -> None:
    with site(SLOW) as public:
        begun = time.monotonic()
        with pytest.raises(SourceError, match=r"longer than 0\.5 s"):
            fetch(public.url(path), limits=FetchLimits(seconds=0.5), allowed=only(public))
        assert time.monotonic() - begun < 1.5


def test_waits_only_so_long_for_a_resolver() -> None:
    begun = time.monotonic()
    with pytest.raises(SourceError, match=r"longer than 0\.3 s"):
        fetch("http://slow.example/", limits=FetchLimits(seconds=0.3), resolve=lambda *_: time.sleep(2) or [])
    assert time.monotonic() - begun < 1


def test_waits_only_so_long_for_tls() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        begun = time.monotonic()
        with pytest.raises(SourceError, match=r"longer than 0\.3 s"):
            fetch(f"https://127.0.0.1:{port}/", limits=FetchLimits(seconds=0.3), allowed=lambda *_: True)
        assert time.monotonic() - begun < 1


def test_says_that_nobody_answers() -> None:
    with pytest.raises(SourceError, match="ConnectionRefusedError"):
        fetch(f"http://127.0.0.1:{free_port()}/", allowed=lambda *_: True)


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> trustme.CA:
    """Certificates that the system trusts while the test runs."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return authority


def server_context(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def test_checks_the_certificate_of_the_name_and_asks_for_it(authority: trustme.CA) -> None:
    context, names = server_context(authority, "news.example"), []
    context.sni_callback = lambda _, name, __: names.append(name)
    with site({"/": page(b"rain")}, tls=context) as public:
        found = fetch(f"https://news.example.:{public.port}/", resolve=lambda *_: ["127.0.0.1"], allowed=only(public))
        assert (found.content, names) == (b"rain", ["news.example"])


def test_refuses_the_certificate_of_another_name(authority: trustme.CA) -> None:
    with site({"/": page()}, tls=server_context(authority, "other.example")) as public:
        with pytest.raises(SourceError, match=r"no valid certificate .*news\.example"):
            fetch(f"https://news.example:{public.port}/", resolve=resolve, allowed=only(public))
        assert public.hits == ["connection"]


def test_refuses_a_certificate_that_nobody_vouches_for() -> None:
    with (
        site({"/": page()}, tls=server_context(trustme.CA(), "news.example")) as public,
        pytest.raises(SourceError, match="no valid certificate"),
    ):
        fetch(f"https://news.example:{public.port}/", resolve=resolve, allowed=only(public))


def test_says_that_a_server_does_not_speak_tls() -> None:
    with site({"/": page()}) as public, pytest.raises(SourceError, match="SSLError"):
        fetch(f"https://news.example:{public.port}/", resolve=resolve, allowed=only(public))
