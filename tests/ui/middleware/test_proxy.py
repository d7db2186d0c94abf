"""Behind nginx under a sub-path: the page and one unmodified client of each protocol; and whose headers count."""

from collections.abc import Iterator
from typing import Any

import gradio_client
import httpx
import openai
import pytest
from mcp import Client
from playwright.sync_api import Browser, expect

from index.models import Article
from rag.models import Delta, Question
from tests.support.browsing import STARTER, Visit
from tests.support.servers.reverse_proxy import KEEPING, STRIPPING, UNTOLD, nginx
from tests.support.servers.scripted_service import ScriptedAssistant, Served, awaited, serving
from ui.middleware.api_keys import COOKIE
from ui.settings import Settings, SettingsError, load_settings

QUOTE = "Kim has since cultivated a close military and commercial relationship with Russia."
KEY = "correct-horse"
HTML = {"accept": "text/html"}
FORWARDED = {
    **HTML,
    "x-forwarded-prefix": "/chat",
    "x-forwarded-host": "chat.example",
    "x-forwarded-proto": "https",
}


def scripted(seed: Article, **settings: Any) -> ScriptedAssistant:
    return ScriptedAssistant([seed], {STARTER: [QUOTE]}, settings=Settings(**settings))


def fetched(served: Served, method: str, path: str, **more: Any) -> httpx.Response:
    return httpx.request(method, served.url + path, timeout=30, trust_env=False, **more)


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((STRIPPING, {}), id="the proxy tells its prefix"),
        pytest.param((KEEPING, {"root_path": "/chat"}), id="the settings name it"),
        pytest.param((UNTOLD, {"root_path": "/chat/"}), id="the settings name it, and the proxy strips it"),
    ],
)
def proxied(request: pytest.FixtureRequest, seed: Article) -> Iterator[Served]:
    directives, settings = request.param
    with serving(scripted(seed, **settings)) as upstream, nginx(upstream, directives) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def open_server(seed: Article) -> Iterator[Served]:
    with serving(scripted(seed)) as running:
        yield running


@pytest.mark.browser
def test_page_loads_and_answers_under_a_sub_path(browser: Browser, proxied: Served) -> None:
    visit = Visit(browser, f"{proxied.url}/chat/")
    failed: list[str] = []
    visit.page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    visit.page.goto(visit.url)
    expect(visit.ask(STARTER)).to_contain_text(QUOTE)
    assert failed == []


class TestClients:
    def test_httpx(self, proxied: Served, seed: Article) -> None:
        answer = fetched(proxied, "POST", "/chat/api/answer", json={"question": STARTER}).json()
        assert answer["citations"][0]["quote"] == QUOTE
        assert fetched(proxied, "GET", f"/chat/api/articles/{seed.id}").json()["text"] == seed.text

    def test_openai(self, proxied: Served) -> None:
        http = openai.DefaultHttpxClient(trust_env=False)
        client = openai.OpenAI(base_url=f"{proxied.url}/chat/v1", api_key="unused", max_retries=0, http_client=http)
        messages: Any = [{"role": "user", "content": STARTER}]
        completion = client.chat.completions.create(model="article-chat", messages=messages)
        assert completion.choices[0].message.content == f"{QUOTE} [1]"
        stream = client.chat.completions.create(model="article-chat", messages=messages, stream=True)
        assert "".join(chunk.choices[0].delta.content or "" for chunk in stream) == f"{QUOTE} [1]"
        with pytest.raises(openai.NotFoundError, match="no model"):
            client.models.retrieve("gpt-4")

    def test_mcp(self, proxied: Served) -> None:
        async def called() -> Any:
            async with Client(f"{proxied.url}/chat/mcp") as client:
                return (await client.call_tool("answer", {"question": STARTER})).structured_content

        assert awaited(called())["status"] == "answered"

    def test_gradio_client(self, proxied: Served) -> None:
        client = gradio_client.Client(f"{proxied.url}/chat/", verbose=False, analytics_enabled=False)
        assert client.predict(STARTER, api_name="/answer")["status"] == "answered"


def test_description_and_redirects_stay_under_the_sub_path(proxied: Served) -> None:
    page = fetched(proxied, "GET", "/chat/docs").text
    assert "'/chat/openapi.json'" in page
    assert 'src="/chat/static-offline-docs/' in page
    assert fetched(proxied, "GET", "/chat/openapi.json").json()["servers"] == [{"url": "/chat"}]
    assert fetched(proxied, "GET", "/chat/static-offline-docs/swagger-ui.css").status_code == 200
    assert fetched(proxied, "GET", "/chat/nothing").status_code == 404
    assert fetched(proxied, "GET", "/chat/v1/nothing").json()["error"]["type"] == "invalid_request_error"
    assert fetched(proxied, "DELETE", "/chat/api/answer").headers["allow"] == "POST"


def test_without_its_slash_the_sub_path_leads_to_the_page(seed: Article) -> None:
    with serving(scripted(seed, root_path="/chat")) as running:
        response = fetched(running, "GET", "/chat?article=x")
        assert (response.status_code, response.headers["location"]) == (308, "/chat/?article=x")


def test_person_signs_in_under_a_sub_path(seed: Article) -> None:
    with serving(scripted(seed, api_key=KEY)) as upstream, nginx(upstream) as proxy:
        form = fetched(proxy, "GET", "/chat/docs?a=b", headers=HTML).text
        assert 'action="/chat/sign-in"' in form
        assert 'value="/chat/docs?a=b"' in form
        with httpx.Client(base_url=proxy.url, trust_env=False) as person:
            response = person.post("/chat/sign-in", data={"key": KEY, "to": "/chat/docs"})
            assert response.headers["location"] == "/chat/docs"
            assert "Path=/chat/;" in response.headers["set-cookie"]
            assert person.get("/chat/docs").status_code == 200
        elsewhere = fetched(proxy, "POST", "/chat/sign-in", data={"key": KEY, "to": "https://evil.example"})
        assert elsewhere.headers["location"] == "/chat/"


def test_a_stream_that_waits_outlives_a_proxys_patience(seed: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.v1.respond.KEEP_ALIVE_S", 0.2)
    assistant = scripted(seed)
    answer = assistant.scripted(Question(STARTER))
    assistant.streams["Who?"] = [Delta(QUOTE), 6.0, Delta(" [1]"), answer]
    assistant.streams["When?"] = [Delta(QUOTE), 0.5, Delta(" [1]"), answer]
    body = {"model": "article-chat", "stream": True, "messages": [{"role": "user", "content": "Who?"}]}
    # On a busy machine an event loop may itself pause for a second or two.
    with serving(assistant) as upstream, nginx(upstream, more="proxy_read_timeout 4s;") as proxy:
        told = fetched(proxy, "POST", "/chat/v1/chat/completions", json=body).text
        assert told.endswith("data: [DONE]\n\n")
        assert "\n\n: keep-alive\n\n" in told
        http = openai.DefaultHttpxClient(trust_env=False)
        client = openai.OpenAI(base_url=f"{proxy.url}/chat/v1", api_key="unused", max_retries=0, http_client=http)
        messages: Any = [{"role": "user", "content": "When?"}]
        stream = client.chat.completions.create(model="article-chat", messages=messages, stream=True)
        assert "".join(chunk.choices[0].delta.content or "" for chunk in stream) == f"{QUOTE} [1]"


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/articles/"), ("GET", "/v1/models/"), ("POST", "/mcp/"), ("POST", "/api/answer/")]
)
def test_a_slash_at_the_end_is_no_redirect(open_server: Served, method: str, path: str) -> None:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    body = {"json": message if path == "/mcp/" else {"question": STARTER}} if method == "POST" else {}
    assert fetched(open_server, method, path, **body).status_code == 200


class TestTrust:
    def test_a_trusted_proxy_is_believed(self, seed: Article) -> None:
        with serving(scripted(seed, api_key=KEY)) as running:
            assert 'action="/chat/sign-in"' in fetched(running, "GET", "/", headers=FORWARDED).text
            signed = fetched(running, "POST", "/sign-in", data={"key": KEY}, headers=FORWARDED)
            assert "; Secure" in signed.headers["set-cookie"]
            cookie = {"cookie": f"{COOKIE}={signed.cookies[COOKIE]}"}
            root = fetched(running, "GET", "/config", headers={**FORWARDED, **cookie}).json()["root"]
            assert root == "https://chat.example/chat"

    def test_another_is_not(self, seed: Article) -> None:
        with serving(scripted(seed, api_key=KEY, forwarded_allow_ips="192.0.2.1, 10.0.0.0/8")) as running:
            assert 'action="/sign-in"' in fetched(running, "GET", "/", headers=FORWARDED).text
            signed = fetched(running, "POST", "/sign-in", data={"key": KEY}, headers=FORWARDED)
            assert "; Secure" not in signed.headers["set-cookie"]
            cookie = {"cookie": f"{COOKIE}={signed.cookies[COOKIE]}"}
            root = fetched(running, "GET", "/config", headers={**FORWARDED, **cookie}).json()["root"]
            assert root == running.url

    @pytest.mark.parametrize("prefix", ["chat", "//evil.example", "/a/../b", '/"><script>', "/a b", "/"])
    def test_what_is_no_path_is_no_prefix(self, seed: Article, prefix: str) -> None:
        with serving(scripted(seed, api_key=KEY)) as running:
            form = fetched(running, "GET", "/", headers={**FORWARDED, "x-forwarded-prefix": prefix}).text
            assert 'action="/sign-in"' in form

    @pytest.mark.parametrize("host", ["evil.example/path", "a b", "user@evil.example", "evil.example:port"])
    def test_what_is_no_host_is_not_taken_for_one(self, open_server: Served, host: str) -> None:
        headers = {"x-forwarded-host": host}
        assert fetched(open_server, "GET", "/config", headers=headers).json()["root"] == open_server.url


class TestHead:
    @pytest.mark.parametrize(
        "path", ["/", "/api/health", "/api/ready", "/api/articles", "/v1/models", "/metrics", "/docs", "/openapi.json"]
    )
    def test_is_the_get_without_its_body(self, open_server: Served, path: str) -> None:
        head, get = (fetched(open_server, method, path) for method in ("HEAD", "GET"))
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == get.headers["content-type"]
        if path not in {"/", "/metrics"}:  # made anew each time
            assert head.headers["content-length"] == get.headers["content-length"]

    def test_of_what_is_not_there_is_404_and_of_a_post_405(self, open_server: Served) -> None:
        assert fetched(open_server, "HEAD", "/api/articles/unknown").status_code == 404
        refused = fetched(open_server, "HEAD", "/api/answer")
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")

    def test_needs_the_key_too(self, seed: Article) -> None:
        with serving(scripted(seed, api_key=KEY)) as running:
            assert fetched(running, "HEAD", "/api/articles").status_code == 401


class TestSettings:
    @pytest.mark.parametrize(
        ("given", "taken"), [("", ""), ("/", ""), ("/chat", "/chat"), ("/chat/", "/chat"), ("/a/b-c.d", "/a/b-c.d")]
    )
    def test_sub_path(self, given: str, taken: str) -> None:
        assert load_settings({"ARTICLE_CHAT_ROOT_PATH": given}).root_path == taken

    @pytest.mark.parametrize("given", ["chat", "//chat", "/a/../b", "/a b", "https://a.example/chat", "/api", "/v1/x"])
    def test_what_is_no_sub_path_is_refused(self, given: str) -> None:
        with pytest.raises(SettingsError, match=r"ARTICLE_CHAT_ROOT_PATH.*such as /chat"):
            load_settings({"ARTICLE_CHAT_ROOT_PATH": given})

    @pytest.mark.parametrize(
        ("given", "taken"),
        [("*", "*"), ("10.0.0.0/8 ::1", "10.0.0.0/8,::1"), ("192.0.2.1, 192.0.2.2", "192.0.2.1,192.0.2.2"), ("", "")],
    )
    def test_trusted_addresses(self, given: str, taken: str) -> None:
        assert load_settings({"ARTICLE_CHAT_FORWARDED_ALLOW_IPS": given}).forwarded_allow_ips == taken

    @pytest.mark.parametrize("given", ["proxy", "10.0.0.1/8", "*, 10.0.0.1", "10.0.0.0/99"])
    def test_what_is_no_address_is_refused(self, given: str) -> None:
        with pytest.raises(SettingsError, match=r"ARTICLE_CHAT_FORWARDED_ALLOW_IPS.*no address or network"):
            load_settings({"ARTICLE_CHAT_FORWARDED_ALLOW_IPS": given})
