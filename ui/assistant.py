"""The one thing behind page, API and command line: an open index and the chain that answers from it."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import ExitStack, aclosing
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Self

from index.article import Article, IndexedArticle
from index.errors import ArticleChatError
from rag.answer import Answer, Question
from ui.opening import opened_store, owned_folder
from ui.settings import Settings

if TYPE_CHECKING:
    from rag.events import Event

MOST_SUGGESTED = 3
SEEDS = Path(__file__).resolve().parent.parent / "seeds"


class NotReadyError(ArticleChatError):
    """The models are still loading."""


class Assistant:
    """Answers from an index; calls may come from any thread, and fail with `NotReadyError` until `load` is done."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._ready = threading.Event()
        self._stack = ExitStack()

    def own(self, address: str = "") -> None:
        """Makes this process the data folder's owner until `close`; see `owned_folder`."""
        self._stack.enter_context(owned_folder(self.settings, address))

    def load(self, patience: float = 0) -> None:
        """Loads models and index; an empty index is given the seed articles first.

        Args:
            patience: Seconds that a Chroma server is waited for that is not up yet.

        Raises:
            ModelError: A model cannot be found.
            StoreError: The index cannot be opened.
        """
        # Imported here: these take seconds, and the page must answer meanwhile.
        from index.build import add
        from index.load import load
        from ui.chains import answer_chains
        from ui.suggested import MOST_AHEAD, Suggested

        self.store = self._stack.enter_context(opened_store(self.settings, patience=patience))
        extractive, self._chain = answer_chains(self.settings, self.store)
        if not self.store.articles():
            for article in load(str(SEEDS)):
                add(self.store, article)
        extractive.invoke(Question("Who wrote it?"))  # the first question warms the models for the rest
        self._suggested = Suggested(extractive)
        self._stack.callback(self._suggested.close)
        self._suggested.prepare([entry.article for entry in self.store.articles()[-MOST_AHEAD:]])
        self._ready.set()

    @property
    def ready(self) -> bool:
        """Whether models and index are loaded."""
        return self._ready.is_set()

    def check_ready(self) -> None:
        """Whether a question can be answered now.

        Raises:
            NotReadyError: The models are still loading.
            StoreError: The index cannot be reached.
        """
        self._check_ready()
        self.store.check()

    def check(self, question: Question) -> None:
        """Whether a question can be answered at all.

        Raises:
            NotReadyError: The models are still loading.
            UnknownArticleError: The question names an article that is not there.
        """
        self._check_ready()
        if question.article is not None:
            self.store.article(question.article)

    async def stream(self, question: Question) -> AsyncGenerator["Event", None]:
        """What becomes of an answer, and at last the answer; ending the iteration ends the work.

        Raises:
            NotReadyError: The models are still loading.
            UnknownArticleError: The question names an article that is not there.
        """
        from rag.chain import events

        await asyncio.to_thread(self.check, question)
        async with aclosing(events(self._chain, question)) as made:
            async for event in made:
                yield event

    async def answer(self, question: Question) -> Answer:
        """The answer alone; raises as `stream` does."""
        *_, answer = [event async for event in self.stream(question)]
        assert isinstance(answer, Answer)  # noqa: S101 - a stream of events ends with it
        return answer

    def articles(self) -> list[IndexedArticle]:
        """All articles."""
        self._check_ready()
        return self.store.articles()

    def article(self, article_id: str) -> IndexedArticle:
        """One article; `UnknownArticleError` where there is none of that id."""
        self._check_ready()
        return self.store.article(article_id)

    def suggestions(self, article_id: str | None) -> tuple[str, ...]:
        """Questions to begin with, which the article answers; none until they are made, a second after it is added.

        Args:
            article_id: The article; None: of all articles, one question of each in turn.
        """
        if article_id is not None:
            return self._suggested.of(self.article(article_id).article)
        each = [self._suggested.of(entry.article) for entry in self.articles()[:MOST_SUGGESTED]]
        turns = [question for turn in zip_longest(*each) for question in turn if question]
        return tuple(dict.fromkeys(turns))[:MOST_SUGGESTED]

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        """Questions about what stands near an answer's quotes; none where it has none."""
        if not answer.citations:
            return ()
        return self._suggested.after(answer, self.article(answer.citations[0].article_id).article)

    def add(self, article: Article) -> tuple[IndexedArticle, bool]:
        """Adds or refreshes an article; returns it as indexed, and whether that changed anything.

        Raises:
            SourceError: Nothing in it can be cited.
            StoreError: The index cannot be written.
        """
        from index.build import add

        self._check_ready()
        added = add(self.store, article)
        self._suggested.prepare([added[0].article])
        return added

    def remove(self, article_id: str) -> None:
        """Forgets an article; `UnknownArticleError` where there is none of that id."""
        self._check_ready()
        self.store.delete(article_id)

    def close(self) -> None:
        """Lets go of index and folder."""
        self._ready.clear()
        self._stack.close()

    def _check_ready(self) -> None:
        if not self.ready:
            raise NotReadyError("The models are still loading: ask again in a few seconds.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
