"""The server's log: one JSON object a line, for a collector to parse."""

import json
import logging
from datetime import UTC, datetime
from typing import Any, TextIO

from ui.middleware.auth import OPEN
from ui.observability.metrics import METRICS
from ui.observability.records import QuestionRecord, Record, record_here
from ui.page.gradio_app.embed import EMBED
from ui.settings import Settings

PROGRAMS = ("/api/", "/v1/", "/mcp")
PAGES = frozenset({"/", EMBED})

log = logging.getLogger(__name__)


def start_logging(settings: Settings, stream: TextIO) -> bool:
    """Sends everything that is logged in this process to a stream as JSON, where the settings say so.

    Returns:
        Whether they do.
    """
    if settings.log == "off" or (settings.log == "auto" and stream.isatty()):
        return False
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    # Here, since libraries set their loggers' levels as they like.
    handler.addFilter(lambda record: record.levelno >= logging.WARNING or record.name == log.name)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    log.setLevel(logging.INFO)
    return True


class JsonLines(logging.Formatter):
    """A record as one line of JSON: when, how grave, what, the fields it brings, and the request it belongs to."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        request = record_here()
        if request:
            line["id"] = request.id
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def log_request(record: Record, *, questions: bool) -> None:
    """One line for a request, with what came of the question asked in it.

    Args:
        record: Of a request that is over.
        questions: Whether to tell what was asked.
    """
    if log.isEnabledFor(logging.INFO) and not is_quiet(record):
        fields = {
            "id": record.id,
            "method": record.method,
            "route": record.route,
            "status": record.status,
            "milliseconds": round(record.timer.seconds * 1000, 1),
            "key": record.holder,
            "ended": record.ended,
            "error": record.error,
        }
        for asked in record.asked:
            fields.update(_answer_fields(asked, questions=questions))
        _write("request", fields)


def log_answer(asked: QuestionRecord, *, questions: bool) -> None:
    """One line for an answer that was made after the request that asked for it was over, as the page's are."""
    if log.isEnabledFor(logging.INFO):
        record = asked.record
        fields = {"id": record.id, "route": record.route, "key": record.holder} if record else {}
        milliseconds = round(asked.timer.seconds * 1000, 1)
        _write("answer", {**fields, "milliseconds": milliseconds, **_answer_fields(asked, questions=questions)})


def is_quiet(record: Record) -> bool:
    """Whether a request is of those that come by the dozen and tell nothing: health checks, and files of the page."""
    if record.route in OPEN:
        return True
    if record.method not in ("GET", "HEAD") or record.status is None or record.status >= 400:
        return False
    return record.route == METRICS or not (record.route.startswith(PROGRAMS) or record.route in PAGES)


def _answer_fields(asked: QuestionRecord, *, questions: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {"error": asked.error} if asked.error else {}
    if asked.answer:
        fields |= {
            "answer": asked.answer.status,
            "answerer": asked.answer.answerer,
            "stages": asked.answer.timings_ms,
        }
        if used := asked.answer.usage:
            fields["usage"] = {"input_tokens": used.input_tokens, "output_tokens": used.output_tokens}
    elif not asked.error:
        fields["ended"] = "left"
    if questions:
        fields["question"] = asked.question.question
    return fields


def _write(what: str, fields: dict[str, Any]) -> None:
    log.info(what, extra={"fields": {name: value for name, value in fields.items() if value is not None}})
