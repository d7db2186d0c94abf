"""The chat about one article, for frames: everything under `/embed/ID/` is answered from that article alone.

The page in a frame uses the addresses of the whole site, each with this prefix. So it is the address that limits a
request, and nothing that is sent with it.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from contextvars import ContextVar
from dataclasses import replace

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from index.errors import UnknownArticleError
from index.models import Article, IndexedArticle
from rag.models import Answer, Event, Question
from rag.models.verification import Draft, Verification
from ui.api.route_docs import ROOT_PATH
from ui.service.admission import Slot
from ui.service.articles.listing import ArticleListing
from ui.service.articles.summary import ArticleSummary
from ui.service.protocol import AddedArticle, HostedService

PREFIX = re.compile(r"(/embed/([\w-]{1,64})(?:/([a-z]{2}))?)(/.*)", re.ASCII)
"""The article's id, and the language that the page is to be in."""
READ = re.compile(
    r"/|/(config|theme\.css|favicon\.ico|robots\.txt|manifest\.json)|/(page|assets|static)/.+"
    r"|/gradio_api/(info|app_id|startup-events|heartbeat/[^/]+)/?|/api/ready|/api/articles(/.+)?"
)
WRITTEN = re.compile(r"/sign-in|/api/(answer|answer/stream|feedback)|/gradio_api/(run/predict|component_server)/?")
"""What is there for frames, by GET and by POST: what the page needs."""
_only: ContextVar[str | None] = ContextVar("only article", default=None)


class EmbedScope:
    """ASGI middleware around all that looks at paths: takes the prefix off, and notes the only article."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on; one for what frames have no use for goes on as it is, to where nothing is."""
        match = PREFIX.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if match:
            prefix, article, language, path = match.groups()
            allowed = READ if scope["method"] in {"GET", "HEAD"} else WRITTEN if scope["method"] == "POST" else None
            if allowed and allowed.fullmatch(path):
                scope = {**scope, "path": path, "raw_path": path.encode(), "headers": list(scope["headers"])}
                scope[ROOT_PATH] = scope.get(ROOT_PATH, "") + prefix
                if language:
                    MutableHeaders(scope=scope)["accept-language"] = language
                _only.set(article)  # every request has a task of its own
        await self._app(scope, receive, send)


class ScopedService(HostedService):
    """A service that knows, for a request from a frame, the frame's article only."""

    def __init__(self, service: HostedService) -> None:
        self.settings, self.originals, self.models = service.settings, service.originals, service.models
        self.turns, self.adding, self.mending = service.turns, service.adding, service.mending
        self._service = service

    def articles(self) -> list[IndexedArticle]:
        """The articles that there are for the request."""
        only = _only.get()
        return [entry for entry in self._service.articles() if only in (None, entry.article.id)]

    def article_count(self) -> int:
        """How many they are."""
        return self._service.article_count() if _only.get() is None else len(self.articles())

    def newest(self, count: int) -> list[IndexedArticle]:
        """Those of them that were indexed last."""
        return self._service.newest(count) if _only.get() is None else self.articles()[:count]

    @property
    def listing(self) -> ArticleListing:
        """The list of them, in pages."""
        only = _only.get()
        return self._service.listing if only is None else ArticleListing(lambda: only, self.articles)

    def article(self, article_id: str) -> IndexedArticle:
        """One of them."""
        _check(article_id)
        return self._service.article(article_id)

    def check(self, question: Question) -> None:
        """As the service's, of the question as it is asked."""
        self._service.check(_scoped(question))

    async def stream(self, question: Question, place: Slot | None = None) -> AsyncGenerator[Event, None]:
        """As the service's; of the article, whatever else the question names or brings."""
        async with aclosing(self._service.stream(_scoped(question), place)) as events:
            async for event in events:
                yield event

    async def answer(self, question: Question, place: Slot | None = None) -> Answer:
        """As the service's, likewise."""
        return await self._service.answer(_scoped(question), place)

    async def verify(self, draft: Draft, place: Slot | None = None) -> Verification:
        """As the service's, against the article."""
        only = _only.get()
        return await self._service.verify(draft if only is None else Draft(draft.text, (only,)), place)

    def suggestions(self, article_id: str | None) -> tuple[str, ...]:
        """As the service's, about the article."""
        return self._service.suggestions(_only.get() or article_id)

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        """As the service's; the answer comes from the browser, and may cite any article."""
        for citation in answer.citations:
            _check(citation.article_id)
        return self._service.follow_ups(answer)

    def add(self, article: Article) -> AddedArticle:
        """As the service's; frames add none."""
        _check("")
        return self._service.add(article)

    def retag(self, article_id: str, tags: tuple[str, ...]) -> ArticleSummary:
        """As the service's; frames change none."""
        _check("")
        return self._service.retag(article_id, tags)

    def mark_changed(self, article_id: str) -> ArticleSummary:
        """As the service's; frames change none."""
        _check("")
        return self._service.mark_changed(article_id)

    def remove(self, article_id: str) -> None:
        """As the service's; frames remove none."""
        _check("")
        self._service.remove(article_id)

    @property
    def ready(self) -> bool:
        """As the service's."""
        return self._service.ready

    @property
    def busy(self) -> bool:
        """As the service's."""
        return self._service.busy

    def load(self, patience: float = 0) -> None:
        """As the service's."""
        self._service.load(patience)

    def stop(self) -> None:
        """As the service's."""
        self._service.stop()

    def check_ready(self) -> None:
        """As the service's."""
        self._service.check_ready()


def _check(article_id: str) -> None:
    only = _only.get()
    if only not in (None, article_id):
        raise UnknownArticleError(f"There is no such article here: this frame is about {only!r} alone.")


def _scoped(question: Question) -> Question:
    only = _only.get()
    return question if only is None else replace(question, article=only, articles=None, documents=())
