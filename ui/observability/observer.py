"""Hears of every request and every answer once, and tells metrics, log and traces."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from ui.observability.logs import is_quiet, log_answer, log_request
from ui.observability.metrics import Metrics
from ui.observability.records import QuestionRecord, Record, kind_of, record_here
from ui.service.protocol import HostedService
from ui.service.threads import in_thread

if TYPE_CHECKING:
    from ui.observability.traces import Traces

FLUSH_TIMEOUT_S = 1
"""Flush timeout at shutdown, in seconds: an unreachable collector must not delay it."""


class Observer:
    """One application's."""

    def __init__(self, assistant: HostedService) -> None:
        self.metrics = Metrics(assistant)
        self.traces: Traces | None = None
        """None where none are wanted, or their package is still loading."""
        self._questions = assistant.settings.log_questions

    @asynccontextmanager
    async def tracing(self, protocol: str) -> AsyncIterator[None]:
        """The time in which traces are sent.

        Args:
            protocol: As `traces_protocol` gives it; empty: none are.
        """
        if not protocol:
            yield
            return
        self.traces = traces = await in_thread(partial(_traces, protocol))
        try:
            yield
        finally:
            with suppress(TimeoutError):
                await asyncio.wait_for(in_thread(traces.close), FLUSH_TIMEOUT_S)

    def requested(self, record: Record) -> None:
        """Takes a request that is over."""
        self.metrics.requested(record)
        if self.traces and not is_quiet(record):
            self.traces.requested(record)
        log_request(record, questions=self._questions)

    def answered(self, asked: QuestionRecord) -> None:
        """Takes a question with what came of it."""
        self.metrics.answered(asked)
        if asked.record and not asked.record.is_over:
            asked.record.asked.append(asked)
            return
        if self.traces:
            self.traces.answered(asked)
        log_answer(asked, questions=self._questions)

    def refused(self, error: Exception) -> None:
        """Takes why a question was not even begun with."""
        kind = kind_of(error)
        self.metrics.failed(kind)
        if record := record_here():
            record.error = kind


def _traces(protocol: str) -> "Traces":
    from ui.observability.traces import Traces, otlp_exporter  # here: see there

    return Traces(otlp_exporter(protocol))
