"""What Prometheus reads at `/metrics`."""

from collections.abc import Iterator
from contextlib import suppress
from typing import get_args

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from index.errors import ArticleChatError
from rag.models import Support
from ui.observability.records import QuestionRecord, Record
from ui.service.admission import BusyError
from ui.service.protocol import HostedService

METRICS = "/metrics"
NO_STATUS = "none"
"""The status of a request to which no response was begun: its client had left, or the server was stopped."""
REQUEST_BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)
ANSWER_BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 60)
"""Seconds; a stage takes tens of milliseconds, a language model up to its timeout."""

# Else each has a second one beside it, which tells when it was first counted.
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """One application's metrics; no label tells who asked what."""

    def __init__(self, assistant: HostedService) -> None:
        self.registry = registry = CollectorRegistry()
        self._requests = Counter(
            "article_chat_requests", "Requests answered.", ["route", "method", "status"], registry=registry
        )
        self._request_seconds = Histogram(
            "article_chat_request_duration_seconds",
            "Seconds from a request to the end of its response.",
            ["route"],
            buckets=REQUEST_BUCKETS,
            registry=registry,
        )
        self._answers = Counter("article_chat_answers", "Answers given.", ["status", "answerer"], registry=registry)
        self._answer_seconds = Histogram(
            "article_chat_answer_duration_seconds",
            "Seconds that a stage of an answer took.",
            ["stage"],
            buckets=ANSWER_BUCKETS,
            registry=registry,
        )
        self._sentences = Counter(
            "article_chat_sentences",
            "Sentences of answers, by how the article carries them.",
            ["support"],
            registry=registry,
        )
        self._tokens = Counter(
            "article_chat_tokens",
            "Tokens of the language model, as it reports them.",
            ["direction"],
            registry=registry,
        )
        self._errors = Counter(
            "article_chat_errors",
            "Questions that could not be answered, by kind of error.",
            ["kind"],
            registry=registry,
        )
        for support in get_args(Support):
            self._sentences.labels(support)  # so that the first unsupported one is seen as an increase
        registry.register(State(assistant))
        ProcessCollector(registry=registry)

    def requested(self, record: Record) -> None:
        """Counts a request."""
        status = NO_STATUS if record.status is None else str(record.status)
        self._requests.labels(record.route, record.method, status).inc()
        self._request_seconds.labels(record.route).observe(record.timer.seconds)

    def answered(self, asked: QuestionRecord) -> None:
        """Counts an answer; one whose asker left is none."""
        if asked.error is not None:
            self.failed(asked.error)
        if asked.answer is None:
            return
        self._answers.labels(asked.answer.status, asked.answer.answerer).inc()
        for stage, milliseconds in asked.answer.timings_ms.items():
            self._answer_seconds.labels(stage).observe(milliseconds / 1000)
        if used := asked.answer.usage:
            self._tokens.labels("input").inc(used.input_tokens)
            self._tokens.labels("output").inc(used.output_tokens)
        for sentence in asked.answer.sentences:
            self._sentences.labels(sentence.support).inc()

    def failed(self, kind: str) -> None:
        """Counts a question that could not be answered; those that the queue turned away it counts itself."""
        if kind != BusyError.__name__:
            self._errors.labels(kind).inc()


class State(Collector):
    """How things stand at the moment of asking."""

    def __init__(self, assistant: HostedService) -> None:
        self._assistant = assistant

    def describe(self) -> list[Metric]:
        """None: else registering would collect."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Reads them off; what cannot be read just now is left out."""
        yield GaugeMetricFamily("article_chat_ready", "1 when a question can be answered.", int(self._assistant.ready))
        with suppress(ArticleChatError):
            yield GaugeMetricFamily("article_chat_articles", "Articles indexed.", self._assistant.article_count())
        running = GaugeMetricFamily("article_chat_queue_running", "Those who have their turn.", labels=["queue"])
        waiting = GaugeMetricFamily("article_chat_queue_waiting", "Those who wait for theirs.", labels=["queue"])
        refused = CounterMetricFamily("article_chat_queue_refused", "Those who found it full.", labels=["queue"])
        for name, turns in (("answers", self._assistant.turns), ("articles", self._assistant.adding)):
            running.add_metric([name], turns.running)
            waiting.add_metric([name], turns.queued)
            refused.add_metric([name], turns.refused)
        yield from (running, waiting, refused)


def metrics_router(metrics: Metrics) -> APIRouter:
    """The route that Prometheus asks."""
    router = APIRouter()

    @router.get(METRICS, response_class=PlainTextResponse)
    def read() -> PlainTextResponse:
        """Gives the server's metrics in Prometheus' text format."""
        return PlainTextResponse(generate_latest(metrics.registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return router
