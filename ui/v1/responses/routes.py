"""The route of OpenAI's Responses API."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from rag.models import Question
from ui.api.route_docs import WHY_BUSY, require_json
from ui.service.admission import Slot
from ui.service.protocol import HostedService
from ui.v1.conversation import PREFIX, question_of
from ui.v1.openai.routes import errors
from ui.v1.respond import place_for, respond
from ui.v1.responses.format import ResponseFormat
from ui.v1.responses.schemas import ResponseBody, ResponseRequest

AdmittedResponse = tuple[ResponseRequest, Question, Slot]


def responses_router(assistant: HostedService) -> APIRouter:
    """The route; an error of its is handled by `ui.v1.errors`."""
    router = APIRouter(prefix=PREFIX)

    async def asked(body: ResponseRequest) -> AsyncIterator[AdmittedResponse]:
        question = question_of(body.messages, body.model)
        async with place_for(assistant, question, body.model) as place:
            yield body, question, place

    @router.post(
        "/responses",
        response_model=ResponseBody,
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
    async def create_response(asked: Annotated[AdmittedResponse, Depends(asked)], request: Request) -> Response:
        """Answers the input from the articles, streamed where `stream` is true.

        Each marker `[n]` in the text has an annotation `url_citation`. Nothing is kept: send the conversation as
        `input`. The whole answer with its citations is in `article_chat`; of a stream, in `response.completed`.
        """
        body, question, place = asked
        told = ResponseFormat(body.model, str(request.base_url))
        return await respond(request, assistant, question, place, told, stream=bool(body.stream))

    return router
