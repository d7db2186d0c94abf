"""What is noted of a request and of an answer while they are made; the rest of `ui.observability` tells it on."""

import sys
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from starlette.types import Scope

from index.errors import ArticleChatError
from rag.models import Answer, Question

KEY = "article_chat.record"
"""Where a request's scope holds its record."""

current: ContextVar["Record | None"] = ContextVar("current", default=None)
"""The record of the request that this task or thread works for."""


@dataclass(slots=True)
class Timer:
    """Measures how long something takes."""

    started: int = field(default_factory=time.time_ns)
    """Nanoseconds since 1970."""
    seconds: float = 0.0
    _begin: float = field(default_factory=time.perf_counter)

    def stop(self) -> None:
        """Notes the time until now; the last call counts."""
        self.seconds = time.perf_counter() - self._begin


@dataclass(slots=True)
class Record:
    """A request; `route` is a template such as `/api/articles/{article_id}`, never the path as it was sent."""

    id: str
    method: str
    trace_context: dict[str, str]
    """Its headers that say which trace it belongs to."""
    timer: Timer = field(default_factory=Timer)
    route: str = ""
    status: int | None = None
    """None where no response was begun."""
    holder: str | None = None
    """Whose key it came with, not the key itself."""
    ended: str | None = None
    """How a response that is not whole ended: the client "left", or the server "broke off"; None for a whole one."""
    error: str | None = None
    """What kept a question from being answered, as `kind_of` names it."""
    asked: list["QuestionRecord"] = field(default_factory=list)
    """What was asked in it."""
    is_over: bool = False
    span: Any = None
    """What a trace knows it by, for what is made for it afterwards."""


@dataclass(slots=True)
class QuestionRecord:
    """A question that was asked, and the answer or the error that came of it; neither where the asker left before.

    The record is of the request that it was asked in, if any; it may be over since.
    """

    question: Question
    record: Record | None
    timer: Timer = field(default_factory=Timer)
    answer: Answer | None = None
    error: str | None = None


def record_here() -> Record | None:
    """The record of the request that is worked for here, if any.

    Gradio answers the questions of its clients after the request that brought them, in tasks of its own, and says there
    which one it was.
    """
    gradio = sys.modules.get("gradio.context")  # not imported here: it takes seconds, and without it nobody asks so
    request = gradio.LocalContext.request.get(None) if gradio else None
    scope: Scope = getattr(getattr(request, "request", None), "scope", {})
    return scope.get(KEY) or current.get()


def kind_of(error: Exception) -> str:
    """An error's kind, of which there are few: the name of one of ours, or "unexpected"."""
    return type(error).__name__ if isinstance(error, ArticleChatError) else "unexpected"
