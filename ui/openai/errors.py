"""Every error under `/v1` in OpenAI's shape, elsewhere as a problem document."""

from collections.abc import Callable

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.requests import Request
from starlette.responses import Response

from index.errors import UnknownArticleError
from ui.api import errors
from ui.middleware.proxy import served_path
from ui.openai.schemas import ErrorBody, ErrorDetail

PREFIX = "/v1"

CODES = {401: "invalid_api_key", 429: "rate_limit_exceeded"}


class UnknownModelError(UnknownArticleError):
    """A model's name that stands for no article."""


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


def handle(request: Request, error: Exception) -> JSONResponse:
    """Any error, in the shape that is expected at its address."""
    if not served_path(request.scope).startswith(f"{PREFIX}/"):
        return errors.handle(request, error)
    status, body = status_and_error(error)
    return JSONResponse(body.model_dump(), status, errors.headers_of(request, error, status))


HANDLERS: dict[int | type[Exception], Callable[[Request, Exception], Response]] = dict.fromkeys(errors.KINDS, handle)
"""For an application's `exception_handlers`."""
