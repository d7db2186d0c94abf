"""The HTTP API's route that checks a text against the articles."""

from typing import Annotated, Self

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field, StrictBool, StringConstraints, model_validator

from index.models import Article
from rag.models.documents import GivenArticle
from rag.models.verification import Draft, Verification
from ui.api.disconnect import answer_timeout_s, client_closed_response, while_there
from ui.api.route_docs import BUSY, UNKNOWN, UNREADABLE, require_json
from ui.api.schemas import ENCODABLE, ArticleId, Text
from ui.service.protocol import HostedService

VERIFY = "/api/verify"
MAX_TEXT_CHARS = 60_000
"""Characters of a text; its sentences are checked within the time that an answer may take."""
MAX_DOCUMENTS, MAX_DOCUMENT_CHARS = 20, 250_000
"""Articles that come with a request, and their characters together: they are embedded while the request waits."""
MAX_SCOPE = 200

DraftText = Annotated[
    str, StringConstraints(strip_whitespace=False, min_length=1, max_length=MAX_TEXT_CHARS), ENCODABLE
]


class DocumentBody(BaseModel):
    """An article that comes with the request and is not stored."""

    title: Text = Field(default="", description="Empty: its number.")
    text: Annotated[str, StringConstraints(min_length=1), ENCODABLE] = Field(
        examples=["Ada Quill opened the bridge in 1932."]
    )


class ScopeBody(BaseModel):
    """Which articles are asked: one, several, those that come with the request, or all where none of these is given."""

    article: ArticleId | None = Field(default=None, description="The id of the only article.")
    articles: Annotated[list[ArticleId], Field(min_length=1, max_length=MAX_SCOPE)] | None = Field(
        default=None, description="The ids of the only articles."
    )
    documents: Annotated[list[DocumentBody], Field(max_length=MAX_DOCUMENTS)] = Field(
        default=[], description="Articles given here, instead of any that is indexed; nothing of them is stored."
    )

    @model_validator(mode="after")
    def _check_scope(self) -> Self:
        if sum(map(bool, (self.article, self.articles, self.documents))) > 1:
            raise ValueError("give one of article, articles and documents")
        if sum(len(each.text) for each in self.documents) > MAX_DOCUMENT_CHARS:
            raise ValueError(f"documents have {MAX_DOCUMENT_CHARS:,} characters at most, together: index longer ones")
        return self

    @property
    def scope(self) -> tuple[str, ...] | None:
        """The ids of the only articles; None: all."""
        return (self.article,) if self.article else tuple(self.articles) if self.articles else None

    def given(self) -> tuple[Article, ...]:
        """The articles that come with the request."""
        return tuple(
            GivenArticle(each.title.strip() or f"Document {number}", each.text, "", number=number)
            for number, each in enumerate(self.documents, start=1)
        )


class DraftBody(ScopeBody):
    """A text to be checked."""

    text: DraftText = Field(examples=["Ada Quill opened the bridge in 1931."])
    markdown: StrictBool = Field(default=False, description="Whether headings and lists are marked as in Markdown.")

    def to_draft(self) -> Draft:
        """The same as the value that the verifier takes."""
        return Draft(self.text, self.scope, self.given(), self.markdown)


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
