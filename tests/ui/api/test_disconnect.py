"""Answers in one piece end before a proxy gives up, and streams say that they live."""

import asyncio
import gc
import json
import threading
from collections.abc import AsyncGenerator, MutableMapping
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from index.models import Article
from rag.models import Delta
from tests.support.servers.scripted_service import ScriptedAssistant, awaited, serving
from ui.api.disconnect import answer_timeout_s, with_pauses
from ui.api.questions.answers import api_router
from ui.settings import Settings
from ui.v1.openai.routes import openai_router

PROXY_S = 60
"""What nginx, Apache and HAProxy wait by default, or longer."""
ASK = {"question": "Who?"}
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "answer", "arguments": ASK}}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/answer", ASK),
        ("/v1/chat/completions", {"model": "article-chat", "messages": [{"role": "user", "content": "Who?"}]}),
        ("/mcp", CALL),
    ],
)
def test_an_answer_in_one_piece_ends_in_time(
    seed: Article, monkeypatch: pytest.MonkeyPatch, path: str, body: dict[str, Any]
) -> None:
    monkeypatch.setattr("ui.api.disconnect.ANSWER_TIMEOUT_S", 0.3)
    slow = ScriptedAssistant([seed], {})
    slow.streams["Who?"] = [threading.Event()]
    with serving(slow) as running:
        headers = {"accept": "application/json"}
        response = httpx.post(running.url + path, json=body, headers=headers, timeout=30, trust_env=False)
        assert response.status_code == 503
        assert int(response.headers["retry-after"]) > 0
        assert "within 0.3 s" in response.text
        assert slow.ended == ["Who?"]


@pytest.mark.parametrize(
    ("settings", "longest_s"),
    [
        pytest.param(Settings(), 55, id="own words"),
        pytest.param(Settings(chat_model="openai:x"), 55, id="a language model"),
        pytest.param(Settings(chat_model="openai:x", chat_model_timeout=120), 135, id="one that may take longer"),
        pytest.param(Settings(chat_model_timeout=120), 55, id="no model"),
    ],
)
def test_it_may_take_less_than_a_proxy_waits_unless_more_is_wanted(settings: Settings, longest_s: float) -> None:
    assert answer_timeout_s(settings) == longest_s
    assert settings.chat_model_timeout > 60 or longest_s < PROXY_S


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/answer/stream", ASK),
        (
            "/v1/chat/completions",
            {"model": "article-chat", "stream": True, "messages": [{"role": "user", "content": "Who?"}]},
        ),
    ],
)
@pytest.mark.parametrize("events", [1, 10])
def test_a_stream_ends_with_its_request_whenever_the_client_leaves(
    seed: Article, path: str, body: dict[str, Any], events: int
) -> None:
    """Also where it leaves while an event is sent, and nothing asks the events' generator to go on."""
    assistant = ScriptedAssistant([seed], {})
    assistant.streams["Who?"] = [*[Delta("They")] * events, 3600.0]
    assistant.load()
    app = FastAPI()
    app.include_router(api_router(assistant, lambda *_: lambda _: ""))
    app.include_router(openai_router(assistant))

    async def left_in_mid_event() -> list[str]:
        sending = asyncio.Event()
        given = [{"type": "http.request", "body": json.dumps(body).encode()}]

        async def receive() -> dict[str, Any]:
            if given:
                return given.pop()
            await sending.wait()
            return {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, Any]) -> None:
            assert message.get("status", 200) == 200
            if b"They" in message.get("body", b""):
                await asyncio.sleep(0.05)  # so that further events wait
                sending.set()
                await asyncio.sleep(3600)

        headers = [(b"content-type", b"application/json"), (b"host", b"127.0.0.1")]
        scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
                 "method": "POST", "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": b"",
                 "headers": headers, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 1)}  # fmt: skip
        await app(scope, receive, send)
        return list(assistant.ended)

    gc.disable()  # which would end it at some time
    try:
        assert awaited(left_in_mid_event()) == ["Who?"]
    finally:
        gc.enable()


class TestPauses:
    @staticmethod
    async def told(steps: list[float | str | Exception]) -> AsyncGenerator[str, None]:
        for step in steps:
            if isinstance(step, float):
                await asyncio.sleep(step)
            elif isinstance(step, Exception):
                raise step
            else:
                yield step

    def test_events_come_in_order_and_silence_is_told(self) -> None:
        async def heard() -> list[str | None]:
            return [event async for event in with_pauses(self.told(["a", "b", 0.5, "c"]), 0.1)]

        events = awaited(heard())
        assert [event for event in events if event] == ["a", "b", "c"]
        assert None in events[2:-1]

    def test_what_goes_wrong_is_raised_after_what_came_before(self) -> None:
        heard: list[str | None] = []

        async def hear() -> None:
            async for event in with_pauses(self.told(["a", ValueError("broken")]), 5):
                heard.append(event)

        with pytest.raises(ValueError, match="broken"):
            awaited(hear())
        assert heard == ["a"]

    def test_ending_it_ends_what_makes_the_events(self) -> None:
        ended = threading.Event()

        async def endless() -> AsyncGenerator[str, None]:
            try:
                yield "a"
                await asyncio.Event().wait()
            finally:
                ended.set()

        async def leave() -> None:
            events = with_pauses(endless(), 5)
            assert await anext(events) == "a"
            await events.aclose()
            assert ended.is_set()

        awaited(leave())
