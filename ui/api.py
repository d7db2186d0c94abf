"""The HTTP API: asking, and whether the server is up; `ui.articles` has the routes of articles."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from rag.answer import Answer, Question
from ui.assistant import Assistant
from ui.bodies import QuestionBody, StatusBody
from ui.documented import LOADING, UNKNOWN, UNREADABLE, require_json
from ui.stream import server_sent_events


def api_router(assistant: Assistant) -> APIRouter:
    """The routes under `/api`; those that reach models or index are plain functions, so that they run in threads."""
    router = APIRouter(prefix="/api")

    def asked(body: QuestionBody) -> Question:
        question = body.to_question()
        assistant.check(question)
        return question

    @router.post(
        "/answer",
        response_model=Answer,
        dependencies=[Depends(require_json)],
        responses={**UNREADABLE, **UNKNOWN, **LOADING},
    )
    async def answer(question: Annotated[Question, Depends(asked)]) -> JSONResponse:
        """Answers a question from the articles, each sentence with its citations."""
        return JSONResponse((await assistant.answer(question)).to_dict())

    @router.post(
        "/answer/stream",
        response_class=EventSourceResponse,
        dependencies=[Depends(require_json)],
        responses={**UNREADABLE, **UNKNOWN, **LOADING},
    )
    async def stream(question: Annotated[Question, Depends(asked)]) -> AsyncIterator[ServerSentEvent]:
        """Answers a question while the answer is being made.

        Events: `retrieved` once, `delta` with each piece of the text, `checked` with each sentence that a language
        model wrote and its support, then `answer` with the whole, or `error` with a problem document.
        """
        async with aclosing(server_sent_events(assistant, question)) as events:
            async for event in events:
                yield event

    @router.get("/health")
    async def health() -> StatusBody:
        """Says that the process answers."""
        return StatusBody()

    @router.get("/ready", responses=LOADING)
    def ready() -> StatusBody:
        """Says whether a question can be answered now."""
        assistant.check_ready()
        return StatusBody()

    return router
