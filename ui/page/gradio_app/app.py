"""The chat page, in Gradio: the list of articles on the left, the conversation, the article on the right.

The conversation lives in the browser (`static/`), which keeps it over reloads. Answers come from the API's stream of
events; for all else the browser's part asks `ui.page.controller` by the bridge.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.staticfiles import StaticFiles
from gradio.events import api
from pydantic import ValidationError
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import Scope

from index.errors import ArticleChatError
from ui.api.errors import HANDLERS, KINDS, handle, invalid_fields, problem_of
from ui.api.schemas import QuestionBody
from ui.page.controller import TITLE, PageController
from ui.page.gradio_app.document import DocumentHead
from ui.page.gradio_app.embed import EmbedRoute
from ui.page.gradio_app.endpoints import Endpoints, ExportBody, Function, calls_router
from ui.page.translations import Words, words_for
from ui.page.views import text_check
from ui.service.admission import MAX_QUEUED_QUESTIONS
from ui.service.protocol import HostedService

STATIC = Path(__file__).parents[1] / "static"

CONNECT = """
window.articleChatBridge = { trigger, server };  // it tells 'opened'
document.dispatchEvent(new Event("article-chat-bridge"));
"""

STYLES = (
    *("palette", "main", "answers", "answerer", "chats", "library", "article-manager"),
    *("page-viewer", "panels", "grid"),
)
HEAD = "".join(f'<link rel="stylesheet" href="page/css/{name}.css">' for name in STYLES)
HEAD += "".join(
    f'<link rel="modulepreload" href="page/{file.relative_to(STATIC)}">' for file in sorted(STATIC.glob("js/**/*.js"))
)  # at once: else each is asked for when the one that imports it is there
HEAD += '<script type="module" src="page/js/main.js"></script>'
"""Files of their own: Gradio would put its own class before each of a page's CSS rules, and so change what wins."""


class PageFiles(StaticFiles):
    """The page's own files; browsers ask each time whether they are still the same."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, or that it has not changed."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def chat_app(assistant: HostedService) -> FastAPI:
    """The page and its endpoints as an application of their own, to be run with its lifespan."""
    app = FastAPI(openapi_url=None)
    for kind in KINDS:
        app.add_exception_handler(kind, handle)
    desk = PageController(assistant)
    functions = page_functions(desk)
    page, bridge = chat_page(desk, functions)
    app.add_middleware(DocumentHead, title=desk.title)
    app.add_middleware(EmbedRoute)
    # It allows no other origin, and Gradio, which would allow any, leaves that to it.
    app.add_middleware(CORSMiddleware)
    app.add_middleware(Endpoints, events=page.fns)
    app.mount("/page", GZipMiddleware(PageFiles(directory=STATIC)))
    app.include_router(calls_router(functions, bridge))
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        favicon_path=str(STATIC / "images" / "icon.png"),
        footer_links=[],
        run_history=False,
        show_error=False,  # internal errors must not reach clients; `gr.Error` is shown all the same
        app_kwargs={"exception_handlers": HANDLERS},
        ssr_mode=False,
        # Fonts that systems bring: a web font would be a request to another host.
        theme=gr.themes.Base(
            primary_hue="stone", neutral_hue="stone", font="serif", font_mono=("ui-monospace", "monospace")
        ),
        head=HEAD,
    )
    return app


def chat_page(desk: PageController, functions: Mapping[str, Function]) -> tuple[gr.Blocks, int]:
    """The page, and the id of the component by which its functions are called.

    The only endpoint that others may call is `/answer`.
    """
    assistant = desk.assistant

    async def answer(
        question: str, article: str | None = None, history: list[dict[str, Any]] | None = None
    ) -> dict[str, Any]:
        """Answers a question in an article's own words; the same as POST /api/answer."""
        try:
            body = QuestionBody.model_validate({"question": question, "article": article, "history": history or []})
            return (await assistant.answer(body.to_question())).to_dict()
        except ValidationError as error:
            raise gr.Error(invalid_fields(error.errors()), print_exception=False) from error
        except ArticleChatError as error:
            raise gr.Error(problem_of(error).detail, print_exception=False) from error

    def opened(event: gr.EventData, request: gr.Request) -> tuple[str, str, str, str, str]:
        try:
            return desk.open_page(_told(event), _words(request))
        except ArticleChatError as error:
            raise gr.Error(problem_of(error).detail, print_exception=False) from error

    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    page.queue(max_size=MAX_QUEUED_QUESTIONS)  # for those whom Gradio does not let through: it takes 40 at once
    with page:
        plain: dict[str, Any] = {"apply_default_css": False}
        masthead = gr.HTML(elem_id="masthead", **plain)
        with gr.Row(elem_id="desk"):
            rail = gr.HTML(elem_id="rail", **plain)
            with gr.Column(elem_id="chat", min_width=0):
                conversation = gr.HTML(elem_id="conversation", **plain)
                composer = gr.HTML(elem_id="asking", **plain)
            source = gr.HTML(elem_id="source", **plain)
        bridge = gr.HTML(
            html_template="<i></i>", js_on_load=CONNECT, server_functions=list(functions.values()), visible="hidden"
        )
        parts = [masthead, rail, conversation, composer, source]
        bridge.opened(opened, None, parts, queue=False, api_visibility="private", show_progress="hidden")
        # No limit here: they wait in the assistant's queue, with all others who ask.
        api(answer, api_name="answer", concurrency_limit=None)
    return page, bridge._id


def page_functions(desk: PageController) -> dict[str, Function]:
    """What the page's part in the browser asks for by name, with a text and the request."""

    def article(article_id: str, request: Request) -> str:
        return desk.article(article_id, _words(request))

    def shelf(asked: str, request: Request) -> dict[str, Any]:
        return desk.shelf(asked, _words(request))

    def starters(article_id: str, _: Request) -> str:
        return desk.starters(article_id)

    def exchanges(kept: str, request: Request) -> list[str]:
        return desk.exchanges(kept, _words(request))

    def export(wanted: ExportBody, request: Request) -> str:
        return desk.export(wanted.format, wanted.conversations(), _words(request))

    def further(kept: str, _: Request) -> str:
        return desk.follow_ups(kept)

    def report(checked: str, request: Request) -> str:
        return text_check.report(checked, _words(request))

    return {
        "article": article,
        "shelf": shelf,
        "starters": starters,
        "exchanges": exchanges,
        "export": export,
        "further": further,
        "report": report,
    }


def _told(event: gr.EventData) -> dict[str, Any]:
    """The payload of an event; empty if it has another shape."""
    return event._data if isinstance(event._data, dict) else {}


def _words(request: gr.Request | Request) -> Words:
    return words_for(dict(request.headers).get("accept-language", ""))
