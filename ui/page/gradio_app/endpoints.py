"""Which of Gradio's endpoints are open: those of the page and of Gradio's clients; and the page's functions, checked.

Gradio brings many more: uploads, recordings, files, an editor, figures of its own.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from gradio.block_function import BlockFunction
from pydantic import BaseModel, Field, ValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.errors import handle
from ui.api.route_docs import is_of_another_site, require_json
from ui.api.schemas import ArticleId, Text
from ui.page.conversation import Conversation, turn_of
from ui.page.export import ExportFormat
from ui.page.gradio_app import CALLS

OPEN = re.compile(
    r"/|/(embed|config|theme\.css|favicon\.ico|robots\.txt)|/(page|assets|static)/.+"
    r"|/gradio_api/(info|app_id|startup-events|queue/(join|data)|heartbeat/[^/]+|cancel|reset|component_server)/?"
    r"|/gradio_api/(run/predict|call/answer(/[^/]+)?)/?"
)
JOIN, AT_ONCE, NAMED = "/gradio_api/queue/join", "/gradio_api/run/predict", "/gradio_api/call/answer"
BEGINS = (JOIN, AT_ONCE, NAMED)
"""Where events begin: by their numbers in Gradio's queue, or, where they do without, at once; by their names."""
Function: TypeAlias = Callable[[Any, Request], Any]
"""One of the page's, of what its call takes and the request."""


class EventBody(BaseModel):
    """What Gradio's events have in common; Gradio takes any, and fails within."""

    data: list[Any]
    fn_index: int | None = None
    session_hash: ArticleId | None = None


class Endpoints:
    """ASGI middleware: everything else is not there, pages of other sites may not ask, and what is sent fits."""

    def __init__(self, app: ASGIApp, events: Mapping[int, BlockFunction]) -> None:
        """Takes the application, and the functions of its events by their numbers."""
        self._app = app
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            path = _open_path(request)
            if request.method == "POST" and path.startswith(BEGINS):
                body = await request.body()
                self._check_event(path, body)
                receive = _again(body, receive)
        except (HTTPException, RequestValidationError) as error:
            await handle(request, error)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _check_event(self, path: str, body: bytes) -> None:
        try:
            given = EventBody.model_validate(json.loads(body))
        except ValidationError as error:
            raise RequestValidationError(error.errors()) from error
        except (ValueError, RecursionError) as error:
            raise HTTPException(400, "The body is not valid JSON.") from error
        by_name = {event.api_name: number for number, event in self._events.items()}
        number = by_name["answer"] if path.startswith(NAMED) else given.fn_index
        event = self._events.get(number) if number is not None else None
        if event is None or (path.startswith(AT_ONCE) and event.queue):
            raise HTTPException(422, f"fn_index: there is no such function at {path}.")
        if len(given.data) < len(event.inputs):
            raise HTTPException(422, f"data: {len(event.inputs)} values are needed, null for those that are not given.")


def _open_path(request: Request) -> str:
    path = str(request.scope["path"]).removeprefix(request.scope.get("root_path", ""))
    if not OPEN.fullmatch(path):
        raise HTTPException(404)
    if request.method not in {"GET", "HEAD"}:
        if is_of_another_site(request.headers):
            raise HTTPException(403, "Cross-site requests are not allowed: ask on this site.")
        require_json(request.headers.get("content-type", ""))
    return path


def _again(body: bytes, receive: Receive) -> Receive:
    """What gives a body that has been read once more."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return messages.pop() if messages else await receive()

    return received


class ArticleCall(BaseModel):
    """A call of a function that takes an article's id; empty: all."""

    component_id: int
    fn_name: Literal["article", "starters"]
    data: ArticleId


class TalkCall(BaseModel):
    """A call of a function that takes JSON: a conversation, a checked text, or which articles are to be listed."""

    component_id: int
    fn_name: Literal["exchanges", "further", "report", "shelf"]
    data: Text


class ChatBody(BaseModel):
    """A conversation to be saved: its title, and its exchanges as a browser kept them."""

    title: Text
    exchanges: list[dict[str, Any]]


class ExportBody(BaseModel):
    """What is to be saved, and how."""

    format: ExportFormat
    chats: list[ChatBody]

    def conversations(self) -> list[Conversation]:
        """The conversations, without exchanges that are not as we made them."""
        return [
            Conversation(chat.title, tuple(turn for turn in map(turn_of, chat.exchanges) if turn))
            for chat in self.chats
        ]


class ExportCall(BaseModel):
    """A call of the function that makes a file of conversations."""

    component_id: int
    fn_name: Literal["export"]
    data: ExportBody


Call = Annotated[ArticleCall | TalkCall | ExportCall, Field(discriminator="fn_name")]


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
