"""Any exception to the error shape that its path wants."""

from collections.abc import Callable

from fastapi.responses import JSONResponse
from starlette.requests import Request
from starlette.responses import Response

from ui.api import errors
from ui.api.route_docs import served_path
from ui.v1.errors import is_shaped, shaped_error


def handle(request: Request, error: Exception) -> JSONResponse:
    """Any error, in the shape that is expected at its address."""
    path = served_path(request.scope)
    if not is_shaped(path):
        return errors.handle(request, error)
    status, body = shaped_error(path, error)
    return JSONResponse(body.model_dump(), status, errors.headers_of(request, error, status))


HANDLERS: dict[int | type[Exception], Callable[[Request, Exception], Response]] = dict.fromkeys(errors.KINDS, handle)
"""For an application's `exception_handlers`."""
