"""A question with what it is asked of, and the conversation before it."""

from dataclasses import dataclass
from typing import Literal

from index.models import Article

AnswererName = Literal["extractive", "generative"]
"""In the article's own words, or in a language model's."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, of which article (None: of all), after which conversation (oldest first)."""

    question: str
    article: str | None = None
    history: tuple[Message, ...] = ()
    language: str = ""
    """The reader's, as ISO 639-1, for a question of which it cannot be told; empty for English."""
    articles: tuple[str, ...] | None = None
    """The ids of the only articles, instead of one."""
    documents: tuple[Article, ...] = ()
    """Articles that come with the question, instead of any that is indexed."""
    answerer: AnswererName | None = None
    """Who answers; None: as the server is set."""
    model: str | None = None
    """The language model that answers, by its name in the settings; None: as `answerer` says."""
    tag: str | None = None  # as in `index.models.ArticleFilter`; see `rag.retrieval.selection`
    published_after: str | None = None
    confined: bool = False
    """Whether nothing is told of any other article, also not that it is there."""
