"""The one thing behind page, API and command line: an open index and the chain that answers from it."""

import asyncio
import os
import threading
from collections.abc import AsyncGenerator
from contextlib import ExitStack, aclosing
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Self

from index.errors import ArticleChatError
from index.models import Article, IndexedArticle
from rag.models import Answer, Question, final_answer
from rag.retrieval.overview import ABOUT
from ui.service.admission import Place, Turns
from ui.service.factory import opened_store, owned_folder
from ui.service.repair_progress import Mending
from ui.settings import Settings

if TYPE_CHECKING:
    from rag.models import Event

MOST_SUGGESTED = 3
OWN_AT_ONCE = (os.cpu_count() or 1) + 1
"""Answers in the article's own words that are worked on at once: they take nothing but processors, and one more keeps
these busy while another waits for the index. On two, three gave more answers a second than two or four."""
GENERATED_AT_ONCE = 16
"""Answers in a language model's words: they wait for its server most of the time."""
MOST_WAITING = 32
"""Questions that wait, some seconds: whoever comes then had better hear of it than wait longer."""
ADDED_AT_ONCE, MOST_TO_ADD = 2, 8
"""Articles: one may wait for its page while another is embedded, which leaves processors to those who ask."""
SEEDS = Path(__file__).resolve().parents[2] / "seeds"


class NotReadyError(ArticleChatError):
    """The models are still loading, or the index is being made anew."""


class Assistant:
    """Answers from an index; calls may come from any thread, and fail with `NotReadyError` until `load` is done."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        at_once = GENERATED_AT_ONCE if settings.chat_model else OWN_AT_ONCE
        self.turns = Turns(at_once, MOST_WAITING, "Too many are asking at the moment")
        self.adding = Turns(ADDED_AT_ONCE, MOST_TO_ADD, "Too many articles are being added at the moment")
        self.mending = Mending()
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
        from index.ingest import add
        from index.sources.load import load
        from ui.service.pipelines import answer_pipelines
        from ui.service.suggestions import MOST_AHEAD, Suggested

        self.store = self._stack.enter_context(opened_store(self.settings, patience=patience, told=self.mending))
        extractive, self._chain = answer_pipelines(self.settings, self.store)
        if not self.store.articles():
            for article in load(str(SEEDS)):
                add(self.store, article)
        extractive.invoke(Question("Who wrote it?"))  # the first question warms the models for the rest
        self._suggested = Suggested(self.store.passages, extractive, self.turns)
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
            NotReadyError: The models are still loading, or the index is being made anew.
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

    async def stream(self, question: Question, place: Place | None = None) -> AsyncGenerator["Event", None]:
        """What becomes of an answer, and at last the answer; ending the iteration ends the work.

        Args:
            question: The question.
            place: In `turns`, for one who has taken it before; it is given back at the end.

        Raises:
            BusyError: There is no place for it.
            NotReadyError: The models are still loading.
            UnknownArticleError: The question names an article that is not there.
        """
        with place or self.turns.place() as taken:
            await taken.turn()
            # Once more where the caller has checked before the place was its own: articles are removed while it waits.
            await asyncio.to_thread(self.check, question)
            async with aclosing(self._chain.events(question)) as made:
                async for event in made:
                    yield event

    async def answer(self, question: Question, place: Place | None = None) -> Answer:
        """The answer alone; takes and raises what `stream` does."""
        async with aclosing(self.stream(question, place)) as events:
            return await final_answer(events)

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
        turns = [question for turn in zip_longest(*each) for question in turn if question not in (None, ABOUT)]
        return tuple(dict.fromkeys(turns))[:MOST_SUGGESTED]

    def follow_ups(self, answer: Answer) -> tuple[str, ...]:
        """Questions about what stands near an answer's quotes; none where it has none."""
        if not answer.citations:
            return ()
        self.article(answer.citations[0].article_id)  # one that was removed is asked nothing
        return self._suggested.after(answer)

    def add(self, article: Article) -> tuple[IndexedArticle, bool]:
        """Adds or refreshes an article; returns it as indexed, and whether that changed anything.

        Raises:
            SourceError: Nothing in it can be cited.
            StoreError: The index cannot be written.
        """
        from index.ingest import add

        self._check_ready()
        added = add(self.store, article)
        self._suggested.prepare([added[0].article])
        return added

    def remove(self, article_id: str) -> None:
        """Forgets an article; `UnknownArticleError` where there is none of that id."""
        self._check_ready()
        self.store.delete(article_id)

    def stop(self) -> None:
        """Takes no more questions and articles; what was begun goes on."""
        self.turns.close()
        self.adding.close()

    @property
    def busy(self) -> bool:
        """Whether anything is being answered or added, or waits for it."""
        return any(turns.running or turns.waiting for turns in (self.turns, self.adding))

    def close(self) -> None:
        """Lets go of index and folder."""
        self._ready.clear()
        self._stack.close()

    def _check_ready(self) -> None:
        if progress := self.mending.progress:
            done, total = progress
            raise NotReadyError(
                f"The index is being made anew, {done:,} of {total:,} articles are done: ask again in some minutes."
            )
        if not self.ready:
            raise NotReadyError("The models are still loading: ask again in a few seconds.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
