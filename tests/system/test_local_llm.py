"""Answers by a real language model behind a real OpenAI-compatible server: written, stopped, late, gone."""

import json
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.language_models.llama_server import ModelProcess, language_model_process
from tests.support.language_models.waiting_model import waiting_model
from tests.support.processes import command, environment
from tests.support.servers.scripted_service import Served, free_port

pytestmark = pytest.mark.slow

ASKED = "why didn't Kim meet Trump?"
SILENT = "How tall is Donald Trump?"


@pytest.fixture(scope="module")
def model() -> Iterator[ModelProcess]:
    with language_model_process(parallel=2) as started:
        yield started


@contextmanager
def generating(data_dir: Path, base_url: str, **settings: str) -> Iterator[Served]:
    """`article-chat serve` with a chat model."""
    port = free_port()
    more = {"ARTICLE_CHAT_CHAT_MODEL": "openai:smollm2", "ARTICLE_CHAT_CHAT_MODEL_BASE_URL": base_url, **settings}
    process = subprocess.Popen(command("serve", "--port", str(port)), env=environment(data_dir, **more))
    served = Served("127.0.0.1", port, data_dir)
    try:
        served.wait("/api/ready")
        yield served
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def served(model: ModelProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with generating(tmp_path_factory.mktemp("generated"), model.base_url) as running:
        yield running


@contextmanager
def streaming(served: Served, question: str) -> Iterator[Iterator[tuple[str, Any, float]]]:
    """The events of an answer as they come: name, data, seconds since it was asked."""
    began = time.monotonic()
    with httpx.stream(
        "POST", f"{served.url}/api/answer/stream", json={"question": question}, trust_env=False, timeout=120
    ) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")

        def events() -> Iterator[tuple[str, Any, float]]:
            name = ""
            for line in response.iter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield name, json.loads(line.removeprefix("data: ")), time.monotonic() - began

        yield events()


def is_busy(model: ModelProcess) -> bool:
    """Whether the model is working for anybody."""
    slots = httpx.get(f"{model.address}/slots", trust_env=False).json()
    return any(slot["is_processing"] for slot in slots)


def wait_until_idle(model: ModelProcess, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while is_busy(model):
        assert time.monotonic() < deadline, f"the model is still working after {seconds} s"
        time.sleep(0.05)


def wait_until_busy(model: ModelProcess, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not is_busy(model):
        assert time.monotonic() < deadline, f"nobody has asked the model for {seconds} s"
        time.sleep(0.01)


def assert_keeps_the_contract(answer: dict[str, Any], served: Served) -> None:
    articles = httpx.get(f"{served.url}/api/articles", trust_env=False).json()["articles"]
    text = httpx.get(f"{served.url}/api/articles/{articles[0]['id']}", trust_env=False).json()["text"]
    numbers = [citation["number"] for citation in answer["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert sorted({n for sentence in answer["sentences"] for n in sentence["citations"]}) == numbers
    for citation in answer["citations"]:
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert bool(numbers) == (answer["status"] == "answered")


def test_a_streamed_answer_is_its_deltas_joined(served: Served) -> None:
    with streaming(served, ASKED) as events:
        found = list(events)
    names = [name for name, _, _ in found]
    answer = found[-1][1]
    assert names[0] == "retrieved"
    assert names.count("retrieved") == names.count("answer") == 1
    assert "".join(data["text"] for name, data, _ in found if name == "delta") == answer["answer"]
    assert [data["sentence"] for name, data, _ in found if name == "checked"] in (answer["sentences"], [])
    assert_keeps_the_contract(answer, served)


def test_an_answer_in_one_piece_keeps_the_contract(served: Served) -> None:
    response = httpx.post(f"{served.url}/api/answer", json={"question": ASKED}, trust_env=False, timeout=120)
    answer = response.json()
    assert answer["answerer"] in {"openai:smollm2", "extractive"}
    assert ("note" in answer) == (answer["answerer"] == "extractive")
    assert answer.get("model", "extractive") == answer["answerer"]
    assert answer["usage"]["input_tokens"] > 100
    assert_keeps_the_contract(answer, served)


def test_what_the_article_does_not_say_costs_no_call(served: Served, model: ModelProcess) -> None:
    wait_until_idle(model)
    answer = httpx.post(f"{served.url}/api/answer", json={"question": SILENT}, trust_env=False, timeout=30).json()
    assert (answer["status"], answer["answerer"]) == ("not_in_article", "extractive")
    assert not is_busy(model)


def test_a_client_that_goes_away_ends_the_models_work(served: Served, model: ModelProcess) -> None:
    wait_until_idle(model)
    with streaming(served, ASKED) as events:
        assert next(events)[0] == "retrieved"
        wait_until_busy(model)
    wait_until_idle(model, seconds=10)  # it ends between two batches, which take seconds on a busy machine


def test_two_who_ask_at_once_are_both_answered(served: Served) -> None:
    def ask(question: str) -> dict[str, Any]:
        body = {"question": question}
        response = httpx.post(f"{served.url}/api/answer", json=body, trust_env=False, timeout=120)
        return dict(response.json())

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(ask, [ASKED, "Who is Yakov Zinberg?"]))
    for answer in answers:
        assert answer["status"] == "answered"
        assert_keeps_the_contract(answer, served)


def test_a_model_that_takes_too_long_leaves_the_articles_own_words(tmp_path: Path) -> None:
    # A model that never answers: any real one meets a short limit on some machine.
    with (
        waiting_model() as silent,
        generating(tmp_path, silent.base_url, ARTICLE_CHAT_CHAT_MODEL_TIMEOUT="2.5") as hasty,
        streaming(hasty, ASKED) as events,
    ):
        found = list(events)
        answer = found[-1][1]
        assert answer["answerer"] == "extractive"
        assert "2.5 s" in answer["note"]
        assert "".join(data["text"] for name, data, _ in found if name == "delta") == answer["answer"]
        assert_keeps_the_contract(answer, hasty)
        silent.wait(1)
        silent.wait_until_left()


def assert_left_to_the_article(events: Iterator[tuple[str, Any, float]], served: Served) -> None:
    found = list(events)
    answer = found[-1][1]
    assert answer["answerer"] == "extractive"
    assert answer["note"].startswith("The language model")
    assert "".join(data["text"] for name, data, _ in found if name == "delta") == answer["answer"]
    assert_keeps_the_contract(answer, served)


def test_a_server_that_is_killed_leaves_the_articles_own_words(tmp_path: Path) -> None:
    with language_model_process() as doomed, generating(tmp_path, doomed.base_url) as running:
        with streaming(running, ASKED) as events:
            assert next(events)[0] == "retrieved"
            wait_until_busy(doomed)
            doomed.process.kill()
            assert_left_to_the_article(events, running)
        with streaming(running, ASKED) as events:
            assert_left_to_the_article(events, running)
