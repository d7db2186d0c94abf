"""The chat about one article or one collection, for frames.

Everything under `/embed/ID/` is answered from that article alone, everything under `/embed/collection/TAG/` from the
articles that have the tag. The page in a frame uses the addresses of the whole site, each with this prefix. So it is
the address that limits a request, and nothing that is sent with it.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from index.errors import EmptyScopeError, UnknownArticleError
from index.models import Article, ArticleFilter, IndexedArticle
from rag.models import Answer, Event, Question
from rag.models.verification import Draft, Verification
from ui.api.route_docs import ROOT_PATH
from ui.page.gradio_app.embed import tag_of
from ui.service.admission import Slot
from ui.service.articles.listing import ArticleListing
from ui.service.articles.summary import ArticleSummary
from ui.service.protocol import AddedArticle, HostedService

PREFIX = re.compile(r"(/embed/(?:collection/([\w~-]{1,500})|([\w-]{1,64}))(?:/([a-z]{2}))?)(/.*)", re.ASCII)
"""The tag as `tag_segment` writes it, or the article's id, and the language that the page is to be in."""
READ = re.compile(
    r"/|/(config|theme\.css|favicon\.ico|robots\.txt|manifest\.json)|/(page|assets|static)/.+"
    r"|/gradio_api/(info|app_id|startup-events|heartbeat/[^/]+)/?|/api/ready|/api/articles(/.+)?"
)
WRITTEN = re.compile(r"/sign-in|/api/(answer|answer/stream|feedback)|/gradio_api/(run/predict|component_server)/?")
"""What is there for frames, by GET and by POST: what the page needs."""


@dataclass(frozen=True, slots=True)
class FrameScope:
    """What a frame is about: one article, or the articles that have a tag."""

    article: str | None
    tag: str | None

    def __str__(self) -> str:
        return repr(self.article) if self.tag is None else f"the articles with the tag {self.tag!r}"

    def holds(self, article: Article) -> bool:
        """Whether an article belongs to it."""
        return article.id == self.article if self.tag is None else self.tag in article.tags


_only: ContextVar[FrameScope | None] = ContextVar("what a frame is about", default=None)


class EmbedScope:
    """ASGI middleware around all that looks at paths: takes the prefix off, and notes what the frame is about."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on; one for what frames have no use for goes on as it is, to where nothing is."""
        match = PREFIX.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if match:
            prefix, tag, article, language, path = match.groups()
            allowed = READ if scope["method"] in {"GET", "HEAD"} else WRITTEN if scope["method"] == "POST" else None
            if allowed and allowed.fullmatch(path):
                scope = {**scope, "path": path, "raw_path": path.encode(), "headers": list(scope["headers"])}
                scope[ROOT_PATH] = scope.get(ROOT_PATH, "") + prefix
                if language:
                    MutableHeaders(scope=scope)["accept-language"] = language
                _only.set(FrameScope(article, tag and tag_of(tag)))  # every request has a task of its own
        await self._app(scope, receive, send)


class ScopedService(HostedService):
    """A service that knows, for a request from a frame, the articles only that the frame is about."""

    def __init__(self, service: HostedService) -> None:
        self.settings, self.originals, self.models = service.settings, service.originals, service.models
        self.turns, self.adding, self.mending = service.turns, service.adding, service.mending
        self._service = service

    def articles(self) -> list[IndexedArticle]:
        """The articles that there are for the request."""
        only = _only.get()
        return [entry for entry in self._service.articles() if only is None or only.holds(entry.article)]

    def article_count(self) -> int:
        """How many they are."""
        return self._service.article_count() if _only.get() is None else len(self.articles())

    def newest(self, count: int) -> list[IndexedArticle]:
        """Those of them that were indexed last."""
        return self._service.newest(count) if _only.get() is None else self.articles()[-count:]

    @property
    def listing(self) -> ArticleListing:
        """The list of them, in pages."""
        only = _only.get()
        return self._service.listing if only is None else ArticleListing(lambda: only, self.articles)

    def article(self, article_id: str) -> IndexedArticle:
        """One of them."""
        only = _only.get()
        if only is None or only.article == article_id:
            return self._service.article(article_id)
        if only.tag is not None:
            with suppress(UnknownArticleError):  # what it says of a newer reading may be of an article outside
                entry = self._service.article(article_id)
                if only.holds(entry.article):
                    return entry
        raise UnknownArticleError(f"There is no such article here: this frame is about {only} alone.")

    def check(self, question: Question) -> None:
        """As the service's, of the question as it is asked."""
        self._service.check(self._scoped(question))

    async def stream(self, question: Question, place: Slot | None = None) -> AsyncGenerator[Event, None]:
        """As the service's; of what the frame is about, whatever else the question names or brings."""
        question = await asyncio.to_thread(self._scoped, question)
        async with aclosing(self._service.stream(question, place)) as events:
            async for event in events:
                yield event

    async def answer(self, question: Question, place: Slot | None = None) -> Answer:
        """As the service's, likewise."""
        return await self._service.answer(await asyncio.to_thread(self._scoped, question), place)

    async def verify(self, draft: Draft, place: Slot | None = None) -> Verification:
        """As the service's, against what the frame is about."""
        only = _only.get()
        if only:
            draft = Draft(draft.text, (only.article,) if only.article else None, tag=only.tag)
        return await self._service.verify(draft, place)

    def suggestions(self, article_ids: Sequence[str] = ()) -> tuple[str, ...]:
        """As the service's, about what the frame is about."""
        if (only := _only.get()) is None:
            return self._service.suggestions(article_ids)
        if only.article:
            return self._service.suggestions((only.article,))
        ids = [self.article(each).article.id for each in article_ids]
        ids = ids or [entry.article.id for entry in self.articles()]
        return self._service.suggestions(ids) if ids else ()

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        """As the service's; the answer comes from the browser, and may cite any article."""
        for citation in answer.citations:
            self.article(citation.article_id)
        return self._service.follow_ups(answer)

    def add(self, article: Article) -> AddedArticle:
        """As the service's; frames add none."""
        _refuse_changes()
        return self._service.add(article)

    def retag(self, article_id: str, tags: tuple[str, ...]) -> ArticleSummary:
        """As the service's; frames change none."""
        _refuse_changes()
        return self._service.retag(article_id, tags)

    def mark_changed(self, article_id: str) -> ArticleSummary:
        """As the service's; frames change none."""
        _refuse_changes()
        return self._service.mark_changed(article_id)

    def remove(self, article_id: str) -> None:
        """As the service's; frames remove none."""
        _refuse_changes()
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

    def _scoped(self, question: Question) -> Question:
        """The question as it is asked from a frame.

        Raises:
            UnknownArticleError: It names an article that does not have the frame's tag.
            EmptyScopeError: It wants another tag than that.
        """
        if (only := _only.get()) is None:
            return question
        if only.article:
            return replace(question, article=only.article, articles=None, documents=(), confined=True)
        for article_id in (*filter(None, [question.article]), *(question.articles or ())):
            self.article(article_id)
        if question.tag not in (None, only.tag):
            raise EmptyScopeError(
                f"No article here has {ArticleFilter(question.tag)}: this frame is about {only} alone."
            )
        return replace(question, tag=only.tag, documents=(), confined=True)


def _refuse_changes() -> None:
    if only := _only.get():
        raise UnknownArticleError(f"Nothing can be changed here: this frame is about {only} alone.")
