"""Any exception to the error shape that its path wants."""

from collections.abc import Callable

from fastapi.responses import JSONResponse
from starlette.requests import Request
from starlette.responses import Response

from ui.api import errors
from ui.api.route_docs import served_path
from ui.openai.errors import PREFIX, status_and_error


def handle(request: Request, error: Exception) -> JSONResponse:
    """Any error, in the shape that is expected at its address."""
    if not served_path(request.scope).startswith(f"{PREFIX}/"):
        return errors.handle(request, error)
    status, body = status_and_error(error)
    return JSONResponse(body.model_dump(), status, errors.headers_of(request, error, status))


HANDLERS: dict[int | type[Exception], Callable[[Request, Exception], Response]] = dict.fromkeys(errors.KINDS, handle)
"""For an application's `exception_handlers`."""
