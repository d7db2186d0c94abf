"""An assistant whose answers are watched, whoever asks: API, page, `/v1`, MCP or Gradio's own clients."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, cast

from rag.models import Answer, Question
from ui.observability.observer import Observer
from ui.observability.records import Asked, kind_of, record_here
from ui.service.service import Assistant

if TYPE_CHECKING:
    from rag.models import Event


def watched(assistant: Assistant, observer: Observer) -> Assistant:
    """The same assistant, whose answers the observer hears of."""
    return cast(Assistant, WatchedAssistant(assistant, observer))


class WatchedAssistant:
    """Does what the assistant does, and tells what came of each question."""

    def __init__(self, assistant: Assistant, observer: Observer) -> None:
        self._assistant = assistant
        self._observer = observer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._assistant, name)

    def check(self, question: Question) -> None:
        """As `Assistant.check`."""
        try:
            self._assistant.check(question)
        except Exception as error:
            self._observer.refused(error)
            raise

    async def stream(self, question: Question, *more: Any) -> AsyncGenerator["Event", None]:
        """As `Assistant.stream`."""
        asked = Asked(question, record_here())
        try:
            async with aclosing(self._assistant.stream(question, *more)) as events:
                async for event in events:
                    if isinstance(event, Answer):
                        asked.answer = event
                        asked.timer.stop()
                    yield event
        except Exception as error:
            asked.error = kind_of(error)
            raise
        finally:
            self._told(asked)

    async def answer(self, question: Question, *more: Any) -> Answer:
        """As `Assistant.answer`."""
        asked = Asked(question, record_here())
        try:
            asked.answer = await self._assistant.answer(question, *more)
            asked.timer.stop()
        except Exception as error:
            asked.error = kind_of(error)
            raise
        finally:
            self._told(asked)
        return asked.answer

    def _told(self, asked: Asked) -> None:
        if asked.answer is None:
            asked.timer.stop()
        self._observer.answered(asked)
