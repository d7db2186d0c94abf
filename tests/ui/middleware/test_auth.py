"""Who may ask: every route of the running application, with a key and without, and how often."""

import re
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import gradio_client
import httpx
import openai
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from playwright.sync_api import Browser, expect

from index.models import Article
from index.store.connection.process_lock import own
from tests.support.browsing import STARTER, Visit
from tests.support.processes import assert_one_line, command, environment, run
from tests.support.servers.scripted_service import (
    FIRST,
    SECOND,
    ScriptedAssistant,
    Served,
    awaited,
    bearer,
    every_route,
    free_port,
    serving,
)
from ui.middleware.api_keys import COOKIE, SESSION_S
from ui.middleware.auth import counted_as
from ui.settings import load_settings

QUOTE = "Kim has since cultivated a close military and commercial relationship with Russia."
HTML = {"accept": "text/html,application/xhtml+xml"}
QUESTION = {"question": STARTER}
OPEN = {"/embed.js", "/api/health", "/api/ready"}


@pytest.fixture(scope="module")
def guarded(seed: Article) -> Iterator[Served]:
    settings = load_settings({"ARTICLE_CHAT_API_KEY": f"{FIRST}, {SECOND}"})
    with serving(ScriptedAssistant([seed], {STARTER: [QUOTE]}, settings=settings)) as running:
        yield running


def fetched(served: Served, method: str, path: str, **more: Any) -> httpx.Response:
    return httpx.request(method, served.url + path, timeout=30, trust_env=False, **more)


def signed_in(served: Served, key: str = FIRST) -> httpx.Client:
    browser = httpx.Client(base_url=served.url, trust_env=False, timeout=30)
    response = browser.post("/sign-in", data={"key": key, "to": "/"}, headers=HTML)
    assert response.status_code == 303, response.text
    return browser


def test_routes_are_all_enumerated(guarded: Served) -> None:
    paths = {path for _, path in every_route(guarded)}
    expected = {
        "/", "/api/answer", "/api/answer/stream", "/api/articles/x", "/v1/chat/completions", "/v1/models/x", "/mcp",
        "/metrics", "/docs", "/openapi.json", "/config", "/theme.css", "/gradio_api/queue/join", "/gradio_api/upload",
        "/gradio_api/call/x", "/gradio_api/file=x", "/static/x", "/static-offline-docs/x", *OPEN,
    }  # fmt: skip
    assert expected <= paths
    assert len(paths) > 70


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="no key"),
        pytest.param(bearer("wrong"), id="wrong key"),
        pytest.param({"authorization": "Bearer"}, id="empty key"),
        pytest.param(bearer(f"{FIRST}, {SECOND}"), id="both keys in one"),
        pytest.param({"authorization": f"Basic {FIRST}"}, id="another scheme"),
        pytest.param({"cookie": f"{COOKIE}={FIRST}"}, id="key as cookie"),
        pytest.param({"cookie": f"{COOKIE}={int(time.time()) + 60}.{'0' * 64}"}, id="forged cookie"),
        pytest.param({"cookie": f"{COOKIE}=²³.é".encode("latin-1")}, id="broken cookie"),
    ],
)
def test_without_a_key_only_health_is_told(guarded: Served, headers: dict[str, Any]) -> None:
    wrong = []
    with httpx.Client(base_url=guarded.url, trust_env=False, timeout=30) as client:
        for method, path in every_route(guarded):
            response = client.request(method, path, headers=headers)
            if path in OPEN:
                assert response.status_code in {200, 405}
            elif response.status_code != 401 or response.headers["www-authenticate"] != "Bearer":
                wrong.append((method, path, response.status_code))
            elif method != "HEAD" and path.startswith("/v1/"):
                error = response.json()["error"]
                assert "invalid_api_key" in error.values() or error["type"] == "authentication_error"
            elif method != "HEAD":
                assert response.headers["content-type"] == "application/problem+json"
                assert response.json()["status"] == 401
    assert wrong == []


@pytest.mark.parametrize("way", ["header", "cookie"])
def test_with_a_key_every_route_answers_as_it_does_without_a_gate(guarded: Served, seed: Article, way: str) -> None:
    headers = bearer() if way == "header" else {"cookie": f"{COOKIE}={signed_in(guarded).cookies[COOKIE]}"}

    def status(client: httpx.Client, method: str, path: str) -> int:
        with client.stream(method, path) as response:  # some of Gradio's never end
            return response.status_code

    with (
        serving(ScriptedAssistant([seed], {STARTER: [QUOTE]})) as unguarded,
        httpx.Client(base_url=guarded.url, trust_env=False, timeout=30, headers=headers) as inside,
        httpx.Client(base_url=unguarded.url, trust_env=False, timeout=30) as outside,
    ):
        for method, path in every_route(guarded):
            assert status(inside, method, path) == status(outside, method, path) != 401, (method, path)


@pytest.mark.parametrize("key", [FIRST, SECOND])
def test_each_of_several_keys_opens(guarded: Served, key: str) -> None:
    response = fetched(guarded, "POST", "/api/answer", json=QUESTION, headers=bearer(key))
    assert response.json()["status"] == "answered"
    assert signed_in(guarded, key).get("/api/articles").status_code == 200


class TestSigningIn:
    def test_person_gets_a_form_at_the_page_asked_for(self, guarded: Served) -> None:
        response = fetched(guarded, "GET", '/docs?a="b', headers=HTML)
        assert response.status_code == 401
        assert 'value="/docs?a=%22b"' in response.text
        assert response.headers["cache-control"] == "no-store"
        assert not re.search(r'(src|href)="(?!data:|/docs)', response.text)

    def test_right_key_leads_back_and_is_remembered_out_of_scripts_reach(self, guarded: Served) -> None:
        with httpx.Client(base_url=guarded.url, trust_env=False) as browser:
            response = browser.post("/sign-in", data={"key": f" {FIRST} ", "to": "/?article=x#a=1"})
            assert (response.status_code, response.headers["location"]) == (303, "/?article=x#a=1")
            attributes = response.headers["set-cookie"].lower()
            assert "httponly" in attributes
            assert "samesite=lax" in attributes
            assert FIRST not in attributes
            assert browser.get("/", headers=HTML).status_code == 200

    def test_in_a_frame_a_cookie_of_that_frame_is_added(self, guarded: Served) -> None:
        def cookies(dest: str) -> list[str]:
            headers = {"sec-fetch-dest": dest}
            return fetched(guarded, "POST", "/sign-in", data={"key": FIRST}, headers=headers).headers.get_list(
                "set-cookie"
            )

        (plain,) = cookies("document")
        own, framed = cookies("iframe")
        assert own == plain
        assert framed.endswith("; SameSite=None; Secure; Partitioned")
        assert framed.partition(";")[0] == own.partition(";")[0]

    @pytest.mark.parametrize(
        "to", ["javascript:alert(1)", "//evil.example", "https://evil.example", "/\t/evil.example"]
    )
    def test_form_links_to_no_other_place(self, guarded: Served, to: str) -> None:
        form = fetched(guarded, "POST", "/sign-in", data={"key": "wrong", "to": to}).text
        assert 'href="/"' in form
        assert to not in form

    def test_wrong_key_gives_the_form_again(self, guarded: Served) -> None:
        response = fetched(guarded, "POST", "/sign-in", data={"key": "<b>", "to": '/"><script>'})
        assert response.status_code == 401
        assert "set-cookie" not in response.headers
        assert "This key is not right." in response.text
        assert "<b>" not in response.text
        assert '"><script>' not in response.text

    def test_form_speaks_the_browsers_language(self, guarded: Served) -> None:
        asked = fetched(guarded, "GET", "/", headers={**HTML, "accept-language": "pt-BR"})
        assert '<html lang="pt">' in asked.text
        assert "Este site pede uma chave." in asked.text

    @pytest.mark.parametrize(
        "to", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", ""]
    )
    def test_never_leads_to_another_site(self, guarded: Served, to: str) -> None:
        response = fetched(guarded, "POST", "/sign-in", data={"key": FIRST, "to": to})
        assert re.match(r"/(?![/\\\t])", response.headers["location"]) or response.headers["location"] == "/"

    @pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"key", b'{"key": 1}'])
    def test_any_other_body_is_a_wrong_key(self, guarded: Served, body: bytes) -> None:
        assert fetched(guarded, "POST", "/sign-in", content=body).status_code == 401

    def test_cookie_ends(self, guarded: Served, monkeypatch: pytest.MonkeyPatch) -> None:
        now = time.time()
        monkeypatch.setattr("ui.middleware.api_keys.time.time", lambda: now - SESSION_S - 1)
        browser = signed_in(guarded)
        assert browser.get("/api/articles").status_code == 200
        monkeypatch.undo()
        assert browser.get("/api/articles").status_code == 401

    @pytest.mark.parametrize("others", [("stale", "own"), ("own", "stale"), ("stale", "own", "stale")])
    def test_cookies_of_other_servers_on_this_host_do_not_hide_ours(
        self, guarded: Served, others: tuple[str, ...]
    ) -> None:
        values = {"own": signed_in(guarded).cookies[COOKIE], "stale": f"{int(time.time()) + 60}.{'0' * 64}"}
        cookie = "; ".join(f"{COOKIE}={values[each]}" for each in others)
        assert fetched(guarded, "GET", "/api/articles", headers={"cookie": cookie}).status_code == 200

    def test_cookie_ends_with_its_key(self, guarded: Served, seed: Article) -> None:
        cookie = {"cookie": f"{COOKIE}={signed_in(guarded).cookies[COOKIE]}"}
        with serving(ScriptedAssistant([seed], {}, settings=load_settings({"ARTICLE_CHAT_API_KEY": SECOND}))) as other:
            assert fetched(other, "GET", "/api/articles", headers=cookie).status_code == 401
            assert fetched(other, "GET", "/api/articles", headers=bearer(SECOND)).status_code == 200


@pytest.mark.browser
def test_person_signs_in_and_asks(browser: Browser, guarded: Served) -> None:
    visit = Visit(browser, guarded.url)
    page = visit.open("/?from=a#b")
    key = page.get_by_label("This site asks for a key.")
    expect(key).to_be_focused()
    key.fill("wrong")
    key.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("This key is not right.")
    page.get_by_label("This site asks for a key.").fill(FIRST)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{guarded.url}/?from=a#b")
    expect(visit.ask(STARTER)).to_contain_text(QUOTE)
    assert page.evaluate("document.cookie") == ""
    assert visit.outside == []


class TestClients:
    def test_openai_sends_the_key(self, guarded: Served) -> None:
        http = openai.DefaultHttpxClient(trust_env=False)

        def asked(key: str) -> str | None:
            client = openai.OpenAI(base_url=f"{guarded.url}/v1", api_key=key, max_retries=0, http_client=http)
            messages: Any = [{"role": "user", "content": STARTER}]
            return client.chat.completions.create(model="article-chat", messages=messages).choices[0].message.content

        assert asked(FIRST) == f"{QUOTE} [1]"
        with pytest.raises(openai.AuthenticationError, match="Bearer"):
            asked("wrong")

    def test_gradio_sends_the_key(self, guarded: Served) -> None:
        headers = {"Authorization": f"Bearer {FIRST}"}
        with_key = gradio_client.Client(guarded.url, headers=headers, verbose=False)
        assert with_key.predict(STARTER, api_name="/answer")["status"] == "answered"
        with pytest.raises(Exception, match="credentials were not provided"):
            gradio_client.Client(guarded.url, verbose=False)

    def test_mcp_sends_the_key(self, guarded: Served) -> None:
        async def called() -> Any:
            async with httpx.AsyncClient(headers=bearer(), trust_env=False) as http:
                transport = streamable_http_client(f"{guarded.url}/mcp", http_client=http)
                async with Client(transport) as client:
                    return (await client.call_tool("answer", QUESTION)).structured_content

        assert awaited(called())["status"] == "answered"

    def test_command_line_sends_the_key(self, guarded: Served, tmp_path: Any) -> None:
        with own(tmp_path, guarded.url):
            assert run(tmp_path, "ask", STARTER, ARTICLE_CHAT_API_KEY=SECOND).stdout.startswith(QUOTE)
            assert_one_line(run(tmp_path, "ask", STARTER), names="ARTICLE_CHAT_API_KEY")


class TestRate:
    @pytest.fixture
    def limited(self, seed: Article) -> Iterator[Served]:
        settings = load_settings({"ARTICLE_CHAT_API_KEY": f"{FIRST} {SECOND}", "ARTICLE_CHAT_RATE_LIMIT": "2/hour"})
        with serving(ScriptedAssistant([seed], {STARTER: [QUOTE]}, settings=settings)) as running:
            yield running

    def test_more_is_refused_until_the_time_that_is_told(
        self, limited: Served, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def asked() -> httpx.Response:
            return fetched(limited, "POST", "/api/answer", json=QUESTION, headers=bearer())

        assert [asked().status_code, asked().status_code] == [200, 200]
        refused = asked()
        assert (refused.status_code, refused.headers["content-type"]) == (429, "application/problem+json")
        assert "2/hour" in refused.json()["detail"]
        now, seconds = time.time, int(refused.headers["retry-after"])
        monkeypatch.setattr("time.time", lambda: now() + seconds - 60)
        assert asked().status_code == 429
        monkeypatch.setattr("time.time", lambda: now() + seconds)
        assert asked().status_code == 200

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/api/answer", QUESTION),
            ("/api/answer/stream", QUESTION),
            ("/v1/chat/completions", {"model": "article-chat", "messages": [{"role": "user", "content": STARTER}]}),
            ("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "articles"}}),
            ("/gradio_api/call/answer", {"data": [STARTER]}),
            ("/gradio_api/call/answer/", {"data": [STARTER]}),
            ("/gradio_api/queue/join", {"data": [STARTER], "fn_index": 0, "session_hash": "x"}),
            ("/gradio_api/component_server", {"component_id": 7, "fn_name": "shelf", "data": ""}),
            ("/gradio_api/component_server/", {"component_id": 7, "fn_name": "further", "data": "[]"}),
            ("/gradio_api/run/answer", {"data": [STARTER]}),
            ("/gradio_api/api/answer", {"data": [STARTER]}),
        ],
    )
    def test_every_way_of_asking_counts_for_its_key_alone(self, limited: Served, path: str, body: Any) -> None:
        headers = {**bearer(), "accept": "application/json, text/event-stream"}
        with httpx.Client(base_url=limited.url, trust_env=False) as client:
            statuses = [client.post(path, json=body, headers=headers).status_code for _ in range(3)]
            assert [status == 429 for status in statuses] == [False, False, True]
            assert client.post(path, json=body, headers={**headers, **bearer(SECOND)}).status_code != 429

    def test_reading_and_the_page_do_not_count(self, limited: Served) -> None:
        with httpx.Client(base_url=limited.url, trust_env=False, headers=bearer()) as client:
            for path in ["/", "/config", "/api/articles", "/v1/models", "/docs", "/theme.css"] * 3:
                assert client.get(path).status_code == 200

    def test_without_keys_each_address_counts(self, seed: Article) -> None:
        settings = load_settings({"ARTICLE_CHAT_RATE_LIMIT": "1/hour"})
        with serving(ScriptedAssistant([seed], {STARTER: [QUOTE]}, settings=settings)) as running:

            def asked(address: str) -> int:
                # Uvicorn takes a proxy on this machine at its word.
                return fetched(
                    running, "POST", "/api/answer", json=QUESTION, headers={"x-forwarded-for": address}
                ).status_code

            assert [asked(address) for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1")] == [200, 200, 429]


class TestServe:
    @pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])  # noqa: S104 - refused
    def test_other_addresses_than_loopback_need_a_key(self, tmp_path: Any, host: str) -> None:
        assert_one_line(run(tmp_path, "serve", "--host", host), names="--no-key")
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize("given", [["--no-key"], ["--api-key", FIRST]])
    def test_with_either_they_are_served(self, tmp_path: Any, given: list[str]) -> None:
        port = free_port()
        process = subprocess.Popen(
            command("serve", "--host", "0.0.0.0", "--port", str(port), *given),  # noqa: S104 - on this machine
            env=environment(tmp_path),
        )
        try:
            served = Served("127.0.0.1", port)
            served.wait("/api/health")
            assert served.status("/") == (200 if given == ["--no-key"] else 401)
        finally:
            process.terminate()
            assert process.wait(30) == 0


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_addresses_of_one_subscriber_are_counted_together(host: str, counted: str) -> None:
    assert counted_as(host) == counted
