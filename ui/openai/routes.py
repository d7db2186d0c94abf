"""The routes under `/v1`: chat completions, and the articles as models."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from index.errors import UnknownArticleError
from index.models import IndexedArticle
from rag.models import Message, Question
from ui.api.disconnect import answer_timeout_s, client_closed_response, while_there
from ui.api.route_docs import RETRY_AFTER, WHY_BUSY, require_json
from ui.openai.errors import PREFIX, UnknownModelError
from ui.openai.schemas import Choice, Completion, CompletionRequest, ErrorBody, ModelBody, ModelsBody, Reply
from ui.openai.stream import Heading, chunks
from ui.service.admission import Slot
from ui.service.protocol import HostedService

MAX_MODELS = 100
"""Articles that are listed as models; others can be asked just so."""

AdmittedCompletion = tuple[CompletionRequest, Question, Slot]

EVERYTHING = "article-chat"
"""The model that answers from all articles; of one it is this, a slash, and the article's id."""


def openai_router(assistant: HostedService) -> APIRouter:
    """The routes; an error of theirs is handled by `ui.openai.errors`."""
    router = APIRouter(prefix=PREFIX)

    async def asked(body: CompletionRequest) -> AsyncIterator[AdmittedCompletion]:
        question = question_of(body)
        with assistant.turns.enqueue() as place:  # see `ui.api.answers`
            try:
                await asyncio.to_thread(assistant.check, question)
            except UnknownArticleError as error:
                raise unknown_model(body.model) from error
            yield body, question, place

    @router.post(
        "/chat/completions",
        response_model=Completion,
        dependencies=[Depends(require_json)],
        responses={
            200: {"content": {"text/event-stream": {}}},
            **errors(
                {
                    400: "The body is not JSON, holds no question, or a value is invalid.",
                    404: "There is no such model.",
                    415: "The body is of another type.",
                    503: WHY_BUSY,
                }
            ),
        },
    )
    async def complete(asked: Annotated[AdmittedCompletion, Depends(asked)], request: Request) -> Response:
        """Answers the last of the user's messages from the articles, streamed where `stream` is true.

        Earlier messages of user and assistant are the conversation; those of other roles are ignored, and so are
        pictures in them, sampling options and tools. The whole answer with its citations is in `article_chat`; of a
        stream, in the chunk whose `finish_reason` is `stop`. `usage` is zero: no tokens are counted.
        """
        body, question, place = asked
        heading = Heading(body.model)
        if body.stream:
            usage = bool(body.stream_options and body.stream_options.include_usage)
            return StreamingResponse(
                chunks(assistant, question, place, heading, usage=usage),
                media_type="text/event-stream",
                headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
            )
        answer = await while_there(request, assistant.answer(question, place), answer_timeout_s(assistant.settings))
        if answer is None:
            return client_closed_response()
        choices = [Choice(message=Reply(content=answer.answer))]
        completion = Completion(
            id=heading.id, created=heading.created, model=heading.model, choices=choices, article_chat=answer
        )
        return JSONResponse(completion.model_dump())

    @router.get("/models", responses=errors({503: "The models are still loading, or the index cannot be reached."}))
    def models() -> ModelsBody:
        """Lists what can be asked as `model`: all articles together, and each one, of many the 100 indexed last."""
        return ModelsBody(data=_models(assistant.newest(MAX_MODELS)))

    @router.get(
        "/models/{model:path}",
        responses=errors(
            {
                404: "There is no such model.",
                503: "The models are still loading, or the index cannot be reached.",
            }
        ),
    )
    def model(model: str) -> ModelBody:
        """Gives one of them."""
        if model == EVERYTHING:
            return _models(assistant.newest(1))[0]
        name, _, article_id = model.partition("/")
        if name != EVERYTHING or not article_id:
            raise unknown_model(model)
        try:
            return _models([assistant.article(article_id)])[1]
        except UnknownArticleError as error:
            raise unknown_model(model) from error

    return router


def question_of(body: CompletionRequest) -> Question:
    """The question that a request asks, of the article that its model stands for.

    Raises:
        UnknownModelError: It stands for none, whatever articles there are.
    """
    name, _, article = body.model.partition("/")
    if name != EVERYTHING or ("/" in body.model and not article):
        raise unknown_model(body.model)
    last = max(place for place, message in enumerate(body.messages) if message.role == "user")
    history = tuple(
        Message(message.role, message.text)
        for message in body.messages[:last]
        if message.role in ("user", "assistant") and message.text
    )
    return Question(body.messages[last].text.strip(), article or None, history)


def unknown_model(name: str) -> UnknownModelError:
    """That there is no such model."""
    return UnknownModelError(f"There is no model {name!r}: GET {PREFIX}/models lists those there are.")


def errors(by_status: Mapping[int | str, str]) -> dict[int | str, dict[str, Any]]:
    """How a route's errors stand in the OpenAPI document, given when each arises."""
    # "default" also keeps FastAPI from promising a 422, which is never given here.
    described = {**by_status, "default": "Anything else that goes wrong."}
    return {
        status: {"description": when, "model": ErrorBody, **RETRY_AFTER.get(status, {})}
        for status, when in described.items()
    }


def _models(entries: list[IndexedArticle]) -> list[ModelBody]:
    each = [
        ModelBody(id=f"{EVERYTHING}/{entry.article.id}", created=_seconds(entry.indexed_at), name=entry.article.title)
        for entry in entries
    ]
    newest = max((model.created for model in each), default=0)
    return [ModelBody(id=EVERYTHING, created=newest, name="All articles"), *each]


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())
