"""Puts APIs, tools and chat into one application: the port answers at once, the rest follows."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from rag.models import Question
from ui import VERSION
from ui.api.articles import ARTICLES, articles_router, largest_body
from ui.api.documents.routes import documents_router
from ui.api.feedback import votes_router
from ui.api.questions.answers import ANSWERS, api_router
from ui.api.questions.grid import GRID_FILE, grid_router
from ui.api.questions.models import models_router
from ui.api.route_docs import problems, served_path
from ui.api.verification import VERIFY, verification_router
from ui.middleware.api_keys import Keys
from ui.middleware.auth import REFUSALS, Gate
from ui.middleware.body_limit import BodyLimit
from ui.middleware.cors import ApiCors
from ui.middleware.embedding import EmbedScope, ScopedService
from ui.middleware.errors import HANDLERS
from ui.middleware.framing import Framing
from ui.middleware.headers import Discretion
from ui.middleware.hosts import Hosts, KnownHosts, known_hosts
from ui.middleware.proxy import ForwardedHeaders, PublicAddress
from ui.observability.metrics import metrics_router
from ui.observability.middleware import WatchedRequests
from ui.observability.observer import Observer
from ui.observability.service import WatchedAssistant
from ui.openapi import DescribedApp
from ui.page.event_renderer import EventRenderer
from ui.page.gradio_app import CALLS
from ui.page.gradio_app.embed import EMBED, EMBED_SCRIPT, embed_script
from ui.page.standalone import page_alone
from ui.page.translations import words_for
from ui.service.feedback import Feedback
from ui.service.protocol import HostedService, NotReadyError
from ui.service.threads import in_thread
from ui.settings import Settings, traces_protocol
from ui.v1.messages.errors import MESSAGES
from ui.v1.messages.routes import anthropic_errors, messages_router
from ui.v1.openai.routes import errors, openai_router
from ui.v1.responses.routes import responses_router

if TYPE_CHECKING:
    from ui.mcp import McpEndpoint
    from ui.middleware.rate_limit import Allowance

CHROMA_TIMEOUT_S = 300
"""Seconds that a Chroma server is waited for: where both are started together, either may be up first."""


class Startup:
    """What follows once the port answers: traces, then tools, then chat and models."""

    def __init__(self, assistant: HostedService, observer: Observer, failed: Callable[[Exception], None]) -> None:
        """Takes the service to load, the observer, and what is called where loading fails."""
        self.endpoint: McpEndpoint | None = None
        """The tools; None until they are there."""
        self.chat: FastAPI | None = None
        """The page; None until a question can be answered."""
        self._assistant = assistant
        self._observer = observer
        self._failed = failed

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """The time in which the application runs."""
        closing = asyncio.Event()
        running = asyncio.create_task(self._run(closing))
        yield
        closing.set()
        if self.chat is None:
            running.cancel()
        await asyncio.wait([running])

    async def _run(self, closing: asyncio.Event) -> None:
        # FastAPI runs no lifespan of what is mounted while the application is running.
        async with AsyncExitStack() as running:
            try:
                await running.enter_async_context(self._observer.tracing(traces_protocol()))
                endpoint = await in_thread(partial(_tools, self._assistant))
                await running.enter_async_context(endpoint.running())
                self.endpoint = endpoint
                chat = await in_thread(partial(_chat, self._assistant))
                await running.enter_async_context(chat.router.lifespan_context(chat))
            except Exception as error:
                self._failed(error)
                return
            self.chat = chat
            await closing.wait()


class LazyMcpEndpoint:
    """Answers MCP clients."""

    def __init__(self, startup: Startup) -> None:
        self._startup = startup

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if self._startup.endpoint is None:
            raise NotReadyError("The tools are still loading.")
        await self._startup.endpoint(scope, receive, send)


class Page:
    """Answers what is not API: with a note that the models are loading, then with the chat."""

    def __init__(self, startup: Startup, assistant: HostedService) -> None:
        self._startup = startup
        self._assistant = assistant

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        path = served_path(scope)
        if path.startswith(("/api/", "/v1/")):
            raise HTTPException(404)
        if self._startup.chat is not None:
            await self._startup.chat(scope, receive, send)
        elif path in {"/", EMBED}:
            words = words_for(Headers(scope=scope).get("accept-language", ""))
            progress = self._assistant.mending.progress
            status = words.mending.format(done=progress[0], total=progress[1]) if progress else words.loading
            page = HTMLResponse(page_alone("loading", words, status=status), headers={"Cache-Control": "no-store"})
            await page(scope, receive, send)
        else:
            raise NotReadyError("The models are still loading.")


class ObservedApp:
    """The application within what sees every request, also the responses of the framework's own error handling.

    Plain ASGI around it, so that the framework builds its stack itself and takes more middleware until it runs.
    """

    def __init__(self, app: FastAPI, startup: Startup, observer: Observer, settings: Settings) -> None:
        self.app = app
        self.startup = startup
        watched_requests = WatchedRequests(app, observer)
        scoped = EmbedScope(watched_requests)
        self._asgi = ForwardedHeaders(scoped, settings.root_path, settings.forwarded_allow_ips)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        await self._asgi(scope, receive, send)


def create_app(
    assistant: HostedService, failed: Callable[[Exception], None], hosts: KnownHosts | None = None
) -> ObservedApp:
    """The application; it loads the assistant as soon as it runs.

    Args:
        assistant: Answers; it need not be loaded yet.
        failed: Called in the event loop when it cannot be loaded, after which no question can be answered.
        hosts: By which names it may be called; None: as on loopback.
    """
    settings = assistant.settings
    observer = Observer(assistant)
    observed = WatchedAssistant(ScopedService(assistant), observer)
    startup = Startup(observed, observer, failed)
    app = DescribedApp(
        title="Article Chat",
        description="Answers questions about articles, every sentence cited in the article's exact words.",
        version=VERSION,
        lifespan=startup.lifespan,
        exception_handlers=HANDLERS,
    )
    _add_routes(app, observed, observer)
    app.router.routes.append(Route("/mcp", LazyMcpEndpoint(startup), methods=["POST"]))
    # As the router's last resort, not as a mount: a mount at "/" would take a wrong method for an unknown path.
    app.router.default = Page(startup, observed)
    _add_middleware(app, settings, hosts or known_hosts(settings))
    return ObservedApp(app, startup, observer, settings)


def _add_routes(app: FastAPI, service: HostedService, observer: Observer) -> None:
    settings = service.settings
    documented = [Depends(HTTPBearer(auto_error=False))] if settings.api_keys else []  # the gate is what asks
    refusals = problems(REFUSALS)

    def page_html(question: Question, accept_language: str) -> EventRenderer:
        return EventRenderer(service, question, words_for(accept_language))

    app.include_router(api_router(service, page_html), dependencies=documented, responses=refusals)
    app.include_router(grid_router(service), dependencies=documented, responses=refusals)
    app.include_router(models_router(service), dependencies=documented, responses=refusals)
    app.include_router(verification_router(service), dependencies=documented, responses=refusals)
    app.include_router(articles_router(service), dependencies=documented, responses=refusals)
    app.include_router(documents_router(service), dependencies=documented, responses=refusals)
    votes = votes_router(service, Feedback(settings.data_dir))
    app.include_router(votes, dependencies=documented, responses=refusals)
    app.include_router(openai_router(service), dependencies=documented, responses=errors(REFUSALS))
    app.include_router(responses_router(service), dependencies=documented, responses=errors(REFUSALS))
    app.include_router(messages_router(service), dependencies=documented, responses=anthropic_errors(REFUSALS))
    app.include_router(metrics_router(observer.metrics), dependencies=documented, responses=refusals)
    app.add_api_route(EMBED_SCRIPT, embed_script, include_in_schema=False)


def _add_middleware(app: FastAPI, settings: Settings, hosts: KnownHosts) -> None:
    rate = settings.rate_limit
    app.add_middleware(PublicAddress)  # the first is the innermost
    app.add_middleware(Gate, keys=Keys(settings.api_keys), allowance=_allowance(rate) if rate else None)
    large = (ARTICLES, VERIFY, MESSAGES, GRID_FILE, CALLS, *ANSWERS)
    app.add_middleware(BodyLimit, larger=dict.fromkeys(large, largest_body(settings)))
    app.add_middleware(Hosts, known=hosts)
    app.add_middleware(Discretion)
    app.add_middleware(Framing, origins=settings.embed_origins.split())
    if settings.cors_origins:
        app.add_middleware(ApiCors, origins=settings.cors_origins.split())


def _tools(assistant: HostedService) -> "McpEndpoint":
    from ui.mcp import McpEndpoint  # here: its package takes most of a second to import

    return McpEndpoint(assistant, VERSION)


def _allowance(rate: str) -> "Allowance":
    from ui.middleware.rate_limit import Allowance  # here: its package takes a fifth of a second to import

    return Allowance(rate)


def _chat(assistant: HostedService) -> FastAPI:
    """Builds the chat and loads the assistant."""
    # Imported here: Gradio takes seconds.
    from ui.page.gradio_app.app import chat_app

    chat = chat_app(assistant)
    assistant.load(patience=CHROMA_TIMEOUT_S)
    return chat
