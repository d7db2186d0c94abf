"""The MCP client library against this server, and what keeps strangers' pages and lost clients away."""

import asyncio
import json
import os
import re
import subprocess
import threading
import time
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import PARSE_ERROR, CallToolResult, TextContent

from index.errors import StoreError
from index.models import Article
from index.store.connection.process_lock import own
from rag.models import Delta, Event, Question
from tests.support.browsing import STARTER
from tests.support.processes import assert_one_line, command, environment, run
from tests.support.servers.scripted_service import ScriptedAssistant, Served, awaited, serving
from ui.settings import load_settings

QUOTE = "Kim has since cultivated a close military and commercial relationship with Russia."
FAILURES = [
    pytest.param(StoreError("'/secret' is gone"), id="of the index"),
    pytest.param(RuntimeError("secret"), id="defect"),
]
MODES = [pytest.param("auto", id="today's protocol"), pytest.param("legacy", id="with a handshake")]


def called(served: Served, tool: str, mode: str = "auto", **arguments: Any) -> CallToolResult:
    async def call() -> CallToolResult:
        async with Client(f"{served.url}/mcp", mode=mode) as client:
            return await client.call_tool(tool, arguments)

    return awaited(call())


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def assert_failed(result: CallToolResult, named: str) -> None:
    assert result.is_error
    assert result.structured_content is None
    assert named in text_of(result)


def fetched(served: Served, method: str, path: str, **more: Any) -> Any:
    return httpx.request(method, served.url + path, timeout=60, trust_env=False, **more).json()


class Endless(ScriptedAssistant):
    """Never answers, until it is told to stop."""

    def __init__(self, article: Article) -> None:
        super().__init__([article], {})
        self.begun, self.stopped = threading.Event(), threading.Event()

    async def told(self, _: Question) -> AsyncGenerator[Event, None]:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped.set()
        yield Delta("nobody sets the event")


@pytest.fixture(scope="module")
def scripted(seed: Article) -> ScriptedAssistant:
    return ScriptedAssistant([seed], {STARTER: [QUOTE]})


@pytest.fixture(scope="module")
def served(scripted: ScriptedAssistant) -> Iterator[Served]:
    with serving(scripted) as running:
        yield running


@pytest.mark.parametrize("mode", MODES)
def test_tools_say_what_they_take_and_give(server: Served, mode: str) -> None:
    async def listed() -> Any:
        async with Client(f"{server.url}/mcp", mode=mode) as client:
            assert "`answer`" in (client.instructions or "")
            return (await client.list_tools()).tools

    answer, verify, articles = awaited(listed())
    assert (answer.name, verify.name, articles.name) == ("answer", "verify", "articles")
    assert answer.input_schema["required"] == ["question"]
    assert set(answer.input_schema["properties"]) == {
        "question", "article", "articles", "documents", "history", "tag", "published_after", "answerer", "model",
    }  # fmt: skip
    assert "citations" in answer.output_schema["required"]
    assert answer.annotations.read_only_hint


@pytest.mark.parametrize("mode", MODES)
def test_answer_is_that_of_the_api_and_reads_with_its_quotes(server: Served, mode: str) -> None:
    result = called(server, "answer", mode, question=STARTER)
    expected = fetched(server, "POST", "/api/answer", json={"question": STARTER})
    assert {**result.structured_content, "timings_ms": None} == {**expected, "timings_ms": None}
    answer, _, *quotes = text_of(result).split("\n")
    assert answer == expected["answer"]
    assert [quote.startswith(f"[{number}] “") for number, quote in enumerate(quotes, start=1)] == [True] * len(quotes)
    assert len(quotes) == len(expected["citations"])


def test_a_text_is_checked_as_by_the_api(server: Served) -> None:
    text = "“That would never happen,” Zinberg said."
    result = called(server, "verify", text=text)
    assert result.structured_content == fetched(server, "POST", "/api/verify", json={"text": text})
    assert text_of(result).startswith(f"contradicted: {text} [1]")
    assert_failed(called(server, "verify", text=""), "text")


def test_articles_are_those_of_the_api(server: Served, seed: Article) -> None:
    result = called(server, "articles")
    assert result.structured_content == fetched(server, "GET", "/api/articles")
    assert text_of(result) == f"{seed.id}  {seed.title}"


def test_conversation_makes_a_question_understood(server: Served, seed: Article) -> None:
    history = [{"role": "user", "content": "Who is Yakov Zinberg?"}, {"role": "assistant", "content": "A professor."}]
    result = called(server, "answer", question="What does he say?", article=seed.id, history=history)
    assert "Zinberg" in result.structured_content["standalone_question"]


def test_unknown_article_is_an_error_of_the_tool(server: Served) -> None:
    assert_failed(called(server, "answer", question=STARTER, article="unknown"), "There is no article 'unknown'")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        pytest.param({}, "question", id="no question"),
        pytest.param({"question": "x" * 2001}, "2000", id="too long"),
        pytest.param({"question": "Who?", "history": [{"role": "x", "content": ""}]}, "history.0.role", id="role"),
    ],
)
def test_unusable_arguments_are_an_error_that_names_them(served: Served, arguments: dict[str, Any], named: str) -> None:
    assert_failed(called(served, "answer", **arguments), named)


def test_unknown_tool_is_an_error_of_the_protocol(served: Served) -> None:
    async def call() -> None:
        async with Client(f"{served.url}/mcp") as client:
            with pytest.raises(MCPError, match="'ask'"):
                await client.call_tool("ask", {})

    awaited(call())


@pytest.mark.parametrize("failure", FAILURES)
def test_failure_tells_no_secrets(
    served: Served, scripted: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(*_: object) -> None:
        raise failure

    monkeypatch.setattr(scripted, "articles", fail)
    result = called(served, "articles")
    assert_failed(result, "log")
    assert "secret" not in text_of(result)


def test_models_that_are_loading_are_said_to_be(seed: Article) -> None:
    with serving(ScriptedAssistant([seed], {}, ready=False)) as loading:
        deadline = time.monotonic() + 20
        request = {"json": {}, "headers": {"accept": "application/json, text/event-stream"}, "trust_env": False}
        while (early := httpx.post(f"{loading.url}/mcp", **request)).status_code == 503:  # type: ignore[arg-type]
            assert early.headers["retry-after"]
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert_failed(called(loading, "answer", question=STARTER), "loading")


@pytest.mark.parametrize("mode", MODES)
def test_client_that_goes_away_ends_the_work(seed: Article, mode: str) -> None:
    endless = Endless(seed)

    async def leave() -> None:
        async with Client(f"{running.url}/mcp", mode=mode) as client:
            call = asyncio.create_task(client.call_tool("answer", {"question": "Who?"}))
            await asyncio.to_thread(endless.begun.wait, 5)
            assert not endless.stopped.is_set()
            call.cancel()

    with serving(endless) as running:
        awaited(leave())
        assert endless.stopped.wait(5)


def test_server_stops_while_a_client_waits(seed: Article) -> None:
    endless = Endless(seed)
    with serving(endless) as running:
        failures: list[BaseException] = []

        def wait() -> None:
            try:
                called(running, "answer", question="Who?")
            except BaseException as error:
                failures.append(error)

        waiting = threading.Thread(target=wait, daemon=True)
        waiting.start()
        assert endless.begun.wait(20)
        leaving = time.monotonic()
    assert time.monotonic() - leaving < 5
    waiting.join(5)
    assert failures


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        pytest.param("https://example.org", 403, id="another site"),
        pytest.param("null", 403, id="hidden"),
        pytest.param("http://[", 403, id="no origin at all"),
        pytest.param("http://localhost:6274", 400, id="this machine: heard, and found to be no message"),
    ],
)
def test_pages_of_other_sites_are_not_heard(served: Served, origin: str, status: int) -> None:
    headers = {"origin": origin, "accept": "application/json, text/event-stream"}
    response = httpx.post(f"{served.url}/mcp", json={}, headers=headers, trust_env=False)
    assert response.status_code == status


def test_a_page_of_this_server_is_heard(seed: Article) -> None:
    settings = load_settings({"ARTICLE_CHAT_ALLOWED_HOSTS": "chat.example"})
    headers = {"host": "chat.example", "origin": "https://chat.example", "accept": "application/json"}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    with serving(ScriptedAssistant([seed], {}, settings=settings)) as running:
        response = httpx.post(f"{running.url}/mcp", json=message, headers=headers, trust_env=False)
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("accepted", "given"),
    [
        pytest.param("application/json, text/event-stream", "text/event-stream", id="both, as the protocol wants"),
        pytest.param("text/event-stream", "text/event-stream", id="stream alone"),
        pytest.param("application/json", "application/json", id="JSON alone"),
        pytest.param("application/json;q=0.9, text/html", "application/json", id="JSON with a weight"),
        pytest.param("Application/*", "application/json", id="any JSON"),
        pytest.param("*/*", "text/event-stream", id="anything"),
        pytest.param("", "text/event-stream", id="nothing named"),
    ],
)
@pytest.mark.parametrize("version", [None, "2025-06-18"])
def test_answer_comes_in_the_media_type_that_is_read(
    served: Served, accepted: str, given: str, version: str | None
) -> None:
    headers = {"accept": accepted} | ({"mcp-protocol-version": version} if version else {})
    arguments = {"name": "answer", "arguments": {"question": STARTER}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": arguments}
    response = httpx.post(f"{served.url}/mcp", json=message, headers=headers, trust_env=False)
    assert response.status_code == 200
    assert response.headers["content-type"] == given
    data = re.search(r"^(?:data: )?({.*})", response.text, re.MULTILINE)
    assert data
    assert json.loads(data[1])["result"]["structuredContent"]["status"] == "answered"


def test_who_reads_neither_is_told_both(served: Served) -> None:
    response = httpx.post(f"{served.url}/mcp", json={}, headers={"accept": "text/html"}, trust_env=False)
    assert response.status_code == 406
    assert "text/event-stream" in response.json()["detail"]


def test_client_that_reads_json_alone_ends_the_work_when_it_goes(seed: Article) -> None:
    endless = Endless(seed)
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
    message["params"] = {"name": "answer", "arguments": {"question": "Who?"}}  # type: ignore[assignment]
    headers = {"accept": "application/json"}
    with serving(endless) as running:
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{running.url}/mcp", json=message, headers=headers, timeout=1, trust_env=False)
        assert endless.begun.is_set()
        assert endless.stopped.wait(5)


class TestStdio:
    """A client that starts the command itself, as desktop assistants do."""

    @staticmethod
    def called(data_dir: Path, tool: str, **arguments: Any) -> CallToolResult:
        parameters = StdioServerParameters(command=command("mcp")[0], args=["mcp"], env=environment(data_dir))

        async def call() -> CallToolResult:
            async with Client(stdio_client(parameters)) as client:
                assert client.instructions
                return await client.call_tool(tool, arguments)

        return awaited(call())

    def test_asks_the_server_that_owns_the_folder(self, server: Served) -> None:
        assert server.data_dir
        result = self.called(server.data_dir, "answer", question=STARTER)
        expected = fetched(server, "POST", "/api/answer", json={"question": STARTER})
        assert {**result.structured_content, "timings_ms": None} == {**expected, "timings_ms": None}
        assert_failed(self.called(server.data_dir, "answer", question="Who?", article="unknown"), "'unknown'")
        assert_failed(self.called(server.data_dir, "answer", question=" "), "question")

    def test_answers_by_itself_where_there_is_none(self, tmp_path: Path, seed: Article) -> None:
        assert text_of(self.called(tmp_path, "articles")) == f"{seed.id}  {seed.title}"
        result = self.called(tmp_path, "answer", question="Who is Choo Jae-woo?")
        assert result.structured_content["status"] == "answered"

    def test_lines_that_are_no_message_are_answered(self, server: Served) -> None:
        assert server.data_dir
        call = {"jsonrpc": "2.0", "id": 7, "method": "tools/call"}
        half = json.dumps({**call, "params": {"name": "answer", "arguments": {"question": "Who\ud83d"}}})
        lines = "\n".join([half, "no JSON", '{"id": 8}', '{"id": "\\ud800"}', ""])
        ended = subprocess.run(
            command("mcp"), env=environment(server.data_dir), input=lines, capture_output=True, text=True, timeout=120
        )
        told = [json.loads(line) for line in ended.stdout.splitlines()]
        assert {each["error"]["code"] for each in told} == {PARSE_ERROR}
        assert [each["id"] for each in told] == [7, None, 8, None]

    def test_folder_of_another_process_is_one_line(self, tmp_path: Path) -> None:
        with own(tmp_path):
            assert_one_line(run(tmp_path, "mcp"), names=str(os.getpid()))


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_there_are_no_sessions_to_follow_or_end(served: Served, method: str) -> None:
    response = httpx.request(method, f"{served.url}/mcp", trust_env=False)
    assert response.status_code == 405
    assert response.headers["content-type"] == "application/problem+json"
