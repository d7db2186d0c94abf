"""Traces, as a collector on this machine receives them: names, parents, attributes, and never the question."""

import gzip
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import grpc
import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest as Export
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse as Exported
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from index.errors import StoreError
from index.models import Article
from rag.models import Answer, Delta
from tests.support.servers.asking import QUESTION, QUOTE, by_gradio, by_http
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.observability.traces import TracesError, otlp_exporter
from ui.settings import traces_protocol

TIMINGS = {"understand": 400.0, "retrieve": 20.0, "answer": 70.0, "generate": 3000.0, "total": 3500.0}


class Collector:
    """Keeps what it is sent."""

    def __init__(self) -> None:
        self.exports: list[Export] = []

    @property
    def spans(self) -> list[Span]:
        each = [scope for export in self.exports for sent in export.resource_spans for scope in sent.scope_spans]
        return [span for scope in each for span in scope.spans]

    def named(self, name: str) -> Span:
        (found,) = [span for span in self.spans if span.name == name]
        return found

    def children(self, parent: Span) -> list[Span]:
        found = [span for span in self.spans if span.parent_span_id == parent.span_id]
        assert {span.trace_id for span in found} <= {parent.trace_id}
        return sorted(found, key=lambda span: span.start_time_unix_nano)


def attributes(span: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes}


@contextmanager
def by_http_protocol(collector: Collector) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            assert self.path == "/v1/traces"
            collector.exports.append(Export.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def by_grpc(collector: Collector) -> Iterator[str]:
    class Servicer(TraceServiceServicer):  # type: ignore[misc]
        def Export(self, request: Export, _: Any) -> Exported:  # noqa: N802
            collector.exports.append(request)
            return Exported()

    server = grpc.server(futures.ThreadPoolExecutor(1))
    add_TraceServiceServicer_to_server(Servicer(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop(None)


@pytest.fixture
def assistant(seed: Article) -> ScriptedAssistant:
    return ScriptedAssistant([seed], {QUESTION["question"]: [QUOTE]})


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    collector = Collector()
    with by_http_protocol(collector) as address:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        monkeypatch.setenv("OTEL_SERVICE_NAME", "reading-room")
        yield collector


def asked(served: Served, question: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{served.url}/api/answer/stream", json={"question": question}, headers=headers, trust_env=False)


def test_spans_tell_request_answer_and_stages(assistant: ScriptedAssistant, collector: Collector) -> None:
    made = Answer("not_in_article", "secret", "secret", "No.", None, (), (), (), 0.9, "a:model", TIMINGS)
    assistant.streams["secret"] = [Delta("No."), made]
    trace = "0af7651916cd43dd8448eb211c80319c"
    with serving(assistant) as running:  # its end sends what is left
        response = asked(running, "secret", traceparent=f"00-{trace}-b7ad6b7169203331-01")
        httpx.get(f"{running.url}/api/articles/unknown", trust_env=False)
        httpx.get(f"{running.url}/api/health", trust_env=False)

    request = collector.named("POST /api/answer/stream")
    assert request.kind == Span.SPAN_KIND_SERVER
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == (trace, "b7ad6b7169203331")
    assert attributes(request) == {
        "http.request.method": "POST",
        "http.route": "/api/answer/stream",
        "http.response.status_code": 200,
        "article_chat.request.id": response.headers["x-request-id"],
    }
    (question,) = collector.children(request)
    assert question.name == "question"
    assert attributes(question) == {"article_chat.answer.status": "not_in_article", "article_chat.answerer": "a:model"}
    stages = collector.children(question)
    took = {each.name: (each.end_time_unix_nano - each.start_time_unix_nano) / 1e6 for each in stages}
    assert list(took.items()) == [each for each in TIMINGS.items() if each[0] != "total"]
    assert stages[-1].end_time_unix_nano <= question.end_time_unix_nano <= request.end_time_unix_nano

    assert attributes(collector.named("GET /api/articles/{article_id}"))["http.response.status_code"] == 404
    assert not any("health" in span.name for span in collector.spans)
    resources = [attributes(sent.resource) for export in collector.exports for sent in export.resource_spans]
    assert {resource["service.name"] for resource in resources} == {"reading-room"}
    assert "secret" not in str(collector.exports)


def test_failure_is_told_by_its_kind_alone(assistant: ScriptedAssistant, collector: Collector) -> None:
    assistant.streams["lost"] = [StoreError("secret")]
    with serving(assistant) as running:
        asked(running, "lost")
    question = collector.named("question")
    assert attributes(question) == {"error.type": "StoreError"}
    assert question.status.code == Status.STATUS_CODE_ERROR
    assert "secret" not in str(collector.exports)


def test_answer_made_in_gradios_queue_belongs_to_the_request_that_asked(
    assistant: ScriptedAssistant, collector: Collector
) -> None:
    with serving(assistant) as running:
        by_gradio(running)
    (question,) = collector.children(collector.named("POST /gradio_api/queue/join"))
    assert question.name == "question"


def test_grpc_is_spoken_where_that_is_set(assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    collector = Collector()
    with by_grpc(collector) as address:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
        with serving(assistant) as running:
            by_http(running)
    assert collector.children(collector.named("POST /api/answer"))


def test_collector_that_is_gone_changes_no_answer(
    assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    with serving(assistant) as running:
        by_http(running)


@pytest.mark.parametrize(
    ("variables", "protocol"),
    [
        ({}, ""),
        ({"ENDPOINT": ""}, ""),
        ({"ENDPOINT": "http://c:4318"}, "http/protobuf"),
        ({"TRACES_ENDPOINT": "http://c:4318/v1/traces"}, "http/protobuf"),
        ({"ENDPOINT": "http://c:4317", "PROTOCOL": "grpc"}, "grpc"),
        ({"ENDPOINT": "http://c:4317", "PROTOCOL": "grpc", "TRACES_PROTOCOL": "http/protobuf"}, "http/protobuf"),
    ],
)
def test_opentelemetrys_own_variables_decide(variables: dict[str, str], protocol: str) -> None:
    environment = {f"OTEL_EXPORTER_OTLP_{name}": value for name, value in variables.items()}
    assert traces_protocol(environment) == protocol
    assert traces_protocol({**environment, "OTEL_SDK_DISABLED": "true"}) == ""
    assert traces_protocol({**environment, "OTEL_TRACES_EXPORTER": "none"}) == ""


class TestErrors:
    def test_names_the_protocols_there_are(self) -> None:
        with pytest.raises(TracesError, match=r"'http/json'.*http/protobuf or grpc"):
            otlp_exporter("http/json")

    def test_names_the_extra_that_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
        with pytest.raises(TracesError, match=r"pip install 'article-chat\[otel\]'"):
            otlp_exporter("http/protobuf")


def test_nothing_is_imported_where_no_traces_are_wanted() -> None:
    heavy = ("opentelemetry.sdk", "opentelemetry.exporter")  # its API comes with FastAPI
    code = f"import sys, ui.cli.serving.server; print(sorted(name for name in sys.modules if name.startswith({heavy})))"
    done = subprocess.run([sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
