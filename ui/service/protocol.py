"""The types of an answer service: what every caller may ask of it, and what a server needs beside that."""

import logging
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from index.errors import ArticleChatError
from index.models import Article, IndexedArticle
from index.sources.originals.folder import OriginalsFolder
from rag.models import Answer, Event, Question
from rag.models.streams import final_answer
from rag.models.verification import Draft, Verification
from ui.service.admission import AdmissionQueue, Slot
from ui.service.answering.chat_models import ChatModels
from ui.service.articles.listing import ArticleListing
from ui.service.articles.summary import ArticleSummary
from ui.service.repair_progress import RepairProgress
from ui.settings import Settings

log = logging.getLogger(__name__)


class NotReadyError(ArticleChatError):
    """The models are still loading, or the index is being made anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitledText:
    """The text of an article, with its title."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class AddedArticle:
    """The outcome of adding an article."""

    article: ArticleSummary
    changed: bool
    """Whether that changed the index."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The last event of an answer that could not be finished."""

    error: Exception


def log_defect(error: Exception) -> None:
    """Logs an error with its stack trace, unless it is one of ours, which says itself what is to be done."""
    if not isinstance(error, ArticleChatError):
        log.error("The service failed", exc_info=error)


class AnswerService(Protocol):
    """Answers questions and keeps articles: in this process, or in the server that owns the index."""

    def load(self) -> None:
        """Loads what answering takes, where that is not loaded yet; may take seconds."""

    async def answer(self, question: Question) -> Answer:
        """The answer to a question."""

    async def verify(self, draft: Draft) -> Verification:
        """A text, checked against the articles."""

    def summaries(self) -> list[ArticleSummary]:
        """All articles."""

    def texts(self, article_ids: Collection[str]) -> dict[str, TitledText]:
        """Title and text of those of the articles that are indexed, by id."""

    def add(self, article: Article) -> AddedArticle:
        """Adds or refreshes an article."""

    def retag(self, article_id: str, tags: tuple[str, ...]) -> ArticleSummary:
        """Gives an article other tags, as `index.text.tags` keeps them; an error where there is none of that id."""

    def mark_changed(self, article_id: str) -> ArticleSummary:
        """Notes that an article's source is gone or another one since it was read; an error as of `retag`."""

    def remove(self, article_id: str) -> None:
        """Forgets an article; an error where there is none of that id."""


class HostedService(AnswerService, Protocol):
    """An answer service that a server hosts: with queues, readiness, streams and suggestions.

    Calls may come from any thread. Until it is loaded they raise `NotReadyError`.
    """

    settings: Settings
    turns: AdmissionQueue
    """The queue of questions."""
    adding: AdmissionQueue
    """The queue of articles."""
    mending: RepairProgress
    """How far the index is, where it is being made anew."""
    models: ChatModels
    """The language models that may be chosen."""
    originals: OriginalsFolder | None = None
    """The files that articles were read from; None where none are kept."""

    @property
    def ready(self) -> bool:
        """Whether models and index are loaded."""

    @property
    def busy(self) -> bool:
        """Whether anything is being answered or added, or waits for it."""

    def load(self, patience: float = 0) -> None:
        """Loads models and index.

        Args:
            patience: Seconds that a Chroma server is waited for that is not up yet.
        """

    def stop(self) -> None:
        """Takes no more questions and articles; what was begun goes on."""

    def check_ready(self) -> None:
        """Raises what keeps any question from being answered now."""

    def check(self, question: Question) -> None:
        """Raises what keeps this question from being answered."""

    def stream(self, question: Question, place: Slot | None = None) -> AsyncGenerator[Event, None]:
        """What becomes of an answer, and at last the answer; ending the iteration ends the work.

        Args:
            question: The question.
            place: In `turns`, for one who has taken it before; it is given back at the end.

        Raises:
            BusyError: There is no place for it.
            NotReadyError: The models are still loading.
            UnknownArticleError: The question names an article that is not there.
            EmptyScopeError: No article has the tag or the date that it wants.
        """

    def articles(self) -> list[IndexedArticle]:
        """All articles with their texts."""

    @property
    def listing(self) -> ArticleListing:
        """The list of articles, in pages."""

    def article_count(self) -> int:
        """How many articles there are."""
        return len(self.articles())

    def newest(self, count: int) -> list[IndexedArticle]:
        """The articles that were indexed last, at most so many, the longest indexed first."""
        return self.articles()[-count:]

    def article(self, article_id: str) -> IndexedArticle:
        """One article; `UnknownArticleError` where there is none of that id."""

    def suggestions(self, article_ids: Sequence[str] = ()) -> tuple[str, ...]:
        """Questions to begin with, which articles answer; none until they are made, a second after one is added.

        Args:
            article_ids: The articles, of several one question of each in turn; none: of all.
        """

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        """Questions about what stands near an answer's quotes; none where it has none."""

    async def answer(self, question: Question, place: Slot | None = None) -> Answer:
        """The answer alone; takes and raises what `stream` does."""
        async with aclosing(self.stream(question, place)) as events:
            return await final_answer(events)

    async def verify(self, draft: Draft, place: Slot | None = None) -> Verification:
        """A text, checked against the articles; takes a place in `turns` and raises as `stream` does."""

    async def events(self, question: Question, place: Slot | None = None) -> AsyncGenerator[Event | Failed, None]:
        """What `stream` gives, and what it raises as a last event; an error that is not ours is logged."""
        try:
            async with aclosing(self.stream(question, place)) as events:
                async for event in events:
                    yield event
        except Exception as error:
            log_defect(error)
            yield Failed(error)

    def summaries(self) -> list[ArticleSummary]:
        """All articles."""
        return [ArticleSummary.of(entry) for entry in self.articles()]

    def texts(self, article_ids: Collection[str]) -> dict[str, TitledText]:
        """Title and text of those of the articles that are indexed, by id."""
        return texts_of(self.articles(), article_ids)


def texts_of(entries: Collection[IndexedArticle], article_ids: Collection[str]) -> dict[str, TitledText]:
    """Title and text of the articles with one of the ids, by id."""
    articles = [entry.article for entry in entries]
    return {each.id: TitledText(title=each.title, text=each.text) for each in articles if each.id in article_ids}
