"""Hears of every request and every answer once, and tells metrics, log and traces."""

from typing import TYPE_CHECKING

from ui.assistant import Assistant
from ui.watch.logs import is_quiet, log_answer, log_request
from ui.watch.metrics import Metrics
from ui.watch.record import Asked, Record, kind_of, record_here

if TYPE_CHECKING:
    from ui.watch.traces import Traces


class Observer:
    """One application's."""

    def __init__(self, assistant: Assistant) -> None:
        self.metrics = Metrics(assistant)
        self.traces: Traces | None = None
        """None where none are wanted, or their package is still loading."""
        self._questions = assistant.settings.log_questions

    def requested(self, record: Record) -> None:
        """Takes a request that is over."""
        self.metrics.requested(record)
        if self.traces and not is_quiet(record):
            self.traces.requested(record)
        log_request(record, questions=self._questions)

    def answered(self, asked: Asked) -> None:
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
