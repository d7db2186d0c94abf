"""Connections that are idle, slow or many: they cost nobody else anything, and what is whole is never cut."""

import json
import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from index.models import Article
from rag.models import Delta
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving, soon
from ui.cli.serving.connections import MAX_HEAD_BYTES, most_connections

MOST = 8
HALF = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nX: "
BODILESS = (
    b"POST /api/answer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{"
)
SLOW = [
    b"",
    HALF,
    BODILESS,
    BODILESS.replace(b"/api/answer", b"/sign-in"),
    BODILESS.replace(b"/api/answer", b"/nothing"),
]


@pytest.fixture
def assistant(seed: Article) -> ScriptedAssistant:
    made = ScriptedAssistant([seed], {})
    made.streams["long"] = [Delta("x" * 20_000_000)]
    return made


@pytest.fixture
def served(assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr("ui.cli.serving.connections.most_connections", lambda: MOST)
    with serving(assistant) as running:
        yield running


def connected(served: Served, sent: bytes = b"") -> socket.socket:
    connection = socket.create_connection((served.host, served.port), timeout=30)
    connection.sendall(sent)
    return connection


def received(connection: socket.socket) -> bytes:
    """All that comes until the server ends the connection; a reset ends it too."""
    found = b""
    try:
        while piece := connection.recv(65536):
            found += piece
    except ConnectionError:
        pass
    return found


def answered(served: Served) -> int:
    return httpx.get(f"{served.url}/api/health", trust_env=False, timeout=30).status_code


@pytest.mark.parametrize("sent", SLOW, ids=lambda sent: sent[:20].decode())
def test_many_that_wait_keep_nobody_out(served: Served, sent: bytes) -> None:
    with ExitStack() as stack:
        waiting = [stack.enter_context(connected(served, sent)) for _ in range(5 * MOST)]
        assert answered(served) == 200
        received(waiting[0])  # the longest waiting has gone
        assert b" 200 " in connected(served, HALF + b"1\r\n\r\n").recv(100)


def test_one_whose_request_is_worked_on_is_not_cut_for_others(served: Served) -> None:
    with (
        connected(served, b"GET /gradio_api/heartbeat/x HTTP/1.1\r\nHost: localhost\r\n\r\n") as open_page,
        ExitStack() as stack,
    ):
        assert b" 200 " in open_page.recv(1000)
        for _ in range(3 * MOST):
            stack.enter_context(connected(served))
        assert answered(served) == 200
        open_page.settimeout(1)
        with pytest.raises(TimeoutError):  # it is open, and silent
            received(open_page)


def test_where_all_are_worked_on_the_newest_goes(served: Served) -> None:
    with ExitStack() as stack:
        for _ in range(MOST):
            page = stack.enter_context(
                connected(served, b"GET /gradio_api/heartbeat/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
            )
            assert b" 200 " in page.recv(1000)
        assert received(stack.enter_context(connected(served))) == b""


@pytest.mark.parametrize(
    ("sent", "answers"),
    [
        pytest.param(b"", 0, id="silent"),
        pytest.param(HALF, 0, id="half a head"),
        pytest.param(HALF + b"1\r\n\r\n" + HALF, 1, id="half a second head"),
    ],
)
def test_a_head_must_come_in_time(served: Served, monkeypatch: pytest.MonkeyPatch, sent: bytes, answers: int) -> None:
    monkeypatch.setattr("ui.cli.serving.connections.HEAD_S", 0.3)
    with connected(served, sent) as slow:
        assert received(slow).count(b" 200 ") == answers
    assert answered(served) == 200


@pytest.mark.parametrize(
    "path", ["/api/answer", "/api/articles", "/v1/chat/completions", "/mcp", "/gradio_api/queue/join"]
)
def test_a_body_must_come_in_time(served: Served, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr("ui.middleware.body_limit.BODY_TIMEOUT_S", 0.3)
    with connected(served, BODILESS.replace(b"/api/answer", path.encode())) as slow:
        head, _, body = received(slow).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    told: dict[str, Any] = json.loads(body)
    assert "too slowly" in (told.get("detail") or told["error"]["message"])


def test_a_head_that_does_not_end_is_refused(served: Served) -> None:
    with connected(served, HALF + b"x" * (2 * MAX_HEAD_BYTES)) as large:
        assert received(large).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(
            b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nX: %s\r\n\r\n" % (b"x" * MAX_HEAD_BYTES), id="one header"
        ),
        pytest.param(
            b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % (b"X: xx\r\n" * (MAX_HEAD_BYTES // 3)), id="many"
        ),
        pytest.param(b"GET /api/health?%s HTTP/1.1\r\nHost: localhost\r\n\r\n" % (b"x" * MAX_HEAD_BYTES), id="address"),
    ],
)
def test_a_head_that_is_too_large_is_refused(served: Served, head: bytes) -> None:
    with connected(served, head) as large:
        assert received(large).startswith(b"HTTP/1.1 431 ")
    assert answered(served) == 200


def test_bodies_and_many_requests_are_no_head(served: Served) -> None:
    body = json.dumps({"question": "Who?", "history": [{"role": "user", "content": "x" * 4 * MAX_HEAD_BYTES}]})
    with httpx.Client(base_url=served.url, trust_env=False, timeout=30) as client:
        for _ in range(3):
            assert (
                client.post("/api/answer", content=body, headers={"content-type": "application/json"}).status_code
                == 200
            )
        for _ in range(20):
            assert client.get("/api/articles", headers={"x-long": "x" * (MAX_HEAD_BYTES // 4)}).status_code == 200


def test_who_does_not_take_what_is_sent_is_cut(
    served: Served, assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.cli.serving.connections.STALLED_S", 0.3)
    body = json.dumps({"question": "long"}).encode()
    head = BODILESS[:-1].replace(b"/answer", b"/answer/stream").replace(b"900", b"%d")
    with socket.socket() as unread:
        unread.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        unread.connect((served.host, served.port))
        unread.sendall(head % len(body) + body)
        soon(lambda: assistant.ended == ["long"])
        assert len(received(unread)) < 20_000_000
    assert not assistant.busy


def test_half_of_the_files_are_left_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    for files, most in ((1024, 512), (1_000_000, 8192), (resource.RLIM_INFINITY, 8192)):
        monkeypatch.setattr("resource.getrlimit", lambda _, files=files: (files, files))
        assert most_connections() == most
