"""Replies to what asks nothing of an article's content: courtesies, the assistant, the library, a description."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from functools import cache
from typing import Protocol

from index.models import Passage
from rag.answering.citing.citations import cite, escape
from rag.answering.dialogue.asking_back import names_title, readings, titled
from rag.answering.dialogue.description import described, in_words, stated
from rag.answering.dialogue.phrases import ABOUT, BY_LANGUAGE, NOTHING_YET, Phrases
from rag.models import Answer, Question
from rag.models.clock import Clock
from rag.query.followup.ambiguity import two_meant
from rag.query.intent.classifier import IntentClassifier
from rag.query.intent.intent import UNSEARCHED, Aspect, Intent, QuestionIntent, wanted
from rag.query.normalization.article_names import MAX_PASSAGES, ArticleNames
from rag.query.normalization.informal import without_interjections
from rag.query.normalization.normalize import plain_question
from rag.query.reactions import reaction_to_last, speaks_of_works, without_asides
from rag.retrieval.scopes import Scope, Searched, scope_of

ANSWERER = "assistant"
MAX_TITLES = 20
"""How many articles are named one by one."""
MAX_DESCRIBED = 10
"""How many articles are described where the question is of several."""


class Shelves(Protocol):
    """Gives the passages and articles of a scope; see `rag.retrieval.hybrid.HybridRetriever.searched`."""

    def __call__(self, scope: Scope, query: str = "", /) -> Searched:
        """Those of a large scope that are nearest to a question."""


class Dialogue:
    """Replies for the assistant itself."""

    def __init__(
        self,
        searched: Shelves,
        language_model: str = "",
        classifier: IntentClassifier | None = None,
    ) -> None:
        """Takes what it speaks of.

        Args:
            searched: The passages and articles of a scope.
            language_model: The name of the model that writes the answers; empty for none.
            classifier: Tells what a question wants; by phrases alone where not given.
        """
        self._searched = searched
        self._language_model = language_model
        self._wanted = classifier or wanted
        self._names: tuple[Sequence[Passage], ArticleNames] = ((), ArticleNames.of(()))

    def wanted(self, question: Question) -> QuestionIntent:
        """What a question wants; a reaction to the last answer wants nothing else."""
        if reaction_to_last(question.question, question.history):
            return QuestionIntent(Intent.REACTION)
        told = self._wanted(without_interjections(question.question), first=not question.history)
        if question.history and told.intent is not Intent.DESCRIPTION and not speaks_of_works(question.history):
            # "Who wrote it?" means the article, where nothing else that is written was spoken of.
            of_article = wanted(question.question)
            if of_article.intent is Intent.DESCRIPTION and set(of_article.aspects) <= {Aspect.AUTHOR, Aspect.DATE}:
                return of_article
        return told

    def reply(self, question: Question, asked: QuestionIntent) -> Answer | None:
        """The reply to a question that wants what `wanted` tells; None where the articles have to be asked."""
        clock = Clock()
        made = self._reply(question, asked)
        return replace(made, timings_ms=clock.total()) if made else None

    def _reply(self, question: Question, asked: QuestionIntent) -> Answer | None:
        words = BY_LANGUAGE.get(asked.language, BY_LANGUAGE["en"])
        if asked.intent not in UNSEARCHED or (asked.intent is Intent.TASK and self._language_model):
            return None
        shelf = self._searched(scope_of(question.article, question.articles))
        asked_of = _asked_of(asked.language, shelf)
        if asked.intent is Intent.DESCRIPTION:
            return _description(question, asked, words, shelf)
        if asked.intent is Intent.LIBRARY:
            return _chat(question, _library(words, shelf if question.confined else self._searched(None)))
        if asked.intent is Intent.ASSISTANT:
            pattern = words.generative if self._language_model else words.extractive
            return _chat(question, pattern.format(it=asked_of, model=self._language_model))
        pattern = words.task if asked.intent is Intent.TASK else getattr(words, asked.courtesy)
        return _chat(question, pattern.format(it=asked_of))

    def ask_back(self, question: Question, standalone: str) -> Answer | None:
        """The question back with the readings that it has, as suggestions; None where it has one.

        Args:
            question: As asked, with its history.
            standalone: As it stands alone.
        """
        named = self.with_names(question)  # "did harn say he was ill" says itself whom it means
        # Each name of the question looks at the same articles, which a large scope has to be searched for.
        shelf = cache(lambda: self._searched(scope_of(question.article, question.articles), standalone))
        meant = two_meant(named.question, without_asides(named.history)) or readings(standalone, shelf)
        if not meant:
            return None
        return replace(_chat(question, BY_LANGUAGE["en"].which), suggestions=tuple(map(_asked, meant)))

    def with_names(self, question: Question) -> Question:
        """The question and those before it with names as the articles write them; as it is where they are too many."""
        searched = self._searched(scope_of(question.article, question.articles))
        passages = searched.passages
        if not searched.whole or len(passages) > MAX_PASSAGES:
            return question
        held, names = self._names
        if held is not passages:
            names = ArticleNames.of(passages)
            self._names = passages, names
        history = tuple(
            replace(turn, content=names(plain_question(turn.content))) if turn.role == "user" else turn
            for turn in question.history
        )
        return replace(question, question=names(plain_question(question.question)), history=history)

    def of_titled(self, question: Question) -> Question:
        """The question of the one article whose title it names in quotation marks, without that; else as it is."""
        if question.article is not None or question.articles is not None:
            return question
        if not names_title(question.question):
            return question
        found = titled(question.question, self._searched(None, question.question).articles.values())
        return replace(question, question=found[0], article=found[1]) if found else question

    def over(self, searched: Shelves) -> "Dialogue":
        """The same dialogue about other articles."""
        made = copy(self)
        made._searched = searched
        return made

    def note(self, asked: QuestionIntent) -> str | None:
        """What has to be said beside an answer to a question that wanted more than quotes; None for nothing."""
        if asked.intent is not Intent.SIMPLE or self._language_model:
            return None
        return BY_LANGUAGE.get(asked.language, BY_LANGUAGE["en"]).simple


def _asked(reading: str) -> str:
    text = reading.rstrip(" ?.!")
    return f"{text[:1].upper()}{text[1:]}?"


def _asked_of(language: str, shelf: Searched) -> str:
    one, several = ABOUT.get(language, ABOUT["en"])
    titles = [article.title for article in shelf.articles.values()]
    if not titles:
        return NOTHING_YET.get(language, NOTHING_YET["en"])
    return one.format(title=titles[0]) if shelf.count == 1 else several.format(count=shelf.count)


def _library(words: Phrases, shelf: Searched) -> str:
    articles = list(shelf.articles.values())
    if not articles:
        return words.no_article
    if shelf.count == 1:
        return words.one_article.format(title=articles[0].title)
    titles = ", ".join(f"“{article.title}”" for article in articles[:MAX_TITLES])
    if shelf.count > MAX_TITLES:
        titles = words.and_more.format(titles=titles, count=shelf.count - MAX_TITLES)
    return words.articles.format(count=shelf.count, titles=titles)


def _description(question: Question, asked: QuestionIntent, words: Phrases, shelf: Searched) -> Answer | None:
    """What is known of the articles; in their own words where one article is asked and its text has them."""
    articles = list(shelf.articles.values())[: MAX_DESCRIBED + 1]
    if len(articles) > MAX_DESCRIBED:
        return None
    quotes, said, shortest = [], [], ""
    for article in articles:
        for aspect in asked.aspects:
            value = described(article, aspect)
            if not value:
                continue
            found = stated(value, aspect, article, shelf.passages) if len(articles) == 1 else None
            if found:
                quotes.append(found[0])
                shortest = shortest or found[1]
            else:
                told = in_words(value, words.months, words.day) if aspect is Aspect.DATE else value
                said.append(getattr(words, aspect).format(title=article.title, value=told))
    if not quotes:
        return _chat(question, " ".join(said)) if said else None
    text, sentences, citations = cite(list({quote.place: quote for quote in quotes}.values()))
    return replace(
        _chat(question, ""),
        status="answered",
        answer=text,
        short_answer=shortest,
        sentences=sentences,
        citations=citations,
        note=" ".join(said) or None,
    )


def _chat(question: Question, text: str) -> Answer:
    return Answer(
        status="chat",
        question=question.question,
        standalone_question=" ".join(question.question.split()),
        answer=escape(text),
        short_answer=None,
        sentences=(),
        citations=(),
        retrieved=(),
        confidence=1.0,
        answerer=ANSWERER,
        timings_ms={},
    )
