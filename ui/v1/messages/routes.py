"""The route of Anthropic's Messages API."""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from rag.models import Question
from ui.api.route_docs import RETRY_AFTER, WHY_BUSY, require_json
from ui.service.admission import Slot
from ui.service.protocol import HostedService
from ui.v1.conversation import question_of
from ui.v1.messages.errors import MESSAGES, AnthropicError
from ui.v1.messages.format import MessageFormat
from ui.v1.messages.schemas import MessageRequest, MessageResponse
from ui.v1.respond import place_for, respond

AdmittedMessage = tuple[MessageRequest, Question, Slot]

REFUSED: dict[int, str] = {
    400: "The body is not JSON, holds no question, a document cannot be read, or a value is invalid.",
    404: "There is no such model.",
    415: "The body is of another type.",
    503: WHY_BUSY,
}


def messages_router(assistant: HostedService) -> APIRouter:
    """The route; an error of its is handled by `ui.v1.errors`."""
    router = APIRouter()

    async def asked(body: MessageRequest) -> AsyncIterator[AdmittedMessage]:
        question = question_of(body.messages, body.model, body.given())
        async with place_for(assistant, question, body.model) as place:
            yield body, question, place

    @router.post(
        MESSAGES,
        response_model=MessageResponse,
        dependencies=[Depends(require_json)],
        responses={200: {"content": {"text/event-stream": {}}}, **anthropic_errors(REFUSED)},
    )
    async def create_message(asked: Annotated[AdmittedMessage, Depends(asked)], request: Request) -> Response:
        """Answers the last of the user's messages from its documents, or where it has none from the articles.

        The answer is cut into blocks, each with its citations; there are no markers in the text. The whole answer is in
        `article_chat`; of a stream, in `message_delta`.
        """
        body, question, place = asked
        told = MessageFormat(body.model, body.documents)
        return await respond(request, assistant, question, place, told, stream=bool(body.stream))

    return router


def anthropic_errors(by_status: Mapping[Any, str]) -> dict[int | str, dict[str, Any]]:
    """How the route's errors stand in the OpenAPI document, given when each arises."""
    described: dict[int | str, str] = {**by_status, "default": "Anything else that goes wrong."}
    return {
        status: {"description": when, "model": AnthropicError, **RETRY_AFTER.get(status, {})}
        for status, when in described.items()
    }
