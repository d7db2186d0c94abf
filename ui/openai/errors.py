"""Every error under `/v1` in OpenAI's shape, elsewhere as a problem document."""

from fastapi.exceptions import RequestValidationError

from index.errors import UnknownArticleError
from ui.api import errors
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
