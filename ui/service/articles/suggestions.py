"""Cache of suggested questions, computed once for each article in a background thread."""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import zip_longest

from langchain_core.runnables import Runnable, RunnableLambda

from index.errors import ArticleChatError, UnknownArticleError
from index.models import Article, Passage
from rag.models import Answer, Question
from rag.retrieval.overview import ABOUT
from rag.suggestions.question_generation import GeneratedQuestion
from rag.suggestions.suggest import follow_ups, passage_drafts, suggestions
from ui.service.admission import AdmissionQueue

log = logging.getLogger(__name__)

MAX_SUGGESTIONS = 3
MAX_PRECOMPUTED_ARTICLES = 10
"""Articles whose suggestions are precomputed at start-up (about 1 s each); the rest lazily."""
YIELD_TIMEOUT_S = 1.0
"""Seconds that the computation of suggestions yields to users' questions, before each question of its own."""
MAX_CACHED_ANSWERS = 500
"""Answers whose follow-ups are cached."""
MOST_ARTICLES = 100
"""How many articles' generated questions are kept for follow-ups; some hundred short texts each."""


class ClosingError(ArticleChatError):
    """No suggestions are wanted any more."""


class Suggested:
    """The questions suggested for articles, by their ids, which stand for their texts; and those after answers."""

    def __init__(
        self, passages_of: Callable[[str], Sequence[Passage]], chain: Runnable[Question, Answer], turns: AdmissionQueue
    ) -> None:
        """Takes what it works with.

        Args:
            passages_of: Gives the stored passages of an article by its id; none of one that is not there.
            chain: Answers in the article's own words: what it cannot answer is not suggested.
            turns: Of those who ask, who come first.
        """

        @lru_cache(MOST_ARTICLES)  # an id is a hash of the text, so what is made of it stays right
        def drafts_of(article_id: str) -> list[GeneratedQuestion]:
            passages = passages_of(article_id)
            if not passages:
                raise UnknownArticleError(f"There is no article {article_id!r}: it was removed.")
            return passage_drafts(passages)

        self._drafts = drafts_of
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

    def of_all(self, articles: Sequence[Article]) -> tuple[str, ...]:
        """The questions suggested where all articles are asked: of the first ones, one in turn."""
        each = [self.of(article) for article in articles[:MAX_SUGGESTIONS]]
        turns = [question for turn in zip_longest(*each) for question in turn if question not in (None, ABOUT)]
        return tuple(dict.fromkeys(turns))[:MAX_SUGGESTIONS]

    def after(self, answer: Answer) -> tuple[str, ...]:
        """The questions suggested after an answer with citations.

        They are made where they are not kept, which takes up to half a second.
        None while others wait for an answer: theirs come first.
        """
        key = (answer.standalone_question, *(f"{cited.article_id}-{cited.start}" for cited in answer.citations))
        if key not in self._follow_ups and not self._turns.queued:
            made = follow_ups(answer, self._drafts(answer.citations[0].article_id), self._chain, ())
            with self._lock:
                if len(self._follow_ups) >= MAX_CACHED_ANSWERS:
                    self._follow_ups.clear()
                self._follow_ups[key] = made
        return self._follow_ups.get(key, ())

    def close(self) -> None:
        """Makes no more."""
        self._closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _make(self, article: Article) -> None:
        try:
            giving_way = RunnableLambda(self._give_way) | self._chain
            self._made[article.id] = suggestions(article.id, self._drafts(article.id), giving_way)
        except ClosingError:
            return
        except ArticleChatError as error:
            log.warning("No questions are suggested for %r: %s", article.title, error)
            with self._lock:
                self._queued.discard(article.id)

    def _give_way(self, question: Question) -> Question:
        self._turns.wait_until_idle(YIELD_TIMEOUT_S)
        if self._closing.is_set():
            raise ClosingError("The server is stopping.")
        return question
