"""A scripted answer service, and a server that serves it."""

import asyncio
import re
import socket
import threading
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from starlette.routing import BaseRoute

from index.errors import UnknownArticleError
from index.models import Article, IndexedArticle
from index.store.records import marked, tagged
from rag.models import Answer, AnswerSentence, Delta, Event, Found, Question, Retrieved
from rag.models.verification import CheckedSentence, ClaimSupport, Draft, Verification
from tests.support.language_models.spoken import citation_of
from ui.app import ObservedApp, create_app
from ui.cli.serving.connections import Connection
from ui.service.admission import AdmissionQueue, Slot
from ui.service.answering.chat_models import ChatModels
from ui.service.articles.listing import ArticleListing
from ui.service.articles.summary import ArticleSummary
from ui.service.protocol import AddedArticle, HostedService, NotReadyError
from ui.service.repair_progress import RepairProgress
from ui.settings import Settings

T = TypeVar("T")


class ScriptedAssistant(HostedService):
    """Answers with the sentences it is told to quote, or that the article does not say."""

    def __init__(
        self,
        articles: Sequence[Article],
        script: dict[str, Sequence[str]],
        *,
        ready: bool = True,
        settings: Settings | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.turns, self.adding = (
            AdmissionQueue(4, 8, "Too many are asking"),
            AdmissionQueue(2, 2, "Too many articles are being added"),
        )
        self.entries = {a.id: IndexedArticle(a, 1, "2025-11-01T00:00:00+00:00") for a in articles}
        self.script, self.mending, self.models = script, RepairProgress(), ChatModels(self.settings)
        self.may_load = threading.Event()
        self.failure: Exception | None = None
        self.streams: dict[str, Sequence[Event | float | threading.Event | Exception]] = {}
        """By question: what is told of an answer, seconds or a signal to wait for in between, and what goes wrong."""
        self.suggested: dict[str, tuple[str, ...]] = {}
        """By an article's id, and by a question for what could come next."""
        self.asked: list[Question] = []
        self.drafts: list[Draft] = []
        self.ended: list[str] = []
        """Questions of those streams that are over, however they ended."""
        self._ready = False
        self._listing = ArticleListing(lambda: tuple(self.entries.values()), lambda: list(self.entries.values()))
        if ready:
            self.may_load.set()

    @property
    def ready(self) -> bool:
        return self._ready

    @property
    def busy(self) -> bool:
        return bool(self.turns.running or self.turns.queued)

    def stop(self) -> None:
        self.turns.close()

    def load(self, patience: float = 0) -> None:  # noqa: ARG002 - as the real one takes it
        self.may_load.wait()
        if self.failure:
            raise self.failure
        self._ready = True

    def check_ready(self) -> None:
        self._check()

    def articles(self) -> list[IndexedArticle]:
        self._check()
        return list(self.entries.values())

    @property
    def listing(self) -> ArticleListing:
        self._check()
        return self._listing

    def article(self, article_id: str) -> IndexedArticle:
        self._check()
        if article_id not in self.entries:
            raise UnknownArticleError(f"There is no article {article_id!r}.")
        return self.entries[article_id]

    def add(self, article: Article) -> AddedArticle:
        self._check()
        entry = IndexedArticle(article, 1, "2025-11-01T00:00:00+00:00")
        if self.originals:
            self.originals.put(article)
        kept = self.entries.setdefault(article.id, entry)
        return AddedArticle(ArticleSummary.of(kept), kept is entry)

    def retag(self, article_id: str, tags: tuple[str, ...]) -> ArticleSummary:
        self.entries[article_id] = tagged(self.article(article_id), tags)
        return ArticleSummary.of(self.entries[article_id])

    def mark_changed(self, article_id: str) -> ArticleSummary:
        self.entries[article_id] = marked(self.article(article_id), changed=True)
        return ArticleSummary.of(self.entries[article_id])

    def suggestions(self, article_ids: Sequence[str] = ()) -> tuple[str, ...]:
        self._check()
        return tuple(each for one in article_ids or ("",) for each in self.suggested.get(one, ()))

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        return self.suggested.get(answer.question, ())

    def remove(self, article_id: str) -> None:
        self.article(article_id)
        del self.entries[article_id]
        if self.originals:
            self.originals.remove(article_id)

    def check(self, question: Question) -> None:
        self._check()
        for article_id in (*filter(None, [question.article]), *(question.articles or ())):
            self.article(article_id)

    async def stream(self, question: Question, place: Slot | None = None) -> AsyncGenerator[Event, None]:
        with place or self.turns.enqueue() as taken:
            await taken.admitted()
            async with aclosing(self.told(question)) as events:
                async for event in events:
                    yield event

    async def verify(self, draft: Draft, place: Slot | None = None) -> Verification:  # noqa: ARG002
        """Takes the whole text for one sentence, carried where an article has it."""
        self._check()
        for one in draft.articles or ():
            self.article(one)
        self.drafts.append(draft)
        held = [each.article for each in self.entries.values()] if not draft.documents else draft.documents
        citations = tuple(citation_of(each, draft.text, 1) for each in held if draft.text in each.text)[:1]
        support: ClaimSupport = "verbatim" if citations else "unsupported"
        numbers = tuple(each.number for each in citations)
        return Verification((CheckedSentence(draft.text, 0, len(draft.text), support, numbers),), citations)

    async def told(self, question: Question) -> AsyncGenerator[Event, None]:
        self.asked.append(question)
        if question.question in self.streams:
            try:
                for step in self.streams[question.question]:
                    if isinstance(step, int | float):
                        await asyncio.sleep(step)
                    elif isinstance(step, threading.Event):
                        while not step.is_set():
                            await asyncio.sleep(0.02)
                    elif isinstance(step, Exception):
                        raise step
                    else:
                        yield step
            finally:
                self.ended.append(question.question)
            return
        self.check(question)
        answer = self.scripted(question)
        yield Found(answer.retrieved)
        yield Delta(answer.answer)
        yield answer

    def scripted(self, question: Question) -> Answer:
        citations = []
        articles = list(question.documents) or [entry.article for entry in self.entries.values()]
        held = [each for each in self.script.get(question.question, ()) if any(each in a.text for a in articles)]
        for number, quote in enumerate(held, start=1):
            article = next(each for each in articles if quote in each.text)
            citations.append(citation_of(article, quote, number))
        return Answer(
            status="answered" if citations else "not_in_article",
            question=question.question,
            standalone_question=question.question,
            answer=" ".join(f"{c.quote} [{c.number}]" for c in citations) or "The article does not say.",
            short_answer=None,
            sentences=tuple(AnswerSentence(c.quote, (c.number,), "verbatim") for c in citations),
            citations=tuple(citations),
            retrieved=tuple(Retrieved(c.article_id, c.passage_id, c.start, c.end, c.score) for c in citations),
            confidence=0.9,
            answerer="scripted",
            timings_ms={"total": 0.1},
        )

    def _check(self) -> None:
        if not self._ready:
            raise NotReadyError("The models are still loading.")


def awaited(coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives; run in a thread, since the browser's driver keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def soon(condition: Callable[[], bool]) -> None:
    """Waits until a condition holds, which something in another thread brings about."""
    tick = threading.Event()
    for _ in range(1000):
        if condition():
            return
        tick.wait(0.01)
    raise AssertionError("it did not come about")


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    host: str
    port: int
    data_dir: Path | None = None
    app: ObservedApp | None = None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def status(self, path: str, headers: Mapping[str, bytes] | None = None) -> int:
        """The status of a GET, or 0 where nothing answers."""
        connection = HTTPConnection(self.host, self.port, timeout=10)
        try:
            connection.request("GET", path, headers=headers or {})
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def wait(self, path: str, seconds: float = 90, headers: Mapping[str, bytes] | None = None) -> None:
        deadline = time.monotonic() + seconds
        while self.status(path, headers) != 200:
            assert time.monotonic() < deadline, f"{path} was not ready after {seconds} s"
            time.sleep(0.1)


def authorization(settings: Settings) -> dict[str, bytes]:
    """What a program sends to a server of these settings."""
    return {"Authorization": f"Bearer {settings.api_keys[0]}".encode()} if settings.api_keys else {}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class OneApp:
    """In place of Gradio's application where its pages make theirs: each makes three, of which the last counts.

    They are all the same, and a third of a second of work each; the one that is mounted is made besides.
    """

    @staticmethod
    def create_app(page: Any, **options: Any) -> Any:
        from gradio.routes import App

        return page.__dict__.get("app") or App.create_app(page, **options)


_usual: list[int] = []


def usual_port() -> int:
    """The same each time if it is free, so that a browser knows the files of the server before."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
        try:
            probe.bind(("127.0.0.1", _usual[0]))
        except (IndexError, OSError):
            _usual[:] = [free_port()]
        return _usual[0]


@contextmanager
def serving(assistant: ScriptedAssistant, port: int = 0) -> Iterator[Served]:
    """Serves a scripted assistant from a thread; its page is there as soon as the assistant may load."""
    from gradio import blocks  # here: it takes seconds, and many who import this serve nothing

    blocks.App = OneApp
    failures: list[Exception] = []
    port = port or usual_port()
    app = create_app(assistant, failures.append)
    config = uvicorn.Config(
        app, http=Connection, port=port, log_level="critical", timeout_graceful_shutdown=1, proxy_headers=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    served = Served("127.0.0.1", port, app=app)
    try:
        served.wait("/api/health")
        if assistant.may_load.is_set():
            served.wait("/config", headers=authorization(assistant.settings))
        yield served
    finally:
        assistant.may_load.set()
        server.should_exit = True
        thread.join()


FIRST, SECOND = "correct-horse", "battery-staple-é"


def bearer(key: str = FIRST) -> dict[str, Any]:
    return {"authorization": f"Bearer {key}".encode()}


def walked(routes: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of every route, with something in place of each parameter."""
    for route in routes:
        inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
        path = prefix + getattr(route, "path", "")
        if inner:
            yield from walked(inner, path)
        elif hasattr(route, "methods"):
            yield from ((method, re.sub(r"{.*?}", "x", path)) for method in sorted(route.methods or {"GET"}))
        else:  # files
            yield "GET", f"{path}/x"


def every_route(served: Served) -> list[tuple[str, str]]:
    assert served.app
    page = served.app.startup.chat
    assert page
    unrouted = [
        ("GET", "/nothing"),
        ("GET", "/api/nothing"),
        ("GET", "/v1/nothing"),
        ("POST", "/"),
    ]
    return sorted({*walked(served.app.app.routes), *walked(page.routes), *unrouted})
