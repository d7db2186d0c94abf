"""The route by which programs say what readers think of an answer."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel, StringConstraints

from index.errors import ArticleChatError
from rag.models import Answer
from ui.api.route_docs import problems, require_json
from ui.api.schemas import ENCODABLE, check_encodable
from ui.service.feedback import Feedback, Verdict
from ui.service.protocol import HostedService

MAX_REASON_CHARS = 2000
"""Characters, after trimming."""


class QuoteError(ArticleChatError):
    """A citation that is not its article's words."""


class StrictAnswer(RootModel[Answer]):
    """An answer whose values have their types in JSON: no number as text, which Pydantic would take otherwise."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)


def _strictly(answer: Any) -> Answer:
    """The answer; one that holds half of a character anywhere is refused.

    It is read as JSON once more: strict about Python's values, Pydantic would take tuples alone, and no list.
    """
    _check_all(answer)
    return StrictAnswer.model_validate_json(json.dumps(answer)).root


def _check_all(value: Any) -> None:
    if isinstance(value, dict):
        for each in value.values():
            _check_all(each)
    elif isinstance(value, list):
        for each in value:
            _check_all(each)
    else:
        check_encodable(value)


class FeedbackBody(BaseModel):
    """A reader's verdict on an answer."""

    model_config = ConfigDict(allow_inf_nan=False)

    answer: Annotated[Answer, BeforeValidator(_strictly, json_schema_input_type=Answer)] = Field(
        description="As `POST /api/answer` gave it."
    )
    verdict: Verdict
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_REASON_CHARS), ENCODABLE] = ""


class GivenBody(BaseModel):
    """A verdict that has been kept."""

    id: int
    given_at: str
    verdict: Verdict
    reason: str


def votes_router(assistant: HostedService, feedback: Feedback) -> APIRouter:
    """The route; a plain function, as it reaches index and disk."""
    router = APIRouter(prefix="/api")

    @router.post(
        "/feedback",
        status_code=201,
        dependencies=[Depends(require_json)],
        responses=problems(
            {
                400: "The body is not JSON.",
                404: "An article that the answer cites is not there.",
                415: "It is of another type.",
                422: "A value is invalid, or a quote is not its article's.",
                503: "The models are still loading, or index or feedback cannot be reached.",
            }
        ),
    )
    def give(body: FeedbackBody) -> GivenBody:
        """Keeps a thumb up or down for an answer, with a reason if there is one."""
        _check_quotes(assistant, body.answer)
        given = feedback.add(body.answer, body.verdict, body.reason)
        return GivenBody(id=given.id, given_at=given.given_at, verdict=given.verdict, reason=given.reason)

    return router


def _check_quotes(assistant: HostedService, answer: Answer) -> None:
    """What is kept may become a question with its evidence, and the answer comes from outside."""
    if (answer.status == "answered") != bool(answer.citations):
        raise QuoteError("An answer has citations, and the statement that there is none has none.")
    for citation in answer.citations:
        text = assistant.article(citation.article_id).article.text
        if citation.start < 0 or text[citation.start : citation.end] != citation.quote or not citation.quote.strip():
            raise QuoteError(f"The quote of citation {citation.number} is not its article's text at its offsets.")
