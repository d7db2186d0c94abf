"""The log: a line of JSON a request, which never tells the question unless asked to."""

import io
import json
import logging
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from index.errors import StoreError
from index.models import Article
from rag.models import Delta, Question
from rag.models.usage import TokenUsage
from tests.support.browsing import STARTER, Visit
from tests.support.processes import command, environment
from tests.support.servers.asking import KEY, QUESTION, QUOTE, WAYS, by_gradio, by_http
from tests.support.servers.scripted_service import ScriptedAssistant, Served, bearer, free_port, serving
from ui.observability import logs
from ui.observability.logs import JsonLines, start_logging
from ui.settings import load_settings

LINES = 10
"""Seconds that a line may take to come: it is written when a response has been sent."""


class Log(io.StringIO):
    """What was logged."""

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def line(self, **fields: Any) -> dict[str, Any]:
        """The first line with these fields, as soon as it is there."""
        deadline = time.monotonic() + LINES
        while time.monotonic() < deadline:
            for line in self.lines():
                if fields.items() <= line.items():
                    return line
            time.sleep(0.01)
        raise AssertionError(f"no line with {fields} in {self.getvalue()}")


@pytest.fixture
def log() -> Iterator[Log]:
    written = Log()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logging.getLogger().addHandler(handler)
    logs.log.setLevel(logging.INFO)
    yield written
    logs.log.setLevel(logging.NOTSET)
    logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="module")
def assistant(seed: Article) -> ScriptedAssistant:
    return ScriptedAssistant([seed], {QUESTION["question"]: [QUOTE]})


@pytest.fixture(scope="module")
def served(assistant: ScriptedAssistant) -> Iterator[Served]:
    with serving(assistant) as running:
        yield running


def test_line_tells_route_status_and_times(served: Served, log: Log) -> None:
    by_http(served)
    line = log.line(route="/api/answer")
    assert line.pop("time").endswith("+00:00")
    assert len(line.pop("id")) == 32
    assert line.pop("milliseconds") > 0
    assert line == {
        "level": "info",
        "logger": "ui.observability.logs",
        "message": "request",
        "method": "POST",
        "route": "/api/answer",
        "status": 200,
        "answer": "answered",
        "answerer": "scripted",
        "stages": {"total": 0.1},
    }


def test_line_tells_the_language_models_tokens(assistant: ScriptedAssistant, served: Served, log: Log) -> None:
    answer = assistant.scripted(Question(QUESTION["question"]))
    assistant.streams["How many?"] = [replace(answer, usage=TokenUsage(700, 40))]
    httpx.post(f"{served.url}/api/answer", json={"question": "How many?"}, trust_env=False)
    assert log.line(route="/api/answer")["usage"] == {"input_tokens": 700, "output_tokens": 40}


@pytest.mark.parametrize("way", WAYS)
def test_question_is_not_told(served: Served, log: Log, way: Callable[[Served], None]) -> None:
    way(served)
    assert log.line(answer="answered")["id"]
    assert QUESTION["question"] not in log.getvalue()
    assert QUOTE not in log.getvalue()


def test_question_is_told_where_that_is_asked_for(seed: Article, log: Log) -> None:
    settings = load_settings({"ARTICLE_CHAT_LOG_QUESTIONS": "1"})
    with serving(ScriptedAssistant([seed], {}, settings=settings)) as running:
        by_http(running)
        assert log.line(route="/api/answer")["question"] == QUESTION["question"]


def test_answer_made_in_gradios_queue_bears_the_id_of_the_request_that_asked(served: Served, log: Log) -> None:
    by_gradio(served)
    joined = log.line(message="request", route="/gradio_api/queue/join")
    assert log.line(answer="answered")["id"] == joined["id"]


class TestId:
    @pytest.mark.parametrize("given", ["abc-123", "a" * 128, "trace:1=2+3_4.5"])
    def test_sane_one_is_taken(self, served: Served, log: Log, given: str) -> None:
        response = httpx.get(f"{served.url}/api/articles", headers={"X-Request-ID": given}, trust_env=False)
        assert response.headers["x-request-id"] == given
        assert log.line(route="/api/articles")["id"] == given

    @pytest.mark.parametrize("given", ["", "a" * 129, "a b", '"', "é", "<script>", "a\tb"])
    def test_any_other_is_replaced(self, served: Served, given: str) -> None:
        response = httpx.get(f"{served.url}/api/articles", headers={"X-Request-ID": given.encode()}, trust_env=False)
        assert response.headers["x-request-id"] != given
        assert len(response.headers["x-request-id"]) == 32

    @pytest.mark.parametrize("path", ["/", "/page/js/main.js", "/nothing", "/api/nothing", "/api/health", "/docs"])
    def test_every_response_bears_one(self, served: Served, path: str) -> None:
        responses = [httpx.get(served.url + path, trust_env=False) for _ in range(2)]
        assert len({response.headers["x-request-id"] for response in responses}) == 2

    def test_errors_in_the_log_bear_that_of_their_request(
        self, assistant: ScriptedAssistant, served: Served, log: Log, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        errors = iter([StoreError("The store is gone."), ValueError("not thought of")])

        def broken() -> list[Any]:
            raise next(errors)

        monkeypatch.setattr(assistant, "articles", broken)
        monkeypatch.setattr(logging.getLogger("uvicorn"), "propagate", True)  # as `serve` has it
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
        for logger, status in (("ui.api.errors", 503), ("uvicorn.error", 500)):
            response = httpx.get(f"{served.url}/api/articles", trust_env=False)
            assert response.status_code == status
            line = log.line(logger=logger, level="error")
            assert line["id"] == response.headers["x-request-id"]
            assert log.line(status=status)["id"] == line["id"]
        assert "not thought of" in line["exception"]


class TestQuiet:
    @pytest.mark.parametrize(
        "path", ["/api/health", "/api/ready", "/metrics", "/page/js/main.js", "/theme.css", "/config", "/openapi.json"]
    )
    def test_checks_and_files_are_not_told(self, served: Served, log: Log, path: str) -> None:
        assert httpx.get(served.url + path, trust_env=False).status_code == 200
        httpx.get(f"{served.url}/api/articles", trust_env=False)
        log.line(route="/api/articles")
        assert path not in {line["route"] for line in log.lines()}

    def test_health_checks_are_not_told_while_the_models_load(self, seed: Article, log: Log) -> None:
        with serving(ScriptedAssistant([seed], {}, ready=False)) as running:
            assert httpx.get(f"{running.url}/api/ready", trust_env=False).status_code == 503
            httpx.get(f"{running.url}/api/articles", trust_env=False)
            assert log.line(route="/api/articles")["status"] == 503
        assert "/api/ready" not in log.getvalue()

    @pytest.mark.parametrize(
        ("path", "route", "status"), [("/", "/", 200), ("/embed", "/embed", 200), ("/page/none.js", "other", 404)]
    )
    def test_pages_and_what_is_missing_are_told(
        self, served: Served, log: Log, path: str, route: str, status: int
    ) -> None:
        httpx.get(served.url + path, trust_env=False)
        assert log.line(route=route, status=status)


def test_keys_holder_is_told_and_not_the_key(seed: Article, log: Log) -> None:
    settings = load_settings({"ARTICLE_CHAT_API_KEY": f"other, {KEY}"})
    with serving(ScriptedAssistant([seed], {}, settings=settings)) as running:
        httpx.get(f"{running.url}/api/articles", headers=bearer(KEY), trust_env=False)
        httpx.get(f"{running.url}/api/articles", headers=bearer("wrong"), trust_env=False)
        assert log.line(status=200, route="/api/articles")["key"] == "key 2"
        assert "key" not in log.line(status=401)
    assert KEY not in log.getvalue()
    assert "wrong" not in log.getvalue()


class TestStream:
    def test_client_that_left_is_told(self, assistant: ScriptedAssistant, served: Served, log: Log) -> None:
        assistant.streams["long"] = [Delta("The"), threading.Event()]
        asked = httpx.stream("POST", f"{served.url}/api/answer/stream", json={"question": "long"}, trust_env=False)
        with asked as stream:
            lines = stream.iter_lines()  # kept: without it httpx would hang up
            next(lines)
            assert log.getvalue() == ""
        line = log.line(route="/api/answer/stream")
        assert (line["status"], line["ended"]) == (200, "left")
        assert "answer" not in line

    def test_error_after_the_beginning_is_told(self, assistant: ScriptedAssistant, served: Served, log: Log) -> None:
        assistant.streams["lost"] = [Delta("The"), StoreError("The store is gone.")]
        httpx.post(f"{served.url}/api/answer/stream", json={"question": "lost"}, trust_env=False)
        line = log.line(route="/api/answer/stream")
        assert (line["status"], line["error"]) == (200, "StoreError")
        assert log.line(logger="ui.api.errors")["id"] == line["id"]

    def test_words_are_passed_on_as_they_come(self, assistant: ScriptedAssistant, served: Served) -> None:
        go = threading.Event()
        assistant.streams["slow"] = [Delta("The"), go, Delta(" end")]
        asked = httpx.stream("POST", f"{served.url}/api/answer/stream", json={"question": "slow"}, trust_env=False)
        with asked as stream:
            lines = (line for line in stream.iter_lines() if line.startswith("data:"))
            assert "The" in next(lines)
            go.set()
            assert "end" in next(lines)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("value", "stream"), [("off", io.StringIO()), ("auto", Terminal()), ("off", Terminal())])
def test_nothing_is_changed_on_a_terminal_or_where_it_is_off(value: str, stream: io.StringIO) -> None:
    before = logging.getLogger().handlers[:]
    assert not start_logging(load_settings({"ARTICLE_CHAT_LOG": value}), stream)
    assert logging.getLogger().handlers == before


@pytest.mark.parametrize(("options", "written"), [([], True), (["--log", "json"], True), (["--log", "off"], False)])
def test_server_writes_nothing_but_json(tmp_path: Path, options: list[str], written: bool) -> None:
    port, file = free_port(), tmp_path / "stderr"
    served = Served("127.0.0.1", port)
    with file.open("w") as stderr:
        process = subprocess.Popen(
            command("serve", "--port", str(port), *options), env=environment(tmp_path / "data"), stderr=stderr
        )
        try:
            served.wait("/api/health")
            served.status("/api/nothing", {"X-Request-ID": b"mine"})
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(b"nothing that is HTTP\r\n\r\n")
                client.recv(1000)
        finally:
            process.terminate()
            process.wait(30)
    lines = file.read_text().splitlines()
    if written:
        parsed = [json.loads(line) for line in lines]
        assert [line["status"] for line in parsed if line.get("id") == "mine"] == [404]
        assert "uvicorn.error" in {line["logger"] for line in parsed}
    else:
        assert not any(line.startswith("{") for line in lines)


@pytest.mark.browser
def test_answer_on_the_page_stands_in_the_line_of_its_request(browser: Browser, seed: Article, log: Log) -> None:
    with serving(ScriptedAssistant([seed], {STARTER: [QUOTE]})) as running:
        visit = Visit(browser, running.url)
        visit.open()
        expect(visit.ask(STARTER)).to_contain_text(QUOTE)
        line = log.line(message="request", route="/api/answer/stream")
        assert (line["status"], line["answer"]) == (200, "answered")
    assert STARTER not in log.getvalue()
