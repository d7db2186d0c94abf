"""Every error as a problem document (RFC 9457), without stack traces and paths."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from index.errors import (
    ArticleChatError,
    EmptyScopeError,
    ModelError,
    StoreError,
    TooLargeError,
    UnknownArticleError,
    UnknownKindError,
)
from ui.api.schemas import Problem
from ui.service.admission import BusyError
from ui.service.protocol import NotReadyError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = {"Retry-After": "2"}
"""Retry-After in seconds: models take about ten to load, and a late retry would waste time."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

MAX_NAMED_FIELDS = 10
"""Invalid fields that are named: a body of a million bytes may have a hundred thousand."""

log = logging.getLogger(__name__)


def problem_of(error: Exception) -> Problem:
    """What those outside are told: the message of HTTP's errors and ours, without a folder's name; else nothing."""
    status, detail = _told(error)
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)


def headers_of(request: Request, error: Exception, status: int) -> dict[str, str]:
    """What goes with it: HTTP's own headers, and when to ask again what will be there by then."""
    if status == 405:
        return {"Allow": ", ".join(_methods(request))}
    if isinstance(error, BusyError):
        return {"Retry-After": str(error.seconds)}
    later = RETRY_AFTER if status == 503 else {}
    return {**later, **(error.headers or {})} if isinstance(error, HTTPException) else later


def handle(request: Request, error: Exception) -> JSONResponse:
    """Any error as a problem document; what is ours to mend stands in the server's log."""
    body = problem_of(error)
    return JSONResponse(body.model_dump(), body.status, headers_of(request, error, body.status), MEDIA_TYPE)


def _methods(request: Request) -> list[str]:
    """What may be done at an address; where each method has a route of its own, none of them knows of the others."""
    asked = [(method, {**request.scope, "method": method}) for method in METHODS]
    routes = request.app.routes
    found = [method for method, scope in asked if any(route.matches(scope)[0] is Match.FULL for route in routes)]
    return ["HEAD", *found] if "GET" in found and "HEAD" not in found else found  # see `ui.middleware.proxy`


def _told(error: Exception) -> tuple[int, str]:
    if isinstance(error, HTTPException):
        phrase = HTTPStatus(error.status_code).phrase
        told = isinstance(error.detail, str) and error.detail and error.detail != phrase
        return error.status_code, error.detail if told else f"{phrase}."
    if isinstance(error, RequestValidationError):
        # A body that is not JSON is 400; one of another shape than asked for is 422, naming each field.
        if any(each["type"] == "json_invalid" for each in error.errors()):
            return 400, "The body is not valid JSON."
        return 422, invalid_fields(error.errors())
    if isinstance(error, UnknownArticleError | EmptyScopeError):
        return 404, str(error)
    if isinstance(error, NotReadyError | BusyError):
        return 503, str(error)
    if isinstance(error, TooLargeError | UnknownKindError):
        return 413 if isinstance(error, TooLargeError) else 415, str(error)
    if isinstance(error, ModelError | StoreError):
        log.error("%s", error)
        return 503, "The model or the index cannot be reached; the server's log says why."
    if isinstance(error, ArticleChatError):
        return 422, str(error)
    return 500, "Something went wrong here; the server's log says what."


def invalid_fields(errors: Iterable[Mapping[str, Any]]) -> str:
    """Pydantic's errors in one line: each field and what it should be.

    Never the value that was sent: it may be long, or not even encodable.
    """
    told = [f"{field(each['loc'])}: {each['msg']}" for each in islice(errors, MAX_NAMED_FIELDS + 1)]
    return "; ".join(told[:MAX_NAMED_FIELDS]) + ("; and more." if len(told) > MAX_NAMED_FIELDS else ".")


def field(place: Sequence[str | int]) -> str:
    """A field's name as those who sent it know it."""
    return ".".join(str(part) for part in place if part != "body") or "body"


KINDS: tuple[type[Exception], ...] = (HTTPException, RequestValidationError, ArticleChatError, Exception)
"""All kinds of errors, those first that Starlette and FastAPI would handle themselves."""

HANDLERS: dict[int | type[Exception], Callable[[Request, Exception], Response]] = dict.fromkeys(KINDS, handle)
"""For an application's `exception_handlers`."""
