"""Stopping a real server: what was begun is finished, what never ends is cut, and who says it twice does not wait."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client as GradioClient
from mcp import Client as McpClient

from tests.support.language_models.waiting_model import WaitingModel, waiting_model
from tests.support.processes import environment
from tests.support.servers.scripted_service import Served, awaited, free_port

pytestmark = pytest.mark.slow

QUESTION = "why didn't Kim meet Trump?"
MODEL = "openai:waiting"
ENDLESS = 600.0
"""Seconds; a test that waits so long has failed."""
PROGRAM = """
import sys
from ui.cli.serving.server import serve
from ui.settings import load_settings
serve(load_settings(), "127.0.0.1", int(sys.argv[1]), print, patience=float(sys.argv[2]))
"""


@pytest.fixture
def model() -> Iterator[WaitingModel]:
    with waiting_model() as waiting:
        yield waiting


@contextmanager
def started(data_dir: Path, model: WaitingModel, patience: float) -> Iterator[tuple[Served, subprocess.Popen[str]]]:
    """A process that serves answers by the waiting model."""
    port = free_port()
    more = {"ARTICLE_CHAT_CHAT_MODEL": MODEL, "ARTICLE_CHAT_CHAT_MODEL_BASE_URL": model.base_url}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(port), str(patience)],
        env=environment(data_dir, ARTICLE_CHAT_LOG="off", **more),
        stderr=subprocess.PIPE,
        text=True,
    )
    served = Served("127.0.0.1", port, data_dir)
    try:
        served.wait("/config")
        yield served, process
    finally:
        process.kill()
        process.communicate(timeout=30)


def post(served: Served, path: str, **body: Any) -> httpx.Response:
    return httpx.post(served.url + path, json=body, trust_env=False, timeout=90)


def plain(served: Served) -> dict[str, Any]:
    return dict(post(served, "/api/answer", question=QUESTION).json())


def streamed(served: Served) -> dict[str, Any]:
    events = post(served, "/api/answer/stream", question=QUESTION).text.strip().split("\n\n")
    assert events[-1].startswith("event: answer")
    return dict(json.loads(events[-1].partition("data: ")[2]))


def completed(served: Served) -> dict[str, Any]:
    message = {"role": "user", "content": QUESTION}
    return dict(post(served, "/v1/chat/completions", model="article-chat", messages=[message]).json()["article_chat"])


def called(served: Served) -> dict[str, Any]:
    async def call() -> dict[str, Any]:
        async with McpClient(f"{served.url}/mcp") as client:
            await client.list_tools()  # else it would ask for them after the answer, to check its shape
            result = await client.call_tool("answer", {"question": QUESTION})
        assert result.structured_content
        return dict(result.structured_content)

    return awaited(call())


def predicted(served: Served) -> dict[str, Any]:
    return dict(GradioClient(served.url, verbose=False).predict(QUESTION, api_name="/answer"))


ASKERS: list[Callable[[Served], dict[str, Any]]] = [plain, streamed, completed, called, predicted]


@contextmanager
def open_page(served: Served) -> Iterator[None]:
    """What an open page keeps connected for as long as it is open."""
    with httpx.stream("GET", f"{served.url}/gradio_api/heartbeat/test", trust_env=False, timeout=ENDLESS) as page:
        next(page.iter_raw())
        yield


def wait_until_closed(served: Served) -> None:
    deadline = time.monotonic() + 30
    while served.status("/api/health"):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_answers_that_were_begun_arrive_whole(tmp_path: Path, model: WaitingModel) -> None:
    with started(tmp_path, model, ENDLESS) as (served, process), ExitStack() as stack:
        idle = stack.enter_context(httpx.Client(base_url=served.url, trust_env=False))
        assert idle.get("/api/health").status_code == 200
        stack.enter_context(open_page(served))
        pool = stack.enter_context(ThreadPoolExecutor(len(ASKERS)))
        answers = [pool.submit(ask, served) for ask in ASKERS]
        model.wait(len(ASKERS))
        process.send_signal(signal.SIGTERM)
        wait_until_closed(served)
        with pytest.raises(httpx.TransportError):  # its connection was kept alive, and is no more
            idle.post("/api/answer", json={"question": QUESTION})
        assert process.poll() is None
        model.may_answer.set()
        for answer in answers:
            assert answer.result(60)["answerer"] == MODEL
            assert answer.result()["status"] == "answered"
        _, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (0, "")
    assert not (tmp_path / "owner.json").exists()


def test_an_answer_that_never_ends_is_cut(tmp_path: Path, model: WaitingModel) -> None:
    with started(tmp_path, model, patience=0.5) as (served, process), ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(ask, served) for ask in (plain, streamed)]
        model.wait(len(answers))
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=60)
        for answer in answers:
            with pytest.raises((httpx.TransportError, AssertionError, KeyError, ValueError)):
                assert answer.result(60)["status"] == "answered"
    assert (process.returncode, complaints) == (0, "")


def test_a_second_signal_ends_it_at_once(tmp_path: Path, model: WaitingModel) -> None:
    with started(tmp_path, model, ENDLESS) as (served, process), ThreadPoolExecutor(1) as pool:
        pool.submit(plain, served)
        model.wait(1)
        process.send_signal(signal.SIGINT)
        wait_until_closed(served)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == -signal.SIGTERM
