"""Puts APIs, tools and chat into one application: the port answers at once, the rest follows."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from fastapi_offline import FastAPIOffline
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ui import VERSION
from ui.api.answers import api_router
from ui.api.articles import ARTICLES, articles_router, largest_body
from ui.api.feedback import votes_router
from ui.api.route_docs import problems
from ui.api.sub_path import served_path
from ui.middleware.api_keys import Keys
from ui.middleware.auth import REFUSALS, Gate
from ui.middleware.body_limit import BodyLimit
from ui.middleware.cors import ApiCors
from ui.middleware.errors import HANDLERS
from ui.middleware.framing import Framing
from ui.middleware.headers import Discretion
from ui.middleware.hosts import Hosts, KnownHosts, known_hosts
from ui.middleware.proxy import ForwardedHeaders, PublicAddress
from ui.observability.metrics import metrics_router
from ui.observability.middleware import WatchedRequests
from ui.observability.observer import Observer
from ui.observability.service import watched
from ui.openai.routes import errors, openai_router
from ui.openapi import finished
from ui.page.gradio_app.embed import EMBED
from ui.page.standalone import page_alone
from ui.page.translations import words_for
from ui.service.feedback import Feedback
from ui.service.service import Assistant, NotReadyError
from ui.service.threads import in_thread
from ui.settings import traces_protocol

if TYPE_CHECKING:
    from ui.mcp import McpEndpoint
    from ui.middleware.rate_limit import Allowance

PATIENCE = 300
"""Seconds that a Chroma server is waited for: where both are started together, either may be up first."""


class Page:
    """What is not API: a note that the models are loading, then the chat."""

    def __init__(self, assistant: Assistant) -> None:
        self.chat: FastAPI | None = None
        self._assistant = assistant

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        path = served_path(scope)
        if path.startswith(("/api/", "/v1/")):
            raise HTTPException(404)
        if self.chat is not None:
            await self.chat(scope, receive, send)
        elif path in {"/", EMBED}:
            words = words_for(Headers(scope=scope).get("accept-language", ""))
            progress = self._assistant.mending.progress
            status = words.mending.format(done=progress[0], total=progress[1]) if progress else words.loading
            page = HTMLResponse(page_alone("loading", words, status=status), headers={"Cache-Control": "no-store"})
            await page(scope, receive, send)
        else:
            raise NotReadyError("The models are still loading.")


class Tools:
    """Where MCP clients ask; its package takes most of a second to import, and the page must answer meanwhile."""

    def __init__(self) -> None:
        self.endpoint: McpEndpoint | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if self.endpoint is None:
            raise NotReadyError("The tools are still loading.")
        await self.endpoint(scope, receive, send)


def create_app(assistant: Assistant, failed: Callable[[Exception], None], hosts: KnownHosts | None = None) -> FastAPI:
    """The application; it loads the assistant as soon as it runs.

    Args:
        assistant: Answers; it need not be loaded yet.
        failed: Called in the event loop when it cannot be loaded: nobody will ever be answered then.
        hosts: By which names it may be called; None: as on loopback.
    """
    tools, page, observer = Tools(), Page(assistant), Observer(assistant)
    assistant = watched(assistant, observer)

    async def run(app: FastAPI, closing: asyncio.Event) -> None:
        # Nobody else runs the lifespan of what joins while the application is running.
        async with AsyncExitStack() as running:
            try:
                await running.enter_async_context(observer.tracing(traces_protocol()))
                endpoint = await in_thread(partial(_tools, assistant, app.version))
                await running.enter_async_context(endpoint.running())
                tools.endpoint = endpoint
                chat = await in_thread(partial(_chat, assistant))
                await running.enter_async_context(chat.router.lifespan_context(chat))
            except Exception as error:
                failed(error)
                return
            page.chat = chat
            await closing.wait()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        closing = asyncio.Event()
        running = asyncio.create_task(run(app, closing))
        yield
        closing.set()
        if page.chat is None:
            running.cancel()
        await asyncio.wait([running])

    app = FastAPIOffline(
        title="Article Chat",
        description="Answers questions about articles, every sentence cited in the article's exact words.",
        version=VERSION,
        redoc_url=None,
        lifespan=lifespan,
        exception_handlers=HANDLERS,
        # The validator's badge would be fetched from another host.
        swagger_ui_parameters={"validatorUrl": None},
    )
    settings = assistant.settings
    keys, rate = Keys(settings.api_keys), settings.rate_limit
    documented = [Depends(HTTPBearer(auto_error=False))] if keys else []  # the gate is what asks
    refusals = problems(REFUSALS)
    app.include_router(api_router(assistant), dependencies=documented, responses=refusals)
    app.include_router(articles_router(assistant), dependencies=documented, responses=refusals)
    votes = votes_router(assistant, Feedback(settings.data_dir))
    app.include_router(votes, dependencies=documented, responses=refusals)
    app.include_router(openai_router(assistant), dependencies=documented, responses=errors(REFUSALS))
    app.include_router(metrics_router(observer.metrics), dependencies=documented, responses=refusals)
    app.router.routes.append(Route("/mcp", tools, methods=["POST"]))
    # As the router's last resort, not as a mount: a mount at "/" would take a wrong method for an unknown path.
    app.router.default = page
    app.add_middleware(PublicAddress)  # the first is the innermost
    app.add_middleware(Gate, keys=keys, allowance=_allowance(rate) if rate else None)
    app.add_middleware(BodyLimit, larger={ARTICLES: largest_body(settings)})
    app.add_middleware(Hosts, known=hosts or known_hosts(settings))
    app.add_middleware(Discretion)
    app.add_middleware(Framing, origins=settings.embed_origins.split())
    if settings.cors_origins:
        app.add_middleware(ApiCors, origins=settings.cors_origins.split())
    described = app.openapi
    app.openapi = lambda: finished(described())  # type: ignore[method-assign]
    # Not as one more: those stand within the one that answers 500, whose responses are to be seen too.
    watched_requests = WatchedRequests(app.build_middleware_stack(), observer)
    app.middleware_stack = ForwardedHeaders(watched_requests, settings.root_path, settings.forwarded_allow_ips)
    return app


def _tools(assistant: Assistant, version: str) -> "McpEndpoint":
    from ui.mcp import McpEndpoint  # here: see `Tools`

    return McpEndpoint(assistant, version)


def _allowance(rate: str) -> "Allowance":
    from ui.middleware.rate_limit import Allowance  # here: its package takes a fifth of a second to import

    return Allowance(rate)


def _chat(assistant: Assistant) -> FastAPI:
    """Builds the chat and loads the assistant."""
    # Imported here: Gradio takes seconds.
    from ui.page.gradio_app.app import chat_app

    chat = chat_app(assistant)
    assistant.load(patience=PATIENCE)
    return chat
