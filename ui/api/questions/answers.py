"""The HTTP API: asking, and whether the server is up; `ui.api.articles` has the routes of articles."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from rag.models import Answer, Question
from ui.api.disconnect import answer_timeout_s, client_closed_response, while_there
from ui.api.route_docs import BUSY, EVENTS, LOADING, UNKNOWN, UNREADABLE, require_json
from ui.api.schemas import QuestionBody, StatusBody
from ui.api.streaming import EventHtml, EventStream, kept_alive, server_sent_events
from ui.service.admission import Slot
from ui.service.protocol import HostedService

ANSWERS = ("/api/answer", "/api/answer/stream")
AdmittedQuestion = tuple[Question, Slot]

PageHtml = Callable[[Question, str], EventHtml]
"""Begins to render the events of a question's answer as the page shows them, in the best of the languages that an
`Accept-Language` header names."""


def api_router(assistant: HostedService, page_html: PageHtml) -> APIRouter:
    """The routes under `/api`; whatever reaches models or index runs in threads."""
    router = APIRouter(prefix="/api")

    async def asked(body: QuestionBody) -> AsyncIterator[AdmittedQuestion]:
        question = body.to_question()
        # Before a stream begins, so that who is refused hears it by the status; and until the response has ended.
        with assistant.turns.enqueue() as place:
            await asyncio.to_thread(assistant.check, question)
            yield question, place

    @router.post(
        "/answer",
        response_model=Answer,
        dependencies=[Depends(require_json)],
        responses={**UNREADABLE, **UNKNOWN, **BUSY},
    )
    async def answer(asked: Annotated[AdmittedQuestion, Depends(asked)], request: Request) -> Response:
        """Answers a question from the articles, each sentence with its citations."""
        made = await while_there(request, assistant.answer(*asked), answer_timeout_s(assistant.settings))
        return JSONResponse(made.to_dict()) if made else client_closed_response()

    @router.post(
        "/answer/stream",
        response_class=Response,
        dependencies=[Depends(require_json)],
        responses={**EVENTS, **UNREADABLE, **UNKNOWN, **BUSY},
    )
    async def stream(
        asked: Annotated[AdmittedQuestion, Depends(asked)],
        request: Request,
        # Not described: the markup is the page's own, and changes with it.
        html: Annotated[bool, Query(include_in_schema=False)] = False,
    ) -> EventStream:
        """Answers a question while the answer is being made.

        Events: `retrieved` once, `delta` with each piece of the text, `checked` with each sentence that a language
        model wrote and its support, then `answer` with the whole, or `error` with a problem document.
        """
        rendered = page_html(asked[0], request.headers.get("accept-language", "")) if html else None
        return EventStream(kept_alive(server_sent_events(assistant, *asked, rendered)))

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
