"""Gradio's own endpoints: those that nobody needs are not there, the rest takes what fits, of no other site's page."""

import json
from collections.abc import Iterator
from typing import Any

import gradio_client
import httpx
import pytest

from index.models import Article
from tests.support.browsing import STARTER
from tests.support.servers.scripted_service import ScriptedAssistant, Served, every_route, serving
from ui.page.gradio_app.endpoints import OPEN

CALLS = "/gradio_api/component_server"
QUOTE = "Kim has since cultivated a close military and commercial relationship with Russia."
NEEDED = {
    "/", "/config", "/theme.css", "/favicon.ico", "/robots.txt", "/assets/x", "/static/x", "/page/x",
    "/gradio_api/app_id", "/gradio_api/app_id/", "/gradio_api/info", "/gradio_api/info/",
    "/gradio_api/startup-events", "/gradio_api/heartbeat/x", "/gradio_api/queue/join", "/gradio_api/queue/data",
    "/gradio_api/cancel", "/gradio_api/reset", "/gradio_api/reset/", CALLS, f"{CALLS}/",
}  # fmt: skip
"""All of Gradio's routes that are open; `x` stands for a parameter. Those of functions are named below."""
SIBLING = "https://evil.chat.example"


@pytest.fixture(scope="module")
def assistant(seed: Article) -> ScriptedAssistant:
    return ScriptedAssistant([seed], {STARTER: [QUOTE]})


@pytest.fixture(scope="module")
def served(assistant: ScriptedAssistant) -> Iterator[Served]:
    with serving(assistant) as running:
        yield running


@pytest.fixture(scope="module")
def bridge(served: Served) -> int:
    components = httpx.get(f"{served.url}/config", trust_env=False).json()["components"]
    (found,) = [each["id"] for each in components if each["props"].get("server_fns")]
    return int(found)


def post(served: Served, path: str, body: Any, **headers: str) -> httpx.Response:
    content = json.dumps(body)  # lone surrogates are escaped
    sent = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.post(served.url + path, content=content, headers=sent, trust_env=False, timeout=30)


def called(served: Served, bridge: int, function: str, data: Any, **headers: str) -> httpx.Response:
    body = {"session_hash": "x", "component_id": bridge, "fn_name": function, "data": data}
    return post(served, CALLS, body, **headers)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("queue/join", {"data": [], "fn_index": 99, "session_hash": "x"}),
        ("queue/join", {"data": [], "fn_index": -1, "session_hash": "x"}),
        ("queue/join", {"data": [], "fn_index": 10**30, "session_hash": "x"}),
        ("queue/join", {"data": [], "fn_index": "a", "session_hash": "x"}),
        ("queue/join", {"data": [], "session_hash": "x"}),
        ("queue/join", {"data": None, "fn_index": 0, "session_hash": "x"}),
        ("queue/join", {"data": [], "fn_index": 0, "session_hash": "\ud800"}),
        ("queue/join", {"data": [], "fn_index": 0, "session_hash": "x" * 101}),
        ("queue/join", {"data": [], "fn_index": 1, "session_hash": "x"}),
        ("run/predict", {"data": []}),
        ("run/predict", {"data": [STARTER, None, None], "fn_index": 1}),
        ("run/predict/", {"data": [], "fn_index": 99}),
        ("call/answer", {"data": [STARTER]}),
        ("call/answer", {"data": {"question": STARTER}}),
        ("call/answer", [STARTER]),
    ],
)
def test_an_event_that_does_not_fit_is_refused(served: Served, path: str, body: Any) -> None:
    response = post(served, f"/gradio_api/{path}", body)
    assert response.status_code == 422, response.text
    assert response.headers["content-type"] == "application/problem+json"


def test_an_event_that_is_no_json_is_refused(served: Served) -> None:
    for content in (b"[" * 100_000, b"", b"\xff", b'{"data": [%s]}' % (b"1" * 5000)):
        for path in ("queue/join", "run/predict", "call/answer"):
            headers = {"content-type": "application/json"}
            sent = httpx.post(f"{served.url}/gradio_api/{path}", content=content, headers=headers, trust_env=False)
            assert sent.status_code == 400


def test_what_nobody_needs_is_not_there(served: Served) -> None:
    paths = {path for _, path in every_route(served) if OPEN.fullmatch(path)}
    assert paths == NEEDED
    for path in [
        "/gradio_api/upload", "/gradio_api/process_recording", "/gradio_api/file=x", "/gradio_api/file/x",
        "/gradio_api/proxy=https://example.org", "/gradio_api/stream/x", "/gradio_api/dev/reload", "/monitoring",
        "/monitoring/summary", "/gradio_api/token", "/gradio_api/user", "/login", "/logout", "/gradio_api/deep_link",
        "/gradio_api/vibe-code", "/gradio_api/vibe-edit/", "/gradio_api/queue/status", "/gradio_api/upload_progress",
        "/gradio_api/openapi.json", "/gradio_api/call/opened", "/gradio_api/call/v2/answer", "/svelte/x",
        "/gradio_api/custom_component/x/client/component/x", "/gradio_api/run/asked", "/gradio_api/run/answer",
        "/gradio_api/api/predict", "//config", "/config/",
    ]:  # fmt: skip
        for method in ("GET", "POST", "HEAD", "PUT", "OPTIONS"):
            response = httpx.request(method, served.url + path, trust_env=False, timeout=30)
            assert response.status_code == 404, (method, path)
            assert method == "HEAD" or response.json()["title"] == "Not Found"


def test_page_and_clients_have_what_they_need(served: Served) -> None:
    client = gradio_client.Client(served.url, verbose=False)
    assert client.predict(STARTER, api_name="/answer")["status"] == "answered"
    assert client.submit(STARTER, api_name="/answer").result()["status"] == "answered"
    begun = post(served, "/gradio_api/call/answer", {"data": [STARTER, None, None]}).json()["event_id"]
    told = httpx.get(f"{served.url}/gradio_api/call/answer/{begun}", trust_env=False, timeout=30).text
    assert "event: complete" in told


@pytest.mark.parametrize("function", ["article", "shelf", "starters", "further", "exchanges", "report"])
@pytest.mark.parametrize("data", [None, 1, 1.5, True, ["a"], {"a": 1}, [1, 2, 3], "\ud800", "a\udfffb"], ids=repr)
def test_a_value_that_is_no_text_is_refused(served: Served, bridge: int, function: str, data: Any) -> None:
    response = called(served, bridge, function, data)
    assert response.status_code == 422
    assert "data" in response.json()["detail"]


@pytest.mark.parametrize("function", ["article", "starters"])
@pytest.mark.parametrize("data", ["x" * 101, "a\0b", "a\nb"])
def test_a_text_that_is_no_id_is_refused(served: Served, bridge: int, function: str, data: str) -> None:
    assert called(served, bridge, function, data).status_code == 422


@pytest.mark.parametrize(
    "data",
    [
        "[]",
        {"format": "pdf", "chats": []},
        {"format": "html", "chats": [{"title": "T"}]},
        {"format": "html", "chats": [{"title": "\ud800", "exchanges": []}]},
    ],
    ids=repr,
)
def test_an_export_that_does_not_fit_is_refused(served: Served, bridge: int, data: Any) -> None:
    assert called(served, bridge, "export", data).status_code == 422


@pytest.mark.parametrize(("file_format", "begins"), [("markdown", "# My \\*title\\*"), ("html", "<!doctype html>")])
def test_what_a_browser_kept_is_exported_without_what_does_not_fit(
    served: Served, bridge: int, file_format: str, begins: str
) -> None:
    exchanges = [{"question": "Stopped?", "article": None, "outcome": {}}, {"question": 1}]
    data = {"format": file_format, "chats": [{"title": "My *title*", "exchanges": exchanges}]}
    text = called(served, bridge, "export", data).json()
    assert text.startswith(begins)
    assert "Stopped?" in text


@pytest.mark.parametrize("data", ["[", '["\\ud800"]', "[" * 100_000, "[NaN]", "1" * 10_000, "\0", "x" * 900_000, "{}"])
def test_a_conversation_that_is_none_is_an_empty_one(served: Served, bridge: int, data: str) -> None:
    assert called(served, bridge, "further", data).json() == ""
    assert not any(called(served, bridge, "exchanges", data).json())


@pytest.mark.parametrize("data", ["", "[", "[" * 100_000, "\0", '{"limit": 1000}', '{"after": "x"}', '{"tag": "a,b"}'])
def test_a_list_that_cannot_be_is_the_first_page(served: Served, bridge: int, data: str) -> None:
    assert called(served, bridge, "shelf", data).json() == called(served, bridge, "shelf", "{}").json()


def test_an_article_that_is_not_there_is_empty(served: Served, bridge: int) -> None:
    assert called(served, bridge, "article", "0000000000000000").json() == ""
    assert "starter" not in called(served, bridge, "starters", "0000000000000000").json().replace("starters", "")


@pytest.mark.parametrize(
    "function", ["asked", "opened", "__init__", "postprocess", "", "article\0", None, 1, ["article"]]
)
def test_other_functions_are_not_called(served: Served, bridge: int, function: Any) -> None:
    assert called(served, bridge, function, "").status_code == 422


@pytest.mark.parametrize("component", [0, -1, 10**30, "x", None, [1], 1.5])
def test_other_components_have_none(served: Served, bridge: int, component: Any) -> None:
    body = {"component_id": component, "fn_name": "shelf", "data": ""}
    assert post(served, CALLS, body).status_code == (404 if isinstance(component, int) else 422)


@pytest.mark.parametrize(
    "told",
    [
        None, 1, "x", ["x"], {}, {"kept": "\ud800"}, {"kept": [STARTER]}, {"kept": "x" * 900_000},
        {"article": "\ud800"}, {"article": {"$ne": ""}}, {"kept": {"a": 1}, "article": "x" * 900_000},
    ],
    ids=lambda told: repr(told)[:40],
)  # fmt: skip
def test_an_opening_that_tells_nonsense_is_answered(served: Served, told: Any) -> None:
    body = {"data": [], "event_data": told, "fn_index": 0, "session_hash": "nonsense", "trigger_id": None}
    assert post(served, "/gradio_api/queue/join", body).status_code == 200
    with httpx.stream(
        "GET", f"{served.url}/gradio_api/queue/data?session_hash=nonsense", trust_env=False, timeout=30
    ) as events:
        found = [json.loads(line.removeprefix("data: ")) for line in events.iter_lines() if line.startswith("data: ")]
    assert found[-1]["msg"] == "close_stream"
    (ended,) = [each for each in found if each["msg"] == "process_completed"]
    assert ended["success"] or ended["output"]["error"]
    assert "Traceback" not in json.dumps(found)


@pytest.mark.parametrize(
    "origin", [SIBLING, "https://evil.example", "null", "http://localhost:3000", "http://127.0.0.1:1"]
)
@pytest.mark.parametrize(
    "path", ["/", "/config", "/gradio_api/info", "/gradio_api/queue/join", CALLS, "/page/js/main.js"]
)
def test_no_foreign_origin_is_allowed(served: Served, origin: str, path: str) -> None:
    asks = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    for method, more in (("GET", {}), ("OPTIONS", asks)):
        response = httpx.request(method, served.url + path, headers={"origin": origin} | more, trust_env=False)
        assert not [
            name
            for name in response.headers
            if name.startswith("access-control-allow-") and name[21:] in ("origin", "credentials")
        ]


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site", "origin": SIBLING},
        {"origin": SIBLING},
        {"origin": "null"},
        {"origin": ""},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/gradio_api/queue/join", CALLS, "/gradio_api/call/answer", "/gradio_api/cancel"])
def test_a_page_of_another_site_may_not_ask(served: Served, path: str, headers: dict[str, str]) -> None:
    assert post(served, path, {"data": [STARTER]}, **headers).status_code == 403


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_what_a_form_can_send_is_refused(served: Served, media_type: str) -> None:
    assert post(served, "/gradio_api/queue/join", {"data": []}, content_type=media_type).status_code == 415


def test_the_pages_own_requests_are_taken(served: Served, bridge: int) -> None:
    own = {"origin": served.url, "host": f"{served.host}:{served.port}"}
    assert called(served, bridge, "shelf", "", **own).status_code == 200
    assert called(served, bridge, "shelf", "", **own, sec_fetch_site="same-origin").status_code == 200
