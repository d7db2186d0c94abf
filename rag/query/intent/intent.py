"""Tells what a question wants before anything is retrieved; in doubt it is a question of fact."""

from dataclasses import dataclass
from enum import StrEnum

from index.text.unicode import composed
from rag.query.intent import patterns
from rag.query.intent.comparison import comparison
from rag.query.intent.speech_request import speech_request


class Intent(StrEnum):
    """What is wanted."""

    SMALL_TALK = "small_talk"
    """A greeting, thanks, a goodbye: a courtesy back."""
    ASSISTANT = "assistant"
    """What this is and what it can do."""
    LIBRARY = "library"
    """Which articles there are, and how many."""
    DESCRIPTION = "description"
    """What is known of an article as a document: title, author, date, site, length."""
    SIMPLE = "simple"
    """The article in simple words, which takes a language model; its main points are the next best."""
    TASK = "task"
    """Something that takes a language model: a translation, a text to be written, an opinion."""
    SUMMARY = "summary"
    """What the article as a whole says."""
    LIST = "list"
    """All of a kind, or how many of them."""
    COMPARISON = "comparison"
    YES_NO = "yes_no"
    QUOTE = "quote"
    """The exact words, the sentence about something."""
    REACTION = "reaction"
    """To the last answer."""
    FACT = "fact"
    """Anything else, which is looked for in the article."""


UNSEARCHED = frozenset({Intent.SMALL_TALK, Intent.ASSISTANT, Intent.LIBRARY, Intent.DESCRIPTION, Intent.TASK})
"""What is replied to without a look into what the articles say."""


class Aspect(StrEnum):
    """What of an article's description is asked."""

    TITLE = "title"
    AUTHOR = "author"
    DATE = "date"
    SITE = "site"
    LENGTH = "length"
    PAGES = "pages"


@dataclass(frozen=True, slots=True)
class QuestionIntent:
    """What a question wants.

    Attributes:
        intent: The kind.
        language: The language that the question's words show, "en", "pt" or "es"; "" where they show none.
        aspects: Of a description, what is asked; none for other kinds.
        courtesy: Of small talk, what kind of courtesy: "greeting", "thanks", "goodbye", "praise"; else "".
    """

    intent: Intent
    language: str = ""
    aspects: tuple[Aspect, ...] = ()
    courtesy: str = ""


_ASKED = {
    Aspect.TITLE: "What is the title of the article?",
    Aspect.AUTHOR: "Who wrote the article?",
    Aspect.DATE: "When was the article published?",
    Aspect.SITE: "Where was the article published?",
    Aspect.LENGTH: "How long is the article?",
    Aspect.PAGES: "How many pages does the article have?",
}


def in_english(asked: QuestionIntent) -> str:
    """What a question in another language asks of an article's description, in English; "" for an English one."""
    return "" if asked.language in {"", "en"} or not asked.aspects else _ASKED[asked.aspects[0]]


FACT = QuestionIntent(Intent.FACT)
MAX_CHARS = 120
"""Longer questions are questions of fact, whatever they begin with."""


def wanted(question: str, *, first: bool = True) -> QuestionIntent:
    """What a question wants.

    Args:
        question: As asked.
        first: Whether nothing was asked before it, so that "it" can only mean the article.
    """
    text = patterns.normalized(composed(question))
    if not text:
        # "?", "…" or an emoji alone: nothing is asked.
        return QuestionIntent(Intent.SMALL_TALK, courtesy="greeting") if question.strip() else FACT
    if len(text) > MAX_CHARS:
        return FACT
    for (kind, language), pattern in patterns.patterns().items():
        name, _, detail = kind.partition(" ")
        if name == "also" or not pattern.fullmatch(text):
            continue
        if name != Intent.DESCRIPTION:
            return QuestionIntent(Intent(name), language, courtesy=detail)
        if first or not patterns.PRONOUN.search(text):
            aspects = dict.fromkeys((Aspect(detail), *_also(text, language)))
            return QuestionIntent(Intent.DESCRIPTION, language, tuple(aspects))
    if comparison(question):
        return QuestionIntent(Intent.COMPARISON, "en")
    asked = speech_request(question)
    return QuestionIntent(Intent.QUOTE, "en") if asked and asked.exact else FACT


def _also(text: str, language: str) -> list[Aspect]:
    """The second aspect that a question asks for: "who wrote it and when?"."""
    held = ((aspect, patterns.patterns().get((f"also {aspect}", language))) for aspect in Aspect)
    return [aspect for aspect, pattern in held if pattern and pattern.search(text)]
