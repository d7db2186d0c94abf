"""Errors in OpenAI's shape."""

from typing import Literal

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel

from index.errors import UnknownArticleError
from ui.api import errors

CODES = {401: "invalid_api_key", 429: "rate_limit_exceeded"}


class ErrorDetail(BaseModel):
    """What went wrong, for people and for programs."""

    message: str
    type: Literal["invalid_request_error", "server_error"]
    param: str | None = None
    code: str | None = None


class ErrorBody(BaseModel):
    """An error as OpenAI's client libraries understand it."""

    error: ErrorDetail


def status_and_error(error: Exception) -> tuple[int, ErrorBody]:
    """What those outside are told; an invalid value is 400, as OpenAI has it."""
    problem = errors.problem_of(error)
    status = 400 if problem.status == 422 else problem.status
    param = code = None
    if isinstance(error, RequestValidationError) and problem.status == 422:
        param = errors.field(error.errors()[0]["loc"])
    elif isinstance(error, UnknownArticleError):
        param, code = "model", "model_not_found"
    elif status in CODES:
        code = CODES[status]
    detail = ErrorDetail(
        message=problem.detail,
        type="server_error" if status >= 500 else "invalid_request_error",
        param=param,
        code=code,
    )
    return status, ErrorBody(error=detail)
