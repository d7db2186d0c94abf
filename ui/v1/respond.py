"""Answers a question in the format of an API: whole, or as Server-Sent Events while the answer is being made."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from index.errors import UnknownArticleError
from rag.models import Answer, Checked, Delta, Question
from ui.api.disconnect import KEEP_ALIVE_S, answer_timeout_s, client_closed_response, while_there, with_pauses
from ui.api.streaming import KEEP_ALIVE, EventStream
from ui.service.admission import Slot
from ui.service.protocol import Failed, HostedService
from ui.v1.conversation import unknown_model


class AnswerFormat(ABC):
    """What one request's answer is in an API's format; each method gives as many Server-Sent Events as it takes."""

    keep_alive = KEEP_ALIVE
    """What is sent where nothing else comes for long."""

    @abstractmethod
    def whole(self, answer: Answer) -> dict[str, Any]:
        """The body of an answer that is not streamed."""

    @abstractmethod
    def begin(self) -> str:
        """What comes before any word."""

    @abstractmethod
    def delta(self, text: str) -> str:
        """The next piece of the answer's text."""

    def checked(self, event: Checked) -> str:  # noqa: ARG002 - most formats tell citations at the end
        """A finished sentence, whose citations are known."""
        return ""

    @abstractmethod
    def end(self, answer: Answer) -> str:
        """The end, after all of the text."""

    @abstractmethod
    def failed(self, error: Exception) -> str:
        """What went wrong on the way; nothing comes after it."""


@asynccontextmanager
async def place_for(service: HostedService, question: Question, model: str) -> AsyncIterator[Slot]:
    """The place of a question in the queue, before a stream begins: see `ui.api.questions.answers`.

    Raises:
        UnknownModelError: The model is of an article that is not there.
    """
    with service.turns.enqueue() as place:
        try:
            await asyncio.to_thread(service.check, question)
        except UnknownArticleError as error:
            raise unknown_model(model) from error
        yield place


async def respond(
    request: Request, service: HostedService, question: Question, place: Slot, told: AnswerFormat, *, stream: bool
) -> Response:
    """The response to a question that has its place."""
    if stream:
        return EventStream(streamed(service, question, place, told))
    answer = await while_there(request, service.answer(question, place), answer_timeout_s(service.settings))
    return JSONResponse(told.whole(answer)) if answer else client_closed_response()


async def streamed(
    service: HostedService, question: Question, place: Slot, told: AnswerFormat
) -> AsyncGenerator[str, None]:
    """The answer's events in a format. A client that goes away ends the work."""
    yield told.begin()
    async with aclosing(with_pauses(service.events(question, place), KEEP_ALIVE_S)) as events:
        async for event in events:
            match event:
                case None:
                    yield told.keep_alive
                case Delta(text):
                    yield told.delta(text)
                case Checked():
                    yield told.checked(event)
                case Answer():
                    yield told.end(event)
                case Failed(error):
                    yield told.failed(error)
                    return
