"""Which of Gradio's endpoints are open: those of the page and of Gradio's clients; and the page's functions, checked.

Gradio brings many more: uploads, recordings, files, an editor, figures of its own.
"""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, Field
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.bodies import ArticleId, Text
from ui.documented import is_of_another_site, require_json
from ui.problems import handle

CALLS = "/gradio_api/component_server"
"""Where Gradio's part in the browser asks for the page's functions."""
OPEN = re.compile(
    r"/|/(embed|config|theme\.css|favicon\.ico|robots\.txt|manifest\.json)|/(page|assets|static)/.+"
    r"|/gradio_api/(info|app_id|startup-events|queue/(join|data)|heartbeat/[^/]+|cancel|reset|component_server)/?"
    r"|/gradio_api/((run|api)/(predict|answer)|call/answer(/[^/]+)?)/?"
)
Function: TypeAlias = Callable[[str, Request], Any]
"""One of the page's, of a text and the request."""


class Endpoints:
    """ASGI middleware: everything else is not there, pages of other sites may not ask, and bodies are JSON."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            _check(request)
        except HTTPException as error:
            await handle(request, error)(scope, receive, send)
            return
        await self._app(scope, receive, send)


class ArticleCall(BaseModel):
    """A call of a function that takes an article's id; empty: all."""

    component_id: int
    fn_name: Literal["article", "shelf", "starters"]
    data: ArticleId


class TalkCall(BaseModel):
    """A call of a function that takes a conversation as JSON."""

    component_id: int
    fn_name: Literal["further", "markdown"]
    data: Text


Call = Annotated[ArticleCall | TalkCall, Field(discriminator="fn_name")]


def calls_router(functions: Mapping[str, Function], component: int) -> APIRouter:
    """The route by which the page's functions are called, in place of Gradio's, which takes any value for any of them.

    Args:
        functions: What can be called, by name.
        component: The id of the component that they belong to.
    """
    router = APIRouter()

    @router.post(f"{CALLS}/")
    @router.post(CALLS)
    def call(body: Call, request: Request) -> Any:
        if body.component_id != component:
            raise HTTPException(404, "There is no such function.")
        return functions[body.fn_name](body.data, request)

    return router


def _check(request: Request) -> None:
    if not OPEN.fullmatch(request.scope["path"].removeprefix(request.scope.get("root_path", ""))):
        raise HTTPException(404)
    if request.method not in {"GET", "HEAD"}:
        if is_of_another_site(request.headers):
            raise HTTPException(403, "A page of another site asks for this: ask on this one.")
        require_json(request.headers.get("content-type", ""))
