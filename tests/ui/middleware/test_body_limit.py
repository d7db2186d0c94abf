"""Bodies that are too large, wherever they are sent."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from index.models import Article
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.api.articles import largest_body
from ui.api.questions.answers import ANSWERS
from ui.middleware.body_limit import MAX_BODY_BYTES, BodyLimit
from ui.settings import load_settings

ACCEPT = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
PATHS = [
    "/api/answer", "/api/answer/stream", "/v1/chat/completions", "/mcp", "/gradio_api/call/answer",
    "/gradio_api/queue/join", "/gradio_api/component_server", "/api/nothing",
]  # fmt: skip


@pytest.fixture(scope="module")
def served(seed: Article) -> Iterator[Served]:
    with serving(ScriptedAssistant([seed], {})) as running:
        yield running


def body_of(size: int) -> bytes:
    empty = json.dumps({"question": ""}).encode()
    return json.dumps({"question": "x" * (size - len(empty))}).encode()


def sent(served: Served, path: str, content: Any) -> httpx.Response:
    return httpx.post(served.url + path, content=content, headers=ACCEPT, timeout=30, trust_env=False)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in pieces"])
def test_too_large_a_body_is_413_in_the_shape_of_its_address(served: Served, path: str, announced: bool) -> None:
    is_large = path in ANSWERS or path == "/gradio_api/component_server"  # whole chats are saved by the latter
    largest = largest_body(load_settings({})) if is_large else MAX_BODY_BYTES
    body = body_of(largest + 1)
    pieces = iter([body[:500_000], body[500_000:]])
    response = sent(served, path, body if announced else pieces)
    if path == "/api/nothing" and not announced:  # nobody reads it
        assert response.status_code == 404
        return
    assert response.status_code == 413
    told = response.json()
    if path.startswith("/v1/"):
        assert f"{largest:,}" in told["error"]["message"]
    else:
        assert response.headers["content-type"] == "application/problem+json"
        assert f"{largest:,}" in told["detail"]


def test_a_body_of_the_largest_size_is_read(served: Served) -> None:
    assert len(body_of(MAX_BODY_BYTES)) == MAX_BODY_BYTES
    response = sent(served, "/api/answer", body_of(MAX_BODY_BYTES))
    assert response.status_code == 422
    assert "2000" in response.json()["detail"]


def test_a_body_far_too_large_is_answered_and_the_server_goes_on(served: Served) -> None:
    assert sent(served, "/api/answer", body_of(30_000_000)).status_code == 413
    assert served.status("/api/health") == 200


def test_a_path_may_take_more() -> None:
    async def counting(scope: Scope, receive: Receive, send: Send) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message["body"]), message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": str(size).encode()})

    client = TestClient(BodyLimit(counting, {"/files": 2 * MAX_BODY_BYTES}))
    assert client.post("/files", content=bytes(2 * MAX_BODY_BYTES)).text == str(2 * MAX_BODY_BYTES)
    assert client.post("/files", content=bytes(2 * MAX_BODY_BYTES + 1)).status_code == 413
    assert client.post("/other", content=bytes(MAX_BODY_BYTES + 1)).status_code == 413
