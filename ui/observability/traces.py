"""OpenTelemetry traces: a span for each request, in it one for each answer, in that one for each stage.

Spans are made when a request is over, from what was noted of it: nothing of OpenTelemetry is on a question's way. Its
packages take a second to import, so this module is imported only where traces are wanted. FastAPI's own telemetry would
tell whole addresses and what was wrong with a body, and so what was asked.
"""

from importlib import import_module

from opentelemetry.context import Context
from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Span, SpanKind, StatusCode, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from index.errors import ArticleChatError
from ui.observability.records import QuestionRecord, Record, Timer

EXPORTERS = {
    "http/protobuf": "opentelemetry.exporter.otlp.proto.http.trace_exporter",
    "grpc": "opentelemetry.exporter.otlp.proto.grpc.trace_exporter",
}
"""By protocol, as `OTEL_EXPORTER_OTLP_PROTOCOL` names it."""


class TracesError(ArticleChatError):
    """Traces are wanted that cannot be sent."""


def otlp_exporter(protocol: str) -> SpanExporter:
    """Sends spans to where OpenTelemetry's own variables say.

    Raises:
        TracesError: The protocol is not one of `EXPORTERS`, or its package is not installed.
    """
    if protocol not in EXPORTERS:
        known = " or ".join(EXPORTERS)
        raise TracesError(f"Traces cannot be sent by {protocol!r}: set OTEL_EXPORTER_OTLP_PROTOCOL to {known}.")
    try:
        exporter: SpanExporter = import_module(EXPORTERS[protocol]).OTLPSpanExporter()
    except ImportError as error:
        raise TracesError(
            "Traces need another package: pip install 'article-chat[otel]', or unset OTEL_EXPORTER_OTLP_ENDPOINT."
        ) from error
    return exporter


class Traces:
    """Makes spans and sends them in a thread of its own; what they tell is what the log tells, never a question."""

    def __init__(self, exporter: SpanExporter) -> None:
        name = OTELResourceDetector().detect().attributes.get(SERVICE_NAME, "article-chat")
        # Not the process's own provider: libraries would put into its spans what they like, the question too.
        self._provider = TracerProvider(resource=Resource.create({SERVICE_NAME: name}), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("article-chat")

    def requested(self, record: Record) -> None:
        """Makes the spans of a request that is over."""
        parent = TraceContextTextMapPropagator().extract(record.trace_context, Context())
        span = self._span(f"{record.method} {record.route}", record.timer.started, parent, SpanKind.SERVER)
        span.set_attribute("http.request.method", record.method)
        span.set_attribute("http.route", record.route)
        span.set_attribute("article_chat.request.id", record.id)
        if record.status is not None:
            span.set_attribute("http.response.status_code", record.status)
        if record.ended:
            span.set_attribute("article_chat.request.ended", record.ended)
        if record.status is None or record.status >= 500:
            span.set_status(StatusCode.ERROR)
        record.span = span
        for asked in record.asked:
            self.answered(asked)
        span.end(_end(record.timer))

    def answered(self, asked: QuestionRecord) -> None:
        """Makes the spans of an answer, in that of its request where it has one."""
        parent = set_span_in_context(asked.record.span, Context()) if asked.record and asked.record.span else Context()
        span = self._span("question", asked.timer.started, parent)
        end = _end(asked.timer)
        if asked.answer:
            span.set_attribute("article_chat.answer.status", asked.answer.status)
            span.set_attribute("article_chat.answerer", asked.answer.answerer)
            self._stages(asked.answer.timings_ms, end, set_span_in_context(span, Context()))
        if asked.error:
            span.set_attribute("error.type", asked.error)
            span.set_status(StatusCode.ERROR)
        span.end(end)

    def close(self) -> None:
        """Sends what is left."""
        self._provider.shutdown()

    def _stages(self, timings_ms: dict[str, float], end: int, parent: Context) -> None:
        """The stages' spans; an answer tells how long each took, and they follow each other up to its end."""
        at = end - _nanoseconds(timings_ms.get("total", 0))
        for stage, milliseconds in timings_ms.items():
            if stage != "total":
                span = self._span(stage, at, parent)
                at += _nanoseconds(milliseconds)
                span.end(at)

    def _span(self, name: str, start: int, parent: Context, kind: SpanKind = SpanKind.INTERNAL) -> Span:
        return self._tracer.start_span(name, parent, kind, start_time=start)


def _end(timer: Timer) -> int:
    return timer.started + _nanoseconds(timer.seconds * 1000)


def _nanoseconds(milliseconds: float) -> int:
    return int(milliseconds * 1e6)
