"""A service whose answers are observed, whoever asks: API, page, `/v1`, MCP or Gradio's own clients."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from index.models import Article, IndexedArticle
from rag.models import Answer, Question
from rag.models.verification import Draft, Verification
from ui.observability.observer import Observer
from ui.observability.records import QuestionRecord, kind_of, record_here
from ui.service.admission import Slot
from ui.service.articles.listing import ArticleListing
from ui.service.articles.summary import ArticleSummary
from ui.service.protocol import AddedArticle, HostedService

if TYPE_CHECKING:
    from rag.models import Event


class WatchedAssistant(HostedService):
    """Does what the service does, and tells the observer what came of each question."""

    def __init__(self, service: HostedService, observer: Observer) -> None:
        self.settings = service.settings
        self.turns, self.adding, self.mending = service.turns, service.adding, service.mending
        self.originals, self.models = service.originals, service.models
        self._service = service
        self._observer = observer

    def check(self, question: Question) -> None:
        """As the service's; a refusal is told."""
        try:
            self._service.check(question)
        except Exception as error:
            self._observer.refused(error)
            raise

    async def stream(self, question: Question, place: Slot | None = None) -> AsyncGenerator["Event", None]:
        """As the service's; its end is told."""
        asked = QuestionRecord(question, record_here())
        try:
            async with aclosing(self._service.stream(question, place)) as events:
                async for event in events:
                    if isinstance(event, Answer):
                        asked.answer = event
                        asked.timer.stop()
                    yield event
        except Exception as error:
            asked.error = kind_of(error)
            raise
        finally:
            self._told(asked)

    async def answer(self, question: Question, place: Slot | None = None) -> Answer:
        """As the service's; what came of it is told."""
        asked = QuestionRecord(question, record_here())
        try:
            asked.answer = await self._service.answer(question, place)
            asked.timer.stop()
        except Exception as error:
            asked.error = kind_of(error)
            raise
        finally:
            self._told(asked)
        return asked.answer

    async def verify(self, draft: Draft, place: Slot | None = None) -> Verification:
        """As the service's; what kept a text from being checked is told."""
        try:
            return await self._service.verify(draft, place)
        except Exception as error:
            self._observer.refused(error)
            raise

    def _told(self, asked: QuestionRecord) -> None:
        if asked.answer is None:
            asked.timer.stop()
        self._observer.answered(asked)

    @property
    def ready(self) -> bool:
        """As the service's."""
        return self._service.ready

    @property
    def busy(self) -> bool:
        """As the service\'s."""
        return self._service.busy

    def load(self, patience: float = 0) -> None:
        """As the service\'s."""
        self._service.load(patience)

    def stop(self) -> None:
        """As the service\'s."""
        self._service.stop()

    def check_ready(self) -> None:
        """As the service\'s."""
        self._service.check_ready()

    def articles(self) -> list[IndexedArticle]:
        """As the service\'s."""
        return self._service.articles()

    @property
    def listing(self) -> ArticleListing:
        """As the service\'s."""
        return self._service.listing

    def article_count(self) -> int:
        """As the service\'s."""
        return self._service.article_count()

    def newest(self, count: int) -> list[IndexedArticle]:
        """As the service\'s."""
        return self._service.newest(count)

    def article(self, article_id: str) -> IndexedArticle:
        """As the service\'s."""
        return self._service.article(article_id)

    def suggestions(self, article_ids: Sequence[str] = ()) -> tuple[str, ...]:
        """As the service\'s."""
        return self._service.suggestions(article_ids)

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        """As the service\'s."""
        return self._service.follow_ups(answer)

    def add(self, article: Article) -> AddedArticle:
        """As the service\'s."""
        return self._service.add(article)

    def remove(self, article_id: str) -> None:
        """As the service\'s."""
        self._service.remove(article_id)

    def retag(self, article_id: str, tags: tuple[str, ...]) -> ArticleSummary:
        """As the service\'s."""
        return self._service.retag(article_id, tags)

    def mark_changed(self, article_id: str) -> ArticleSummary:
        """As the service\'s."""
        return self._service.mark_changed(article_id)
