"""Keeps the questions that are suggested: made in a thread of their own, once for each article, and looked up after."""

import logging
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from langchain_core.runnables import Runnable, RunnableLambda

from index.errors import ArticleChatError
from index.models import Article
from rag.models import Answer, Question
from rag.suggestions.suggest import follow_ups, suggestions
from ui.service.admission import Turns

log = logging.getLogger(__name__)

MOST_AHEAD = 10
"""How many articles get their questions ahead when an index is opened, a second each; others when looked at."""
GIVES_WAY = 1.0
"""Seconds that a suggestion in the making waits for people's questions, before each of its own."""
MOST_KEPT = 500
"""How many answers' follow-ups are kept."""


class ClosingError(ArticleChatError):
    """No suggestions are wanted any more."""


class Suggested:
    """The questions suggested for articles, by their ids, which stand for their texts; and those after answers."""

    def __init__(self, chain: Runnable[Question, Answer], turns: Turns) -> None:
        """Takes what it works with.

        Args:
            chain: Answers in the article's own words: what it cannot answer is not suggested.
            turns: Of those who ask, who come first.
        """
        self._chain = chain
        self._turns = turns
        self._closing = threading.Event()
        self._made: dict[str, tuple[str, ...]] = {}
        self._queued: set[str] = set()
        self._follow_ups: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="suggested")

    def prepare(self, articles: Sequence[Article]) -> None:
        """Has the questions of articles made, and does not wait for them."""
        for article in articles:
            with self._lock:
                if article.id in self._queued:
                    continue
                self._queued.add(article.id)
            self._pool.submit(self._make, article)

    def of(self, article: Article) -> tuple[str, ...]:
        """An article's questions; none until they are made."""
        self.prepare([article])
        return self._made.get(article.id, ())

    def after(self, answer: Answer, article: Article) -> tuple[str, ...]:
        """The questions suggested after an answer: made where they are not kept, which takes up to half a second.

        None while others wait for an answer: theirs come first.
        """
        key = (answer.standalone_question, *(f"{cited.article_id}-{cited.start}" for cited in answer.citations))
        if key not in self._follow_ups and not self._turns.waiting:
            made = follow_ups(answer, article, self._chain, ())
            with self._lock:
                if len(self._follow_ups) >= MOST_KEPT:
                    self._follow_ups.clear()
                self._follow_ups[key] = made
        return self._follow_ups.get(key, ())

    def close(self) -> None:
        """Makes no more."""
        self._closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _make(self, article: Article) -> None:
        try:
            self._made[article.id] = suggestions(article, RunnableLambda(self._give_way) | self._chain)
        except ClosingError:
            return
        except ArticleChatError as error:
            log.warning("No questions are suggested for %r: %s", article.title, error)
            with self._lock:
                self._queued.discard(article.id)

    def _give_way(self, question: Question) -> Question:
        self._turns.rest(GIVES_WAY)
        if self._closing.is_set():
            raise ClosingError("The server is stopping.")
        return question
