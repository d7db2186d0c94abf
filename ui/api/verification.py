"""The HTTP API's route that checks a text against the articles."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field, StrictBool, StringConstraints

from rag.models.verification import Draft, Verification
from ui.api.disconnect import answer_timeout_s, client_closed_response, while_there
from ui.api.route_docs import BUSY, UNKNOWN, UNREADABLE, require_json
from ui.api.schemas import ENCODABLE, ScopeBody
from ui.service.protocol import HostedService

VERIFY = "/api/verify"
MAX_TEXT_CHARS = 60_000
"""Characters of a text; its sentences are checked within the time that an answer may take."""
DraftText = Annotated[
    str, StringConstraints(strip_whitespace=False, min_length=1, max_length=MAX_TEXT_CHARS), ENCODABLE
]


class DraftBody(ScopeBody):
    """A text to be checked."""

    text: DraftText = Field(examples=["Ada Quill opened the bridge in 1931."])
    markdown: StrictBool = Field(default=False, description="Whether headings and lists are marked as in Markdown.")

    def to_draft(self) -> Draft:
        """The same as the value that the verifier takes."""
        return Draft(self.text, self.scope, self.given(), self.markdown, self.tag, self.published_after)


def verification_router(assistant: HostedService) -> APIRouter:
    """The route `POST /api/verify`."""
    router = APIRouter()

    @router.post(
        VERIFY,
        response_model=Verification,
        dependencies=[Depends(require_json)],
        responses={**UNREADABLE, **UNKNOWN, **BUSY},
    )
    async def verify(body: DraftBody, request: Request) -> Response:
        """Checks a text: for each sentence whether the articles carry it, the quotes, and what differs.

        Quotations in the text must stand in an article word for word, and be the named speaker's.
        """
        checking = assistant.verify(body.to_draft())
        made = await while_there(request, checking, answer_timeout_s(assistant.settings))
        return JSONResponse(made.to_dict()) if made else client_closed_response()

    return router
