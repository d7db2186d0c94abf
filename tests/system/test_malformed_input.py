"""What cannot be a text, an id or JSON, on every way in: refused at the door, in one sentence."""

import copy
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.models import Article
from tests.support.browsing import STARTER
from tests.support.processes import run, run_process
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.api.questions.models import MODELS

HALVES = ["\ud800", "a\udfffb", "\udc80"]
PLAIN = {"string": "x", "integer": 0, "number": 0.5, "boolean": False, "null": None}
NO_JSON = {
    "deep arrays": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000,
    "a number of 5,000 digits": b'{"question": %s}' % (b"1" * 5000),
    "a word": b"question",
    "half a text": b'{"question": "',
    "no UTF-8": b'{"question": "\xff"}',
}
NO_BODY = {
    "nothing": b"",
    "a number": b"1",
    "a text": b'"question"',
    "null": b"null",
    "a list": b"[1]",
    "NaN": b'{"question": NaN, "model": NaN, "text": NaN, "answer": NaN}',
    "infinity": b'{"question": 1e999, "model": 1e999, "text": 1e999, "answer": 1e999}',
    "objects": b'{"question": {"$ne": ""}, "model": {}, "messages": {}, "text": {}, "answer": {}}',
    "lists": b'{"question": ["x"], "model": [], "messages": [[]], "text": [], "answer": []}',
}


@pytest.fixture(scope="module")
def assistant(seed: Article) -> ScriptedAssistant:
    return ScriptedAssistant([seed], {})


@pytest.fixture(scope="module")
def served(assistant: ScriptedAssistant) -> Iterator[Served]:
    with serving(assistant) as running:
        yield running


def example(schema: dict[str, Any], parts: dict[str, Any]) -> Any:
    """A value of a schema, with all that it may hold."""
    if "$ref" in schema:
        return example(parts[schema["$ref"].rpartition("/")[2]], parts)
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return example(options[0], parts)
    if fixed := schema.get("enum") or ([schema["const"]] if "const" in schema else []):
        return fixed[0]
    if schema.get("type") == "array":
        return [example(schema.get("items", {}), parts)]
    if schema.get("type") == "object" or "properties" in schema:
        return {name: example(each, parts) for name, each in schema.get("properties", {}).items()}
    return PLAIN.get(schema.get("type", "string"))


def texts(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where a value made by `example` holds a text that can be any."""
    if value == "x":
        yield place
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from texts(each, (*place, name))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from texts(each, (*place, at))


def put(value: Any, place: tuple[str | int, ...], new: str) -> Any:
    changed = copy.deepcopy(value)
    inner = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = new
    return changed


def routes(served: Served) -> dict[str, Any]:
    """Each address that takes JSON, with an example of it."""
    assert served.app
    described = served.app.app.openapi()
    bodies = {
        path: methods["post"]["requestBody"]["content"]
        for path, methods in described["paths"].items()
        if "requestBody" in methods.get("post", {})
    }
    parts = described["components"]["schemas"]
    return {
        path: example(content["application/json"]["schema"], parts)
        for path, content in bodies.items()
        if "application/json" in content and path != MODELS  # which takes none from others but the machine's owner
    }


def sent(served: Served, path: str, content: bytes) -> httpx.Response:
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    return httpx.post(served.url + path, content=content, headers=headers, trust_env=False, timeout=30)


def test_half_a_character_is_refused_wherever_a_text_is_taken(served: Served) -> None:
    tried = 0
    for path, body in routes(served).items():
        for place in texts(body):
            for half in HALVES:
                response = sent(served, path, json.dumps(put(body, place, half)).encode())
                assert response.status_code in (400, 422), (path, place, response.text)
                assert re.search("lone surrogate|is no tag|a day such as", response.text), (path, place, response.text)
                tried += 1
    assert tried > 80


def test_a_whole_character_of_two_halves_is_a_text(served: Served) -> None:
    assert sent(served, "/api/answer", b'{"question": "\\ud83d\\ude00?"}').status_code == 200


@pytest.mark.parametrize("content", [*NO_JSON.values(), *NO_BODY.values()], ids=[*NO_JSON, *NO_BODY])
def test_what_is_no_body_is_refused(served: Served, content: bytes) -> None:
    for path in [*routes(served), "/mcp"]:
        status = sent(served, path, content).status_code
        assert status in ((400,) if content in NO_JSON.values() else (400, 422)), (path, status)


@pytest.mark.parametrize(
    "article",
    ["\ud800", "a\0", "x" * 101, "x" * 900_000, "a\nb", 1, 1.5, True, {"$ne": ""}, ["x"], 10**400],
    ids=lambda article: repr(article)[:20],
)
def test_what_is_no_id_is_refused_on_every_way_in(served: Served, article: Any) -> None:
    asked = {"question": STARTER, "article": article}
    for path in ("/api/answer", "/api/answer/stream"):
        assert sent(served, path, json.dumps(asked).encode()).status_code == 422
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "answer", "arguments": asked}}
    told = sent(served, "/mcp", json.dumps(call).encode())
    assert told.status_code == 400 or '"isError":true' in told.text
    model = {"model": f"article-chat/{article}", "messages": [{"role": "user", "content": STARTER}]}
    assert sent(served, "/v1/chat/completions", json.dumps(model).encode()).status_code in (400, 404)


def test_of_many_invalid_values_some_are_named(served: Served) -> None:
    turns = [{"role": "nobody"}] * 20_000
    for path, body in (
        ("/api/answer", {"question": "Who?", "history": turns}),
        ("/v1/chat/completions", {"model": "article-chat", "messages": turns}),
        ("/api/feedback", {"verdict": "up", "answer": {"retrieved": turns}}),
    ):
        response = sent(served, path, json.dumps(body).encode())
        assert response.status_code in (400, 422)
        assert len(response.content) < 2000


def test_a_nul_is_a_character_of_a_text(served: Served, assistant: ScriptedAssistant) -> None:
    body = {"question": "Who\0?", "history": [{"role": "user", "content": "a\0"}]}
    assert sent(served, "/api/answer", json.dumps(body).encode()).status_code == 200
    assert assistant.asked[-1].question == "Who\0?"


@pytest.mark.parametrize("pages", [[0, -1], [10**30], [5, 3], [0, 37], ["x"], [1.5], {"a": 1}, [[]]], ids=str)
def test_pages_that_are_none_are_refused(served: Served, pages: Any) -> None:
    body = {"text": "Ada Quill opened the bridge in 1932.", "pages": pages}
    response = sent(served, "/api/articles", json.dumps(body).encode())
    assert response.status_code == 422
    assert "pages" in response.json()["detail"]


@pytest.mark.parametrize("article", ["\ud800", {"$ne": ""}, 1])
def test_gradios_client_is_told_what_is_wrong(served: Served, article: Any) -> None:
    body = {"data": [STARTER, article, None]}
    begun = sent(served, "/gradio_api/call/answer", json.dumps(body).encode()).json()["event_id"]
    told = httpx.get(f"{served.url}/gradio_api/call/answer/{begun}", trust_env=False, timeout=30).text
    assert "event: error" in told
    assert "article: Input should be" in told


class TestCommandLine:
    @pytest.mark.parametrize(
        ("arguments", "named"),
        [
            ([b"ask", b"\xff"], "QUESTION"),
            ([b"ask", b"Who?", b"--article", b"\xff"], "--article"),
            ([b"ask", b"Who?", b"--article", b"a\nb"], "--article"),
            ([b"remove", b"\xff"], "ARTICLE_ID"),
            ([b"remove", b"x" * 1000], "ARTICLE_ID"),
        ],
        ids=str,
    )
    def test_what_is_no_text_is_refused_by_its_name(self, tmp_path: Path, arguments: list[bytes], named: str) -> None:
        called = run_process if arguments == [b"ask", b"\xff"] else run
        ended = called(tmp_path, *map(os.fsdecode, arguments))
        assert (ended.returncode, ended.stdout) == (2, "")
        assert f"Error: Invalid value for {named}: " in ended.stderr
        assert "Traceback" not in ended.stderr
        assert not list(tmp_path.iterdir())
