"""Puts API and chat into one application: the port answers at once, chat and models follow."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from ui.api import api_router
from ui.assistant import Assistant, NotReadyError
from ui.framing import EMBED, Framing
from ui.loading import loading_page
from ui.problems import HANDLERS


class Page:
    """What is not API: a note that the models are loading, then the chat."""

    def __init__(self) -> None:
        self.chat: FastAPI | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["path"].startswith("/api/"):
            raise HTTPException(404)
        if self.chat is not None:
            await self.chat(scope, receive, send)
        elif scope["path"] in {"/", EMBED}:
            page = HTMLResponse(loading_page(Headers(scope=scope)), headers={"Cache-Control": "no-store"})
            await page(scope, receive, send)
        else:
            raise NotReadyError("The models are still loading.")


def create_app(assistant: Assistant, failed: Callable[[Exception], None]) -> FastAPI:
    """The application; it loads the assistant as soon as it runs.

    Args:
        assistant: Answers; it need not be loaded yet.
        failed: Called in the event loop when it cannot be loaded: nobody will ever be answered then.
    """
    page = Page()

    async def run_chat(closing: asyncio.Event) -> None:
        try:
            chat = await _load(assistant)
        except Exception as error:
            failed(error)
            return
        # Nobody else runs the lifespan of an application that joins while another is running.
        async with chat.router.lifespan_context(chat):
            page.chat = chat
            await closing.wait()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        closing = asyncio.Event()
        running = asyncio.create_task(run_chat(closing))
        yield
        closing.set()
        if page.chat is None:
            running.cancel()
        await asyncio.wait([running])

    app = FastAPIOffline(
        title="Article Chat",
        description="Answers questions about articles, every sentence cited in the article's exact words.",
        version="0.1.0",
        redoc_url=None,
        lifespan=lifespan,
        exception_handlers=HANDLERS,
        # The validator's badge would be fetched from another host.
        swagger_ui_parameters={"validatorUrl": None},
    )
    app.include_router(api_router(assistant))
    # As the router's last resort, not as a mount: a mount at "/" would take a wrong method for an unknown path.
    app.router.default = page
    app.add_middleware(Framing, origins=assistant.settings.embed_origins.split())
    return app


async def _load(assistant: Assistant) -> FastAPI:
    """Builds the chat and loads the assistant, in a thread that does not keep the process from ending."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[FastAPI] = loop.create_future()

    def settle(chat: FastAPI | None, error: Exception | None) -> None:
        if done.done():  # cancelled: the server is closing
            return
        if chat is not None:
            done.set_result(chat)
        elif error is not None:
            done.set_exception(error)

    def run() -> None:
        chat, failure = None, None
        try:
            # Imported here: Gradio takes seconds.
            from ui.chat import chat_app

            chat = chat_app(assistant)
            assistant.load()
        except Exception as error:
            chat, failure = None, error
        with suppress(RuntimeError):  # the loop is closed: so is the server
            loop.call_soon_threadsafe(settle, chat, failure)

    threading.Thread(target=run, daemon=True, name="load").start()
    return await done
