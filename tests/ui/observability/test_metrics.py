"""What Prometheus reads: parsed by its own parser, counted whoever asks, and with few labels whatever is asked for."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from index.errors import StoreError
from index.models import Article
from rag.models import Answer, AnswerSentence, Citation, Delta
from rag.models.usage import TokenUsage
from tests.support.servers.asking import KEY, QUESTION, QUOTE, WAYS, by_http
from tests.support.servers.scripted_service import ScriptedAssistant, Served, bearer, serving
from ui.service.admission import BusyError
from ui.settings import load_settings


def samples(served: Served, **more: Any) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every sample by its name and its labels."""
    response = httpx.get(f"{served.url}/metrics", trust_env=False, **more)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def value(served: Served, name: str, **labels: str) -> float:
    return samples(served).get((f"article_chat_{name}", tuple(sorted(labels.items()))), 0)


class Since:
    """What was counted since then."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.before = samples(served)

    def __call__(self, name: str, **labels: str) -> float:
        key = (f"article_chat_{name}", tuple(sorted(labels.items())))
        return samples(self.served).get(key, 0) - self.before.get(key, 0)


@pytest.fixture(scope="module")
def assistant(seed: Article) -> ScriptedAssistant:
    return ScriptedAssistant([seed], {QUESTION["question"]: [QUOTE]})


@pytest.fixture(scope="module")
def served(assistant: ScriptedAssistant) -> Iterator[Served]:
    with serving(assistant) as running:
        yield running


@pytest.fixture
def since(served: Served) -> Since:
    return Since(served)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_asking_counts_once(served: Served, since: Since, way: Callable[[Served], None]) -> None:
    way(served)
    assert since("answers_total", status="answered", answerer="scripted") == 1
    assert since("sentences_total", support="verbatim") == 1
    assert since("answer_duration_seconds_count", stage="total") == 1


def test_requests_count_by_route_method_and_status(served: Served, since: Since) -> None:
    for path in ("/api/articles/one", "/api/articles/two"):
        httpx.get(served.url + path, trust_env=False)
    labels = {"route": "/api/articles/{article_id}", "method": "GET", "status": "404"}
    assert since("requests_total", **labels) == 2
    assert since("request_duration_seconds_count", route=labels["route"]) == 2


def test_addresses_that_are_made_up_share_a_label(served: Served) -> None:
    def series() -> set[Any]:
        return {key for key in samples(served) if key[0] == "article_chat_requests_total"}

    def scan(word: str) -> None:
        for path in (f"/{word}", f"/api/{word}", f"/v1/{word}", f"/page/{word}", f"/static/{word}", f"/file={word}"):
            httpx.get(served.url + path, trust_env=False)
        httpx.request(word.upper(), served.url + "/", trust_env=False)
        httpx.get(f"{served.url}/?question={word}", trust_env=False)

    scan("first")
    series()  # so that this one is counted
    before = series()
    scan("second")
    assert series() == before
    assert "first" not in str(before)


def test_abstaining_and_unsupported_sentences_are_told_apart(
    assistant: ScriptedAssistant, served: Served, since: Since
) -> None:
    citation = Citation(
        number=1,
        article_id="a",
        article_title="A",
        passage_id="a-0-1",
        quote="x",
        start=0,
        end=1,
        passage="x",
        score=0.9,
    )
    sentences = (AnswerSentence("x", (1,), "verbatim"), AnswerSentence("y", (1,), "unsupported"))
    answer = Answer(
        "answered", "q", "q", "x [1] y [1]", None, sentences, (citation,), (), 0.9, "a:model",
        {"understand": 400.0, "retrieve": 20.0, "answer": 70.0, "generate": 3000.0, "total": 3500.0},
        model="a:model", usage=TokenUsage(700, 40),
    )  # fmt: skip
    assistant.streams["q"] = [Delta(answer.answer), answer]
    for question in ("q", "What is unknown?"):
        httpx.post(f"{served.url}/api/answer/stream", json={"question": question}, trust_env=False)
    assert since("answers_total", status="answered", answerer="a:model") == 1
    assert since("answers_total", status="not_in_article", answerer="scripted") == 1
    assert since("sentences_total", support="unsupported") == 1
    assert [since("tokens_total", direction=each) for each in ("input", "output")] == [700, 40]
    assert since("answer_duration_seconds_sum", stage="generate") == 3
    assert since("answer_duration_seconds_bucket", stage="retrieve", le="0.02") == 1


def test_errors_count_by_kind_even_after_a_stream_began(
    assistant: ScriptedAssistant, served: Served, since: Since
) -> None:
    assistant.streams = {"lost": [Delta("The"), StoreError("The store is gone.")], "broken": [ValueError("secret")]}
    for body in ({"question": "lost"}, {"question": "broken"}, {**QUESTION, "article": "nowhere"}):
        httpx.post(f"{served.url}/api/answer/stream", json=body, trust_env=False)
    for kind in ("StoreError", "unexpected", "UnknownArticleError"):
        assert since("errors_total", kind=kind) == 1, kind


def test_answer_that_nobody_waited_for_is_none(assistant: ScriptedAssistant, served: Served, since: Since) -> None:
    never = threading.Event()
    assistant.streams["long"] = [Delta("The"), never]
    with httpx.stream("POST", f"{served.url}/api/answer/stream", json={"question": "long"}, trust_env=False) as stream:
        next(stream.iter_lines())
    while since("requests_total", route="/api/answer/stream", method="POST", status="200") == 0:
        pass  # each look is a request that takes a moment
    now = samples(served)
    for name in ("article_chat_answers_total", "article_chat_errors_total"):
        assert {key for key in now if key[0] == name and now[key] != since.before.get(key)} == set()


class TestState:
    def test_is_told_while_the_models_load(self, seed: Article) -> None:
        assistant = ScriptedAssistant([seed], {}, ready=False)
        with serving(assistant) as running:
            assert value(running, "ready") == 0
            assert "article_chat_articles" not in {name for name, _ in samples(running)}
            assistant.may_load.set()
            running.wait("/api/ready")
            assert value(running, "ready") == 1
            assert value(running, "articles") == 1

    def test_tells_how_the_queues_stand(self, assistant: ScriptedAssistant, served: Served) -> None:
        with ExitStack() as taken:
            for _ in range(assistant.turns.max_running + assistant.turns.max_queued):
                taken.enter_context(assistant.turns.enqueue())
            with pytest.raises(BusyError):
                assistant.turns.enqueue()
            assert value(served, "queue_running", queue="answers") == assistant.turns.max_running
            assert value(served, "queue_waiting", queue="answers") == assistant.turns.max_queued
            assert value(served, "queue_refused_total", queue="answers") == assistant.turns.refused > 0
            assert value(served, "queue_running", queue="articles") == 0
        assert value(served, "queue_running", queue="answers") == 0

    def test_is_told_when_the_store_is_lost(
        self, assistant: ScriptedAssistant, served: Served, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def lost() -> list[Any]:
            raise StoreError("The store is gone.")

        monkeypatch.setattr(assistant, "articles", lost)
        assert value(served, "ready") == 1


def test_applications_of_one_process_count_apart(seed: Article, served: Served) -> None:
    with serving(ScriptedAssistant([seed], {}, ready=False)) as other:
        by_http(served)
        assert value(other, "answers_total", status="answered", answerer="scripted") == 0


def test_key_is_asked_for(seed: Article) -> None:
    settings = load_settings({"ARTICLE_CHAT_API_KEY": KEY})
    with serving(ScriptedAssistant([seed], {}, settings=settings)) as running:
        assert httpx.get(f"{running.url}/metrics", trust_env=False).status_code == 401
        counted = samples(running, headers=bearer(KEY))
    assert counted["article_chat_requests_total", (("method", "GET"), ("route", "refused"), ("status", "401"))] == 1


def test_real_answers_tell_their_stages(server: Served) -> None:
    since = Since(server)
    by_http(server)
    for stage in ("retrieve", "answer", "total"):
        assert since("answer_duration_seconds_count", stage=stage) == 1
