"""Pages of other sites that use the APIs: those of named origins, with a key of their own."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from index.models import Article
from tests.support.browsing import STARTER
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from tests.support.servers.sites import page, site
from ui.settings import Settings, SettingsError, load_settings

QUOTE = "Kim has since cultivated a close military and commercial relationship with Russia."
KEY, NEWS = "correct-horse", "https://news.example"
BEARER = {"authorization": f"Bearer {KEY}"}
ASK = """async ([url, key]) => {
  const headers = { "content-type": "application/json", authorization: `Bearer ${key}` };
  const ask = (path, body) => fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  const messages = [{ role: "user", content: "why didn't Kim meet Trump?" }];
  const bodies = [
    ["/api/answer", { question: messages[0].content }],
    ["/v1/chat/completions", { model: "article-chat", messages }],
  ];
  const told = [];
  for (const [path, body] of bodies) {
    try {
      const response = await ask(path, body);
      told.push([response.status, response.headers.get("x-request-id") !== null]);
    } catch (error) {
      told.push(error.name);
    }
  }
  return told;
}"""


def fetched(served: Served, method: str, path: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body: dict[str, Any] = {"json": {"question": STARTER}} if method == "POST" else {}
    return httpx.request(method, served.url + path, headers=named, timeout=30, trust_env=False, **body)


def preflight(served: Served, path: str, origin: str) -> httpx.Response:
    asked = {"access_control_request_method": "POST", "access_control_request_headers": "authorization,x-stainless-os"}
    return fetched(served, "OPTIONS", path, origin=origin, **asked)


@pytest.fixture(scope="module")
def served(seed: Article) -> Iterator[Served]:
    settings = Settings(api_key=KEY, cors_origins=f"{NEWS} http://localhost:6274")
    with serving(ScriptedAssistant([seed], {STARTER: [QUOTE]}, settings=settings)) as running:
        yield running


@pytest.mark.browser
@pytest.mark.parametrize("named", [True, False])
def test_a_page_asks_where_its_origin_is_named(browser: Browser, seed: Article, named: bool) -> None:
    with site({"/": page(b"<h1>News</h1>")}) as news:
        origin = news.url("", "localhost")
        settings = Settings(api_key=KEY, cors_origins=origin if named else NEWS)
        with serving(ScriptedAssistant([seed], {STARTER: [QUOTE]}, settings=settings)) as running:
            tab = browser.new_context().new_page()
            tab.goto(f"{origin}/")
            told = tab.evaluate(ASK, [running.url, KEY])
    assert told == ([[200, True], [200, True]] if named else ["TypeError", "TypeError"])


@pytest.mark.parametrize("path", ["/api/answer", "/api/articles", "/v1/chat/completions", "/mcp"])
def test_preflight_needs_no_key(served: Served, path: str) -> None:
    response = preflight(served, path, NEWS)
    assert (response.status_code, response.headers["access-control-allow-origin"]) == (200, NEWS)
    assert "x-stainless-os" in response.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in response.headers
    assert fetched(served, "POST", path, origin=NEWS).status_code == 401


@pytest.mark.parametrize("origin", ["https://other.example", f"{NEWS}.evil.example", "null", "http://news.example"])
def test_another_origin_is_let_nowhere(served: Served, origin: str) -> None:
    assert "access-control-allow-origin" not in preflight(served, "/api/answer", origin).headers
    answered = fetched(served, "POST", "/api/answer", origin=origin, **BEARER)
    assert "access-control-allow-origin" not in answered.headers


@pytest.mark.parametrize("path", ["/", "/config", "/docs", "/metrics", "/sign-in"])
def test_the_page_is_for_nobody_elses(served: Served, path: str) -> None:
    assert "access-control-allow-origin" not in fetched(served, "GET", path, origin=NEWS, **BEARER).headers


def test_nobody_is_named_by_default(seed: Article) -> None:
    with serving(ScriptedAssistant([seed], {STARTER: [QUOTE]})) as running:
        response = preflight(running, "/api/answer", "http://localhost:3000")
        assert response.status_code == 405
        assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(("origin", "status"), [(NEWS, 404), ("https://other.example", 403)])
def test_a_named_origin_may_change_articles_with_the_key(served: Served, origin: str, status: int) -> None:
    asked = {"origin": origin, "sec_fetch_site": "cross-site", **BEARER}
    assert fetched(served, "DELETE", "/api/articles/unknown", **asked).status_code == status


@pytest.mark.parametrize(("origin", "status"), [(NEWS, 400), ("https://other.example", 403)])
def test_a_named_origin_may_call_tools(served: Served, origin: str, status: int) -> None:
    assert fetched(served, "POST", "/mcp", origin=origin, **BEARER).status_code == status


@pytest.mark.parametrize("value", ["https://News.Example", "https://news.example:443", "HTTPS://news.example"])
def test_an_origin_is_compared_as_browsers_write_it(seed: Article, value: str) -> None:
    settings = load_settings({"ARTICLE_CHAT_CORS_ORIGINS": value})
    with serving(ScriptedAssistant([seed], {STARTER: [QUOTE]}, settings=settings)) as running:
        assert preflight(running, "/api/answer", NEWS).headers["access-control-allow-origin"] == NEWS
        assert fetched(running, "POST", "/mcp", origin=NEWS).status_code == 400


@pytest.mark.parametrize("value", ["*", "news.example", "https://news.example/path"])
def test_what_is_no_origin_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match=r"ARTICLE_CHAT_CORS_ORIGINS.*is not an origin such as"):
        load_settings({"ARTICLE_CHAT_CORS_ORIGINS": value})
