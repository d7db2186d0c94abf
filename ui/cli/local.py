"""The answer service for one command: the server that owns the index, else this process."""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from index.models import Article, IndexedArticle
from rag.models import Answer, Question
from rag.models.verification import Draft, Verification
from ui.cli.client import running_server
from ui.service.articles.summary import ArticleSummary
from ui.service.factory import opened_store, originals_of, owned_folder, place_of
from ui.service.protocol import AddedArticle, AnswerService, TitledText, texts_of
from ui.service.service import Assistant
from ui.settings import Settings

if TYPE_CHECKING:
    from index.store.store import Store


@contextmanager
def open_service(settings: Settings) -> Iterator[AnswerService]:
    """The service of the server that owns the index, where one runs; else this process's, which owns it meanwhile.

    Raises:
        StoreInUseError: Another process owns the index, and serves nobody.
    """
    if server := running_server(settings):
        yield server
        return
    with open_local_service(settings) as service:
        yield service


@contextmanager
def open_local_service(settings: Settings) -> Iterator["LocalService"]:
    """The service of this process, which owns the index meanwhile.

    Raises:
        StoreInUseError: Another process owns the index.
    """
    with owned_folder(settings), ExitStack() as stack:
        yield LocalService(settings, stack)


class LocalService(AnswerService):
    """Opens as little as a command needs: the list of articles alone, the index to write, or all models to answer.

    A service that is loaded is not written to: the index would be open twice.
    """

    def __init__(self, settings: Settings, stack: ExitStack) -> None:
        """Takes the settings of a folder that this process owns, and what closes the service."""
        self._settings = settings
        self._stack = stack
        self._assistant = stack.enter_context(Assistant(settings))
        self._store: Store | None = None
        self._originals = originals_of(settings)

    def load(self) -> None:
        """Loads models and index."""
        self._assistant.load()

    async def answer(self, question: Question) -> Answer:
        """The answer to a question; `NotReadyError` before `load`."""
        return await self._assistant.answer(question)

    async def verify(self, draft: Draft) -> Verification:
        """A text, checked against the articles; `NotReadyError` before `load`."""
        return await self._assistant.verify(draft)

    def summaries(self) -> list[ArticleSummary]:
        """All articles; no models are needed."""
        return [ArticleSummary.of(entry) for entry in self._entries()]

    def texts(self, article_ids: Collection[str]) -> dict[str, TitledText]:
        """Title and text of those of the articles that are indexed, by id; no models are needed."""
        return texts_of(self._entries(), article_ids)

    def add(self, article: Article) -> AddedArticle:
        """Adds or refreshes an article; the embedding model is needed."""
        from index.ingest import add  # here: it takes seconds

        result = add(self.open_store(), article, originals=self._originals)
        return AddedArticle(ArticleSummary.of(result.entry), result.changed)

    def retag(self, article_id: str, tags: tuple[str, ...]) -> ArticleSummary:
        """Gives an article other tags; `UnknownArticleError` where there is none of that id."""
        return ArticleSummary.of(self.open_store().retag(article_id, tags))

    def mark_changed(self, article_id: str) -> ArticleSummary:
        """Notes that a source has changed; `UnknownArticleError` where there is no article of that id."""
        return ArticleSummary.of(self.open_store().mark(article_id, changed=True))

    def remove(self, article_id: str) -> None:
        """Forgets an article; `UnknownArticleError` where there is none of that id."""
        from index.ingest import remove  # here: it takes seconds

        remove(self.open_store(), article_id, self._originals)

    def open_store(self, *, rebuild: bool = False) -> "Store":
        """The index to write to, opened once; see `opened_store`.

        Args:
            rebuild: Whether to make it anew as it is opened.
        """
        if self._store is None:
            self._store = self._stack.enter_context(opened_store(self._settings, rebuild=rebuild))
        return self._store

    def _entries(self) -> list[IndexedArticle]:
        if self._assistant.ready:
            return self._assistant.articles()
        from index.store.catalog import stored_articles  # here: it takes seconds

        return stored_articles(place_of(self._settings))
