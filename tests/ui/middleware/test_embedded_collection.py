"""A frame about a collection is answered from the articles with its tag and from no other, whatever is sent."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from index.errors import EmptyScopeError, UnknownArticleError
from index.models import Article
from rag.models import Question
from tests.support.servers.scripted_service import ScriptedAssistant, Served, awaited, serving
from ui.middleware.embedding import EmbedScope, ScopedService
from ui.page.gradio_app.embed import tag_of, tag_segment
from ui.service.service import Assistant
from ui.settings import load_settings

T = TypeVar("T")

TAG = "são/paulo news"
BRIDGE = Article("The bridge", "Ada Quill opened the bridge in 1932.", "", tags=("old", TAG))
FERRY = Article("The ferry", "Oda Brun steered the ferry in 1951.", "", tags=(TAG,))
LIGHT = Article("The light", "Ivo Harn lit the light in 1902.", "", tags=("old",))
QUESTION = "Who opened it?"
FRAME = "/embed/collection/s~C3~A3o~2Fpaulo~20news"


@pytest.fixture(scope="module")
def assistant() -> ScriptedAssistant:
    scripted = ScriptedAssistant([BRIDGE, LIGHT, FERRY], {QUESTION: (BRIDGE.text, LIGHT.text)})
    scripted.suggested = {BRIDGE.id: ("Who opened it?",), LIGHT.id: ("Who lit it?",), "": ("Of all?",)}
    return scripted


@pytest.fixture(scope="module")
def served(assistant: ScriptedAssistant) -> Iterator[Served]:
    with serving(assistant) as running:
        running.wait("/config")
        yield running


def send(served: Served, method: str, path: str, **more: Any) -> httpx.Response:
    return httpx.request(method, served.url + path, trust_env=False, timeout=30, **more)


@pytest.mark.parametrize("tag", ["sport", TAG, "a b", "..", "%2e", "~", "+", "100% \U0001f600", "a?b#c", "pt"])
def test_a_tag_is_read_from_the_segment_that_it_is_written_as(tag: str) -> None:
    segment = tag_segment(tag)
    assert tag_of(segment) == tag
    assert segment.isascii()
    assert not set(segment) & set("/.%?#+ ")


@pytest.mark.parametrize("given", [TAG, "São/Paulo  NEWS", "sa\u0303o/paulo news"])
def test_the_address_with_the_tag_leads_to_the_frame(served: Served, given: str) -> None:
    query = httpx.QueryParams({"collection": given, "language": "pt", "__theme": "dark"})
    response = send(served, "GET", f"/embed?{query}")
    assert response.status_code == 307
    frame = response.headers["location"].removesuffix("/pt/?__theme=dark")
    assert send(served, "GET", f"{frame}/pt/").status_code == 200
    listed = send(served, "GET", f"{frame}/api/articles").json()["articles"]
    assert {each["id"] for each in listed} == {BRIDGE.id, FERRY.id}


def test_a_frame_that_names_an_article_too_is_about_that_alone(served: Served) -> None:
    response = send(served, "GET", f"/embed?collection=old&article={BRIDGE.id}")
    assert response.headers["location"] == f"/embed/{BRIDGE.id}/"


def test_an_empty_tag_does_not_lead_to_all_articles(served: Served) -> None:
    response = send(served, "GET", "/embed?collection=", follow_redirects=True)
    assert response.status_code == 404


@pytest.mark.parametrize("stream", ["", "/stream"])
@pytest.mark.parametrize(
    "more",
    [
        pytest.param({}, id="all"),
        pytest.param({"article": FERRY.id}, id="one"),
        pytest.param({"articles": [FERRY.id, BRIDGE.id]}, id="some"),
        pytest.param({"tag": TAG}, id="tag"),
        pytest.param({"documents": [{"title": "Mine", "text": "Nobody opened it."}]}, id="documents"),
    ],
)
def test_a_question_is_asked_of_the_collection(
    served: Served, assistant: ScriptedAssistant, more: dict[str, Any], stream: str
) -> None:
    response = send(served, "POST", f"{FRAME}/api/answer{stream}", json={"question": QUESTION, **more})
    assert response.status_code == 200
    asked = assistant.asked[-1]
    assert (asked.tag, asked.documents, asked.confined) == (TAG, (), True)
    assert (asked.article, asked.articles) == (more.get("article"), tuple(more.get("articles", ())) or None)


@pytest.mark.parametrize(
    "more", [{"article": LIGHT.id}, {"articles": [BRIDGE.id, LIGHT.id]}, {"article": "0" * 16}, {"tag": "old"}]
)
def test_a_question_about_anything_else_is_refused(
    served: Served, assistant: ScriptedAssistant, more: dict[str, Any]
) -> None:
    before = len(assistant.asked)
    response = send(served, "POST", f"{FRAME}/api/answer", json={"question": QUESTION, **more})
    assert response.status_code == 404
    assert response.json()["detail"].endswith(f"this frame is about the articles with the tag {TAG!r} alone.")
    assert LIGHT.title not in response.text
    assert len(assistant.asked) == before


def test_no_other_article_is_listed_or_read(served: Served) -> None:
    articles = f"{FRAME}/api/articles"
    for query in ("", "?limit=1", "?tag=old", "?search=i"):
        listed = [each["id"] for each in send(served, "GET", articles + query).json()["articles"]]
        assert listed
        assert LIGHT.id not in listed
    assert send(served, "GET", f"{articles}?limit=1").json()["total"] == 2
    assert send(served, "GET", f"{articles}/{BRIDGE.id}").json()["text"] == BRIDGE.text
    assert send(served, "GET", f"{articles}/{LIGHT.id}").status_code == 404
    assert send(served, "GET", f"{articles}/{LIGHT.id}/original").status_code == 404


def test_the_page_and_its_functions_show_no_other_article(served: Served) -> None:
    config = send(served, "GET", f"{FRAME}/config").json()
    component = next(each["id"] for each in config["components"] if each["props"].get("server_fns"))
    opened = next(each["id"] for each in config["dependencies"] if each["api_name"] == "opened")

    def called(name: str, data: str) -> Any:
        body = {"component_id": component, "fn_name": name, "data": data}
        return send(served, "POST", f"{FRAME}/gradio_api/component_server", json=body).json()

    assert BRIDGE.text in called("article", BRIDGE.id)
    assert called("article", LIGHT.id) == ""
    assert BRIDGE.title in str(called("shelf", "{}"))
    assert LIGHT.title not in str(called("shelf", "{}"))
    assert "Who opened it?" in called("starters", "")
    for other in ("Who lit it?", "Of all?"):
        assert other not in called("starters", "")
        assert other not in called("starters", LIGHT.id)
    body = {"fn_index": opened, "data": [], "event_data": {"article": LIGHT.id}, "session_hash": "s"}
    page = send(served, "POST", f"{FRAME}/gradio_api/run/predict", json=body)
    assert BRIDGE.text in page.text
    assert LIGHT.title not in page.text
    assert "Who lit it?" not in page.text


@pytest.mark.parametrize("path", ["/api/articles", "/api/verify", "/v1/chat/completions", "/mcp", "/api/grid"])
def test_nothing_else_is_there(served: Served, path: str) -> None:
    assert send(served, "POST", FRAME + path, json={}).status_code in {404, 405}


@pytest.mark.parametrize("tag", ["gone", "a,b", "x" * 41])
def test_a_frame_about_an_unknown_tag_tells_nothing_of_others(served: Served, tag: str) -> None:
    frame = f"/embed/collection/{tag_segment(tag)}"
    assert send(served, "GET", f"{frame}/").status_code == 200
    assert send(served, "GET", f"{frame}/api/articles").json()["articles"] == []
    assert send(served, "GET", f"{frame}/api/articles/{LIGHT.id}").status_code == 404


def test_the_service_itself_answers_from_the_collection_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Assistant(load_settings({}, data_dir=str(tmp_path))) as assistant:
        assistant.own()
        assistant.load()
        for article in (BRIDGE, LIGHT, FERRY):
            assistant.add(article)
        service = ScopedService(assistant)

        def asked(question: str, frame: str = FRAME, **more: Any) -> Any:
            return framed(frame, lambda: asyncio.run(service.answer(Question(question, **more))))

        answer = asked("Who opened the bridge?")
        assert [each.article_id for each in answer.citations] == [BRIDGE.id]
        assert LIGHT.id not in {each.article_id for each in asked("Who lit the light?").citations}
        suggested: list[set[str]] = []
        monkeypatch.setattr(assistant, "suggestions", lambda ids: suggested.append(set(ids)) or ("Who?",))
        told = asked("which articles do you have?")
        assert suggested == [{BRIDGE.id, FERRY.id}]
        assert told.answer.startswith("There are 2 articles: ")
        assert LIGHT.title not in told.answer
        of_one = asked("which articles do you have?", f"/embed/{BRIDGE.id}")
        assert FERRY.title not in of_one.answer
        with pytest.raises(UnknownArticleError, match="about the articles with the tag"):
            asked("Who lit the light?", article=LIGHT.id)
        with pytest.raises(EmptyScopeError, match="No article has the tag 'gone'"):
            asked("Who lit the light?", "/embed/collection/gone")


def framed(frame: str, call: Callable[[], T]) -> T:
    """What a call gives while a request from a frame is answered."""
    given: list[T] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        given.append(await asyncio.to_thread(call))

    scope: Scope = {"type": "http", "method": "GET", "path": f"{frame}/", "headers": []}
    awaited(EmbedScope(app)(scope, None, None))  # type: ignore[arg-type]
    return given[0]
