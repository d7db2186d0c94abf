"""By which names a server may be called, so that no page of another site speaks with it under that site's name."""

import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from index.models import Article
from tests.support.browsing import CHROMIUM, FLAGS
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.middleware.hosts import KnownHosts, known_hosts
from ui.settings import SettingsError, load_settings

LOCAL = ["localhost", "127.0.0.1", "127.9.9.9:7860", "[::1]:7860", "LOCALHOST:1", "localhost.", "[::ffff:127.0.0.1]"]
FOREIGN = [
    "evil.example", "evil.example:7860", "localhost.evil.example", "127.0.0.1.evil.example", "e.localhost.example:80",
    "localhost:80@evil.example", "", ":7860", "evil.example:localhost", "[::1", "::1", "localhost, evil.example",
    "localhost/", "localhost:7860:7860", "\u00e9.example",
]  # fmt: skip
FIXED = [
    "192.168.1.9:7860",
    "10.0.0.1",
    "[fe80::1]:80",
    "[2001:db8::1]",
    "article-chat:7860",
    f"{socket.gethostname()}.local",
]
PATHS = [
    ("GET", "/"), ("GET", "/docs"), ("GET", "/openapi.json"), ("GET", "/metrics"), ("GET", "/config"),
    ("GET", "/api/articles"), ("POST", "/api/articles"), ("DELETE", "/api/articles/x"), ("POST", "/api/answer"),
    ("POST", "/v1/chat/completions"), ("POST", "/mcp"), ("POST", "/gradio_api/queue/join"), ("GET", "/page/js/main.js"),
    ("GET", "/robots.txt"), ("GET", "/nothing"), ("OPTIONS", "/api/answer"), ("GET", "/api/health"),
]  # fmt: skip


@pytest.fixture(scope="module")
def served(seed: Article) -> Iterator[Served]:
    with serving(ScriptedAssistant([seed], {})) as running:
        yield running


@pytest.mark.parametrize("host", LOCAL)
@pytest.mark.parametrize("given", [(), ("chat.example",)])
def test_loopback_is_always_known(host: str, given: tuple[str, ...]) -> None:
    for keyed in (False, True):
        for bound in ("127.0.0.1", "::1", "0.0.0.0", "192.168.1.9"):  # noqa: S104 - not listened on
            assert KnownHosts(given, keyed=keyed, bound=bound).knows(host)


@pytest.mark.parametrize("host", [*FOREIGN, *FIXED])
def test_on_loopback_nothing_else_is_known(host: str) -> None:
    assert not KnownHosts().knows(host)
    assert not KnownHosts(("chat.example",)).knows(host)


@pytest.mark.parametrize("host", FIXED)
def test_elsewhere_without_a_key_what_cannot_be_made_to_point_here_is_known(host: str) -> None:
    assert KnownHosts(bound="0.0.0.0").knows(host)  # noqa: S104
    assert not KnownHosts(("chat.example",), bound="0.0.0.0").knows(host)  # noqa: S104


@pytest.mark.parametrize("host", FOREIGN)
def test_elsewhere_without_a_key_other_names_are_not_known(host: str) -> None:
    assert not KnownHosts(bound="0.0.0.0").knows(host)  # noqa: S104


def test_the_name_that_is_listened_on_is_known() -> None:
    assert KnownHosts(bound="chat.lan.example").knows("chat.lan.example:7860")


def test_with_a_key_every_name_is_known_unless_some_are_given() -> None:
    assert KnownHosts(keyed=True).knows("chat.example")
    assert not KnownHosts(("chat.example",), keyed=True).knows("other.example")


@pytest.mark.parametrize(
    ("given", "host", "known"),
    [
        ("chat.example", "chat.example:443", True),
        ("Chat.Example.", "CHAT.example.", True),
        ("chat.example", "a.chat.example", False),
        ("*.chat.example", "a.chat.example", True),
        ("*.chat.example", "chat.example", False),
        ("*.chat.example", "evilchat.example", False),
        ("192.168.1.9, [fd00::1]", "[fd00::1]:80", True),
        ("*", "whatever.example", True),
    ],
)
def test_names_that_are_given(given: str, host: str, known: bool) -> None:
    settings = load_settings({"ARTICLE_CHAT_ALLOWED_HOSTS": given})
    assert known_hosts(settings).knows(host) == known


@pytest.mark.parametrize(
    "value", ["http://chat.example", "chat.example:80", "chat.example/x", "a*.example", "ch\u00e4t"]
)
def test_a_setting_that_is_no_name_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="ALLOWED_HOSTS"):
        load_settings({"ARTICLE_CHAT_ALLOWED_HOSTS": value})


def test_whoever_watches_a_container_may_ask_by_its_address() -> None:
    known = KnownHosts(("chat.example",), bound="0.0.0.0")  # noqa: S104
    assert known.knows("10.42.0.7:7860", probe=True)
    assert known.knows("article-chat:7860", probe=True)
    assert not known.knows("evil.example", probe=True)


class TestServed:
    @pytest.mark.parametrize(("method", "path"), PATHS)
    def test_every_path_refuses_another_name(self, served: Served, method: str, path: str) -> None:
        headers = {"host": f"evil.example:{served.port}"}
        response = httpx.request(method, served.url + path, headers=headers, trust_env=False, timeout=30)
        assert response.status_code == 421
        told = response.json()
        assert "ARTICLE_CHAT_ALLOWED_HOSTS" in (told.get("detail") or told["error"]["message"])
        assert "evil" not in response.text

    def test_a_name_that_is_given_is_served(self, seed: Article) -> None:
        settings = load_settings({"ARTICLE_CHAT_ALLOWED_HOSTS": "articles.example.org"})
        headers = {"host": "articles.example.org", "accept": "application/json, text/event-stream"}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        with serving(ScriptedAssistant([seed], {}, settings=settings)) as running:
            for method, path in (("GET", "/"), ("GET", "/api/articles"), ("POST", "/mcp")):
                url = running.url + path
                response = httpx.request(method, url, json=message, headers=headers, trust_env=False, timeout=30)
                assert response.status_code == 200, path

    @pytest.mark.parametrize(("public", "status"), [("articles.example.org", 200), ("evil.example", 421)])
    def test_the_name_by_which_a_proxy_was_reached_counts_where_names_are_given(
        self, seed: Article, public: str, status: int
    ) -> None:
        settings = load_settings({"ARTICLE_CHAT_ALLOWED_HOSTS": "articles.example.org"})
        headers = {"host": "127.0.0.1", "x-forwarded-host": public}
        with serving(ScriptedAssistant([seed], {}, settings=settings)) as running:
            url = f"{running.url}/api/articles"
            assert httpx.get(url, headers=headers, trust_env=False, timeout=30).status_code == status

    def test_the_second_of_two_names_counts_too(self, served: Served) -> None:
        headers: Any = [("host", f"127.0.0.1:{served.port}"), ("host", "evil.example")]
        with socket.create_connection((served.host, served.port), timeout=30) as raw:
            lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
            raw.sendall(f"GET /api/articles HTTP/1.1\r\n{lines}\r\n".encode())
            assert b" 421 " in raw.recv(200)

    def test_a_program_that_names_no_host_is_answered(self, served: Served) -> None:
        with socket.create_connection((served.host, served.port), timeout=30) as raw:
            raw.sendall(b"GET /api/health HTTP/1.0\r\n\r\n")
            assert b" 200 " in raw.recv(200)

    @pytest.mark.browser
    def test_a_page_whose_name_points_here_reads_and_changes_nothing(self, served: Served, browser: Browser) -> None:
        rules = "--host-resolver-rules=MAP evil.example 127.0.0.1"
        misled = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, rules])
        try:
            page = misled.new_page()
            page.goto(f"http://evil.example:{served.port}/robots.txt")
            statuses = page.evaluate(
                """async () => {
                  const send = (method, path, body) => fetch(path, {method, body: body && JSON.stringify(body),
                    headers: {"content-type": "application/json", accept: "application/json, text/event-stream"}});
                  const sent = [send("GET", "/api/articles"), send("POST", "/api/articles", {text: "Planted."}),
                    send("DELETE", "/api/articles/x"), send("POST", "/api/answer", {question: "Who?"}),
                    send("POST", "/mcp", {jsonrpc: "2.0", id: 1, method: "tools/list"}), send("GET", "/config")];
                  return (await Promise.all(sent)).map((response) => response.status);
                }"""
            )
        finally:
            misled.close()
        assert set(statuses) == {421}
        assert len(httpx.get(f"{served.url}/api/articles", trust_env=False).json()["articles"]) == 1
