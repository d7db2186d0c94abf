"""A frame about one article is answered from it alone, whatever is sent."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.models import Article
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving

BRIDGE = Article("The bridge", "Ada Quill opened the bridge in 1932.", "")
LIGHT = Article("The light", "Ivo Harn lit the light in 1902.", "")
QUESTION = "Who opened it?"
SCRIPT = Path(__file__).parents[3] / "ui" / "page" / "static" / "embed.js"


@pytest.fixture(scope="module")
def assistant() -> ScriptedAssistant:
    scripted = ScriptedAssistant([BRIDGE, LIGHT], {QUESTION: (BRIDGE.text, LIGHT.text)})
    scripted.suggested = {BRIDGE.id: ("Who opened it?",), LIGHT.id: ("Who lit it?",), "": ("Of all?",)}
    return scripted


@pytest.fixture(scope="module")
def served(assistant: ScriptedAssistant) -> Iterator[Served]:
    with serving(assistant) as running:
        running.wait("/config")
        yield running


def send(served: Served, method: str, path: str, **more: Any) -> httpx.Response:
    return httpx.request(method, served.url + path, trust_env=False, timeout=30, **more)


@pytest.mark.parametrize("stream", ["", "/stream"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"article": LIGHT.id},
        {"articles": [LIGHT.id, BRIDGE.id]},
        {"documents": [{"title": "Mine", "text": "Nobody opened it."}]},
    ],
)
def test_a_question_is_asked_of_the_article_of_the_frame(
    served: Served, assistant: ScriptedAssistant, more: dict[str, Any], stream: str
) -> None:
    response = send(served, "POST", f"/embed/{BRIDGE.id}/api/answer{stream}", json={"question": QUESTION, **more})
    assert response.status_code == 200
    asked = assistant.asked[-1]
    assert (asked.article, asked.articles, asked.documents) == (BRIDGE.id, None, ())


def test_a_question_without_a_frame_is_asked_as_it_says(served: Served, assistant: ScriptedAssistant) -> None:
    send(served, "POST", "/api/answer", json={"question": QUESTION, "article": LIGHT.id})
    assert assistant.asked[-1].article == LIGHT.id


def test_no_other_article_is_listed_or_read(served: Served) -> None:
    frame = f"/embed/{BRIDGE.id}/api/articles"
    assert [each["id"] for each in send(served, "GET", frame).json()["articles"]] == [BRIDGE.id]
    assert send(served, "GET", f"{frame}/{BRIDGE.id}").json()["text"] == BRIDGE.text
    assert send(served, "GET", f"{frame}/{LIGHT.id}").status_code == 404
    assert len(send(served, "GET", "/api/articles").json()["articles"]) == 2


def test_the_functions_of_the_page_give_no_other_article(served: Served) -> None:
    frame = f"/embed/{BRIDGE.id}"
    config = send(served, "GET", f"{frame}/config").json()
    component = next(each["id"] for each in config["components"] if each["props"].get("server_fns"))

    def called(name: str, data: str) -> Any:
        body = {"component_id": component, "fn_name": name, "data": data}
        return send(served, "POST", f"{frame}/gradio_api/component_server", json=body).json()

    assert BRIDGE.text in called("article", BRIDGE.id)
    assert called("article", LIGHT.id) == ""
    assert LIGHT.title not in str(called("shelf", LIGHT.id))
    assert "Who lit it?" not in called("starters", LIGHT.id)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/articles"),
        ("DELETE", f"/api/articles/{BRIDGE.id}"),
        ("POST", "/api/verify"),
        ("POST", "/v1/chat/completions"),
        ("POST", "/mcp"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/call/answer"),
        ("GET", "/docs"),
        ("GET", "/metrics"),
        ("GET", f"/embed/{LIGHT.id}/api/articles"),
    ],
)
def test_nothing_else_is_there(served: Served, method: str, path: str) -> None:
    assert send(served, method, f"/embed/{BRIDGE.id}{path}", json={}).status_code in {404, 405}


def test_the_address_with_the_article_leads_to_the_frame(served: Served) -> None:
    response = send(served, "GET", f"/embed?article={BRIDGE.id}&language=pt&__theme=dark")
    assert (response.status_code, response.headers["location"]) == (307, f"/embed/{BRIDGE.id}/pt/?__theme=dark")
    response = send(served, "GET", f"/embed?article={BRIDGE.id}&language=../../docs")
    assert response.headers["location"] == f"/embed/{BRIDGE.id}/"
    assert send(served, "GET", f"/embed/{BRIDGE.id}/").status_code == 200


def test_a_frame_about_no_article_tells_nothing_of_others(served: Served) -> None:
    assert send(served, "GET", "/embed/gone/api/articles").json()["articles"] == []
    response = send(served, "POST", "/embed/gone/api/answer", json={"question": QUESTION})
    assert response.status_code == 404


def test_the_script_is_small_and_takes_no_key(served: Served) -> None:
    response = send(served, "GET", "/embed.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.content == SCRIPT.read_bytes()
    assert len(response.content) <= 3000
