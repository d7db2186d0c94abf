"""The routes under `/v1` of OpenAI's API for chat completions and models: the articles are the models."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from index.errors import UnknownArticleError
from index.models import IndexedArticle
from rag.models import Question
from ui.api.route_docs import RETRY_AFTER, WHY_BUSY, require_json
from ui.service.admission import Slot
from ui.service.protocol import HostedService
from ui.v1.conversation import EVERYTHING, OWN_WORDS, PREFIX, question_of, unknown_model
from ui.v1.openai.errors import ErrorBody
from ui.v1.openai.format import CompletionFormat
from ui.v1.openai.schemas import Completion, CompletionRequest, ModelBody, ModelsBody
from ui.v1.respond import place_for, respond

MAX_MODELS = 100
"""Articles that are listed as models; others can be asked just so."""

AdmittedCompletion = tuple[CompletionRequest, Question, Slot]


def openai_router(assistant: HostedService) -> APIRouter:
    """The routes; an error of theirs is handled by `ui.v1.openai.errors`."""
    router = APIRouter(prefix=PREFIX)

    async def asked(body: CompletionRequest) -> AsyncIterator[AdmittedCompletion]:
        question = question_of(body.messages, body.model)
        async with place_for(assistant, question, body.model) as place:
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
        stream, in the chunk whose `finish_reason` is `stop`. `usage` is what a language model
        reported, else zero.
        """
        body, question, place = asked
        usage = bool(body.stream_options and body.stream_options.include_usage)
        told = CompletionFormat(body.model, usage=usage)
        return await respond(request, assistant, question, place, told, stream=bool(body.stream))

    @router.get("/models", responses=errors({503: "The models are still loading, or the index cannot be reached."}))
    def models() -> ModelsBody:
        """Lists what can be asked as `model`: all articles together, and each one, of many the 100 indexed last.

        Where there are language models, also who answers: `article-chat:extractive` in the article's own words, and
        `article-chat:NAME` for each of them; they stand behind an article's id in the same way.
        """
        everything, *each = _models(assistant.newest(MAX_MODELS))
        return ModelsBody(data=[everything, *_choices(everything, assistant.models.names), *each])

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
        asked, colon, chosen = model.partition(":")
        name, slash, article_id = asked.partition("/")
        if name != EVERYTHING or (slash and not article_id) or (colon and not chosen):
            raise unknown_model(model)
        try:
            found = _models([assistant.article(article_id)])[1] if slash else _models(assistant.newest(1))[0]
        except UnknownArticleError as error:
            raise unknown_model(model) from error
        choices = [found, *_choices(found, assistant.models.names)]
        if one := next((each for each in choices if each.id == model), None):
            return one
        raise unknown_model(model)

    return router


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


def _choices(asked: ModelBody, names: Sequence[str]) -> list[ModelBody]:
    """What is asked, with each of those who may answer; none where there is no choice."""
    choices = {OWN_WORDS: "the article's own words", **{name: name for name in names}} if names else {}
    return [
        asked.model_copy(update={"id": f"{asked.id}:{choice}", "name": f"{asked.name}, {told}"})
        for choice, told in choices.items()
    ]


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())
