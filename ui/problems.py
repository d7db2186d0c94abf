"""Every error as a problem document (RFC 9457), without stack traces and paths."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from index.errors import ArticleChatError, ModelError, StoreError, UnknownArticleError
from ui.assistant import NotReadyError
from ui.bodies import Problem

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = {"Retry-After": "2"}
"""Seconds; models take about ten to load, and whoever asks again should not come late."""

log = logging.getLogger(__name__)


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """A problem document as a response."""
    return _response(Problem(title=HTTPStatus(status).phrase, status=status, detail=detail), headers)


def problem_of(error: Exception) -> Problem:
    """What those outside are told of an error: of ours its message, without a folder's name; of others nothing."""
    status, detail = _told(error)
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)


def _told(error: Exception) -> tuple[int, str]:
    if isinstance(error, UnknownArticleError):
        return 404, str(error)
    if isinstance(error, NotReadyError):
        return 503, str(error)
    if isinstance(error, ModelError | StoreError):
        log.error("%s", error)
        return 503, "The model or the index cannot be reached; the server's log says why."
    if isinstance(error, ArticleChatError):
        return 422, str(error)
    return 500, "Something went wrong here; the server's log says what."


def _response(body: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(body.model_dump(), body.status, headers, MEDIA_TYPE)


def handle_http_error(_: Request, error: Exception) -> JSONResponse:
    """Unknown paths and methods, unreadable bodies, and whatever else HTTP itself refuses."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it; Starlette's type of a handler is wider
    phrase = HTTPStatus(error.status_code).phrase
    detail = error.detail if isinstance(error.detail, str) and error.detail != phrase else f"{phrase}."
    return problem(error.status_code, detail, dict(error.headers or {}))


def handle_invalid_request(_: Request, error: Exception) -> JSONResponse:
    """A body that is not JSON is 400; one of another shape than asked for is 422, naming each field."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - see above
    errors = error.errors()
    if any(each["type"] == "json_invalid" for each in errors):
        return problem(400, "The body is not valid JSON.")
    return problem(422, invalid_fields(errors))


def invalid_fields(errors: Iterable[Mapping[str, Any]]) -> str:
    """Pydantic's errors in one line: each field and what it should be.

    Never the value that was sent: it may be long, or not even encodable.
    """
    return "; ".join(f"{_field(each['loc'])}: {each['msg']}" for each in errors) + "."


def _field(place: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in place if part != "body") or "body"


def handle_error(_: Request, error: Exception) -> JSONResponse:
    """The project's own errors; and anything else, which is ours to mend: the server's log has it."""
    body = problem_of(error)
    return _response(body, RETRY_AFTER if body.status == 503 else None)


HANDLERS: dict[int | type[Exception], Callable[[Request, Exception], Response]] = {
    HTTPException: handle_http_error,
    RequestValidationError: handle_invalid_request,
    ArticleChatError: handle_error,
    Exception: handle_error,
}
"""For an application's `exception_handlers`."""
