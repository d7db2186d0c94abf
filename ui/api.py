"""The HTTP API: its routes and what they take and give."""

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

from rag.answer import Answer, Question
from ui.assistant import Assistant, NotReadyError
from ui.bodies import ArticleBody, ArticlesBody, FullArticleBody, Problem, QuestionBody, StatusBody
from ui.problems import MEDIA_TYPE
from ui.stream import server_sent_events


def require_json(content_type: Annotated[str, Header(include_in_schema=False)] = "") -> None:
    """Refuses a body of another type than JSON; FastAPI would call it an invalid value."""
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise HTTPException(415, f"The content type must be application/json, not {media_type or 'missing'}.")


def problems(by_status: Mapping[int, str] | Mapping[int | str, str]) -> dict[int | str, dict[str, object]]:
    """How a route's errors stand in the OpenAPI document, given when each arises."""
    schema = Problem.model_json_schema()
    return {
        status: {"description": when, "content": {MEDIA_TYPE: {"schema": schema}}} for status, when in by_status.items()
    }


def api_router(assistant: Assistant) -> APIRouter:
    """The routes under `/api`; those that reach models or index are plain functions, so that they run in threads."""
    router = APIRouter(prefix="/api")
    loading = problems({503: "The models are still loading, or model or index cannot be reached."})
    unknown = problems({404: "There is no such article."})
    unreadable = problems({400: "The body is not JSON.", 415: "It is of another type.", 422: "A value is invalid."})

    def asked(body: QuestionBody) -> Question:
        question = body.to_question()
        assistant.check(question)
        return question

    @router.post(
        "/answer",
        response_model=Answer,
        dependencies=[Depends(require_json)],
        responses={**unreadable, **unknown, **loading},
    )
    async def answer(question: Annotated[Question, Depends(asked)]) -> JSONResponse:
        """Answers a question from the articles, each sentence with its citations."""
        return JSONResponse((await assistant.answer(question)).to_dict())

    @router.post(
        "/answer/stream",
        response_class=EventSourceResponse,
        dependencies=[Depends(require_json)],
        responses={**unreadable, **unknown, **loading},
    )
    async def stream(question: Annotated[Question, Depends(asked)]) -> AsyncIterator[ServerSentEvent]:
        """Answers a question while the answer is being made.

        Events: `retrieved` once, `delta` with each piece of the text, `checked` with each sentence that a language
        model wrote and its support, then `answer` with the whole, or `error` with a problem document.
        """
        async with aclosing(server_sent_events(assistant, question)) as events:
            async for event in events:
                yield event

    @router.get("/articles", responses=loading)
    def articles() -> ArticlesBody:
        """Lists the articles."""
        return ArticlesBody(articles=[ArticleBody.of(entry) for entry in assistant.articles()])

    @router.get("/articles/{article_id}", responses={**unknown, **loading})
    def article(article_id: str) -> FullArticleBody:
        """Gives one article with the text that offsets count in."""
        return FullArticleBody.of(assistant.article(article_id))

    @router.get("/health")
    async def health() -> StatusBody:
        """Says that the process answers."""
        return StatusBody()

    @router.get("/ready", responses=loading)
    async def ready() -> StatusBody:
        """Says whether a question can be answered now."""
        if not assistant.ready:
            raise NotReadyError("The models are still loading.")
        return StatusBody()

    return router
