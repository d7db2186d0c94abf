"""The chat page, in Gradio: the conversation on the left, the article on the right.

The conversation lives in the browser (`static/`), which keeps it over reloads; the server holds nothing of it but the
answers that are being made. The bridge is how the browser's part asks, and what it is sent while an answer is made.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from gradio.events import api
from pydantic import ValidationError

from index.article import Article
from index.errors import ArticleChatError
from ui import export, frame, panel
from ui.assistant import SEEDS, Assistant
from ui.bodies import QuestionBody
from ui.exchange import Begun, Exchange, read, turns, written
from ui.making import is_whole, making
from ui.problems import HANDLERS, invalid_fields
from ui.render import Renderer
from ui.shelf import Shelf
from ui.words import Words, words_for

STATIC = Path(__file__).parent / "static"

TITLE = "Article Chat"

STARTERS = ("why didn't Kim meet Trump?", "What did North Korea test?", "Who is Yakov Zinberg?")
"""Shown while the seed article is indexed, which is what they ask about."""

CONCURRENT_ANSWERS = 4
"""How many are worked on at once for the page and for Gradio's clients; Gradio's own default is one."""

SERIF = ("Charter", "Iowan Old Style", "Palatino Linotype", "Georgia", "Liberation Serif", "serif")
"""Fonts that systems bring: a web font would be a request to another host."""

CONNECT = """
window.articleChatBridge = { trigger, server, watch, props };  // it tells 'opened', 'asked' and 'stopped'
document.dispatchEvent(new Event("article-chat-bridge"));
"""

HEAD = '<link rel="stylesheet" href="page/chat.css"><script type="module" src="page/chat.js"></script>'
"""Files of their own: Gradio would put its own class before each of a page's CSS rules, and so change what wins."""


def chat_app(assistant: Assistant) -> FastAPI:
    """The page and its endpoints as an application of their own, to be run with its lifespan."""
    app = FastAPI(openapi_url=None)
    app.mount("/page", StaticFiles(directory=STATIC))
    gr.mount_gradio_app(
        app,
        chat_page(assistant),
        path="/",
        footer_links=[],
        run_history=False,
        app_kwargs={"exception_handlers": HANDLERS},
        ssr_mode=False,
        theme=gr.themes.Base(
            primary_hue="stone", neutral_hue="stone", font=SERIF, font_mono=("ui-monospace", "monospace")
        ),
        head=HEAD,
    )
    return app


def chat_page(assistant: Assistant) -> gr.Blocks:
    """The page; the only endpoint that others may call is `/answer`."""

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
            raise gr.Error(str(error), print_exception=False) from error

    async def ask(event: gr.EventData, request: gr.Request) -> AsyncIterator[dict[str, Any]]:
        """An exchange as it grows: what is shown, what is kept, and whether more is to come."""
        asked: dict[str, Any] = event._data
        renderer = Renderer(_words(request), Shelf(assistant))

        def shown(exchange: Exchange, look: int, *, more: bool) -> dict[str, Any]:
            html = renderer.exchange(exchange, making=more)
            told = {"html": html, "exchange": written(exchange), "more": more}
            return {"number": asked.get("number"), "look": look, **told}

        history = [{"role": turn.role, "content": turn.content} for turn in turns(read(asked.get("past")))]
        try:
            body = QuestionBody.model_validate(
                {"question": asked.get("question"), "article": asked.get("article") or None, "history": history}
            )
        except ValidationError as error:
            refused = Exchange(str(asked.get("question")), None, Begun(problem=invalid_fields(error.errors())))
            yield shown(refused, 0, more=False)
            return
        async with aclosing(making(assistant, body.to_question())) as exchanges:
            look = 0
            async for exchange in exchanges:
                look += 1  # the browser hears nothing of what has not changed
                yield await asyncio.to_thread(shown, exchange, look, more=not is_whole(exchange))

    def open_page(event: gr.EventData, request: gr.Request) -> tuple[str, str, str, str]:
        opened: dict[str, Any] = event._data
        words, shelf = _words(request), Shelf(assistant)
        renderer, kept = Renderer(words, shelf), read(opened.get("kept"))
        articles = [entry.article for entry in assistant.articles()]
        chosen = str(opened.get("article") or "")
        has_seed = any(Path(article.source).parent == SEEDS for article in articles)
        exchanges = [renderer.exchange(each) for each in kept]
        blank = renderer.exchange(Exchange("", None), making=True)
        return (
            frame.masthead(words),
            frame.conversation(exchanges, list(map(written, kept)), blank, STARTERS if has_seed else (), words),
            frame.composer(words),
            panel.panel(articles, _first_shown(articles, chosen, kept), chosen, words),
        )

    def article(article_id: str) -> str:
        """An article as HTML; empty where it is no longer there."""
        found = Shelf(assistant).article(article_id)
        return panel.article(found) if found else ""

    def markdown(kept: str, request: gr.Request) -> str:
        """A conversation for saving."""
        return export.markdown(read(kept), _words(request))

    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        plain: dict[str, Any] = {"apply_default_css": False}
        masthead = gr.HTML(elem_id="masthead", **plain)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="chat", min_width=0):
                conversation = gr.HTML(elem_id="conversation", **plain)
                composer = gr.HTML(elem_id="asking", **plain)
            source = gr.HTML(elem_id="source", **plain)
        bridge = gr.HTML(
            html_template="<i></i>", js_on_load=CONNECT, server_functions=[article, markdown], visible="hidden"
        )
        private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        answering: dict[str, Any] = {"concurrency_limit": CONCURRENT_ANSWERS, "concurrency_id": "answer"}
        bridge.opened(open_page, None, [masthead, conversation, composer, source], queue=False, **private)
        asking = bridge.asked(ask, None, bridge, **answering, **private)
        bridge.stopped(None, cancels=[asking], **private)
        api(answer, api_name="answer", **answering)
    return page


def _words(request: gr.Request) -> Words:
    return words_for(dict(request.headers).get("accept-language", ""))


def _first_shown(articles: list[Article], chosen: str, kept: list[Exchange]) -> Article | None:
    """The chosen article, or the one cited last, or the first."""
    cited = [citation.article_id for exchange in reversed(kept) for citation in exchange.citations]
    by_id = {article.id: article for article in articles}
    return next((by_id[each] for each in [chosen, *cited] if each in by_id), next(iter(articles), None))
