"""The chat page, in Gradio: the conversation on the left, the article on the right."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.events import api
from pydantic import ValidationError

from index.errors import ArticleChatError
from rag.answer import Answer, Question, Turn
from ui import render
from ui.assistant import SEEDS, Assistant
from ui.bodies import LONGEST_QUESTION, QuestionBody
from ui.problems import HANDLERS, invalid_fields

STATIC = Path(__file__).parent / "static"

TITLE = "Article Chat"

STARTERS = ("why didn't Kim meet Trump?", "What did North Korea test?", "Who is Yakov Zinberg?")
"""Shown while the seed article is indexed, which is what they ask about."""

CONCURRENT_ANSWERS = 4
"""How many are worked on at once for the page and for Gradio's clients; Gradio's own default is one."""

SERIF = ("Charter", "Iowan Old Style", "Palatino Linotype", "Georgia", "Liberation Serif", "serif")
"""Fonts that systems bring: a web font would be a request to another host."""

Exchanges = list[render.Exchange]


def chat_app(assistant: Assistant) -> FastAPI:
    """The page and its endpoints as an application of their own, to be run with its lifespan."""
    app = FastAPI(openapi_url=None)
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
        css_paths=STATIC / "chat.css",
        head=f"<script>{(STATIC / 'chat.js').read_text(encoding='utf-8')}</script>",
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

    async def ask(
        question: str, article: str | None, exchanges: Exchanges
    ) -> AsyncIterator[tuple[str, str, str, Exchanges, Any]]:
        text = question.strip()
        if not text:
            return
        panel = _panel(assistant, article, exchanges)
        yield "", render.conversation([*exchanges, (text, None)]), panel, exchanges, gr.update(visible=False)
        try:
            outcome: Answer | str = await assistant.answer(Question(text, article or None, _turns(exchanges)))
        except ArticleChatError as error:
            outcome = str(error)
        grown = [*exchanges, (text, outcome)]
        yield "", render.conversation(grown), _panel(assistant, article, grown), grown, gr.update(visible=False)

    def open_page() -> tuple[Any, str, Any]:
        entries = assistant.articles()
        choices = [("All articles", ""), *((entry.article.title, entry.article.id) for entry in entries)]
        has_seed = any(Path(entry.article.source).parent == SEEDS for entry in entries)
        selector = gr.update(choices=choices, value="", visible=len(entries) > 1)
        return selector, _panel(assistant, None, []), gr.update(visible=has_seed)

    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        gr.HTML(render.MASTHEAD, elem_id="masthead", apply_default_css=False)
        exchanges = gr.State([])
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="chat", min_width=0):
                conversation = gr.HTML(render.conversation([]), elem_id="conversation", apply_default_css=False)
                with gr.Column(elem_id="starters", visible=False, min_width=0) as starters:
                    buttons = [gr.Button(starter, elem_classes="starter") for starter in STARTERS]
                question = gr.Textbox(
                    elem_id="question",
                    placeholder="Ask about the article",
                    label="Your question",
                    show_label=False,
                    max_length=LONGEST_QUESTION,
                    max_lines=4,
                    submit_btn="Ask",
                    autofocus=True,
                )
            with gr.Column(elem_id="source", min_width=0):
                selector = gr.Dropdown(elem_id="selector", label="Article", show_label=False, visible=False)
                article = gr.HTML(elem_id="article", apply_default_css=False)
                gr.HTML(render.BACK, elem_id="back", apply_default_css=False)
        private: dict[str, Any] = {
            "api_visibility": "private",
            "show_progress": "hidden",
            "concurrency_limit": CONCURRENT_ANSWERS,
            "concurrency_id": "answer",
        }
        outputs = [question, conversation, article, exchanges, starters]
        question.submit(ask, [question, selector, exchanges], outputs, **private)
        for button in buttons:
            button.click(ask, [button, selector, exchanges], outputs, **private)
        selector.input(
            lambda chosen, past: _panel(assistant, chosen, past),
            [selector, exchanges],
            article,
            api_visibility="private",
            show_progress="hidden",
        )
        page.load(open_page, None, [selector, article, starters], api_visibility="private", show_progress="hidden")
        api(answer, api_name="answer", concurrency_limit=CONCURRENT_ANSWERS, concurrency_id="answer")
    return page


def _turns(exchanges: Exchanges) -> tuple[Turn, ...]:
    answered = [(question, outcome) for question, outcome in exchanges if isinstance(outcome, Answer)]
    return tuple(
        turn for question, given in answered for turn in (Turn("user", question), Turn("assistant", given.answer))
    )


def _panel(assistant: Assistant, chosen: str | None, exchanges: Exchanges) -> str:
    """The chosen article, or the one cited last, or the first; with it, unseen, all that the conversation cites."""
    cited = [
        citation.article_id
        for _, outcome in reversed(exchanges)
        if isinstance(outcome, Answer)
        for citation in outcome.citations
    ]
    entries = {entry.article.id: entry.article for entry in assistant.articles()}
    shown = [article_id for article_id in dict.fromkeys([chosen, *cited, *list(entries)[:1]]) if article_id in entries]
    return "".join(render.article(entries[article_id], hidden=number > 0) for number, article_id in enumerate(shown))
