"""The articles that a conversation speaks of, fetched as they are needed; some may be gone."""

from contextlib import suppress
from functools import cached_property

from index.errors import UnknownArticleError
from index.models import Article
from rag.models import Citation, Retrieved
from ui.service.protocol import HostedService


class ArticleLookup:
    """Looks articles up for as long as one rendering takes; later they may have changed."""

    def __init__(self, assistant: HostedService) -> None:
        self._assistant = assistant
        self._found: dict[str, Article | None] = {}

    def article(self, article_id: str) -> Article | None:
        """The article, or None where it is no longer there."""
        if article_id not in self._found:
            self._found[article_id] = None
            with suppress(UnknownArticleError):
                self._found[article_id] = self._assistant.article(article_id).article
        return self._found[article_id]

    @cached_property
    def several(self) -> bool:
        """Whether there is more than one article, so that a citation must say which it is of."""
        return self._assistant.article_count() > 1

    def holds(self, citation: Citation) -> bool:
        """Whether a citation's words stand at its place."""
        return bool(citation.quote) and self.words(citation) == citation.quote

    def words(self, place: Citation | Retrieved) -> str:
        """The words at a place; none where the article is gone."""
        found = self.article(place.article_id)
        return found.text[place.start : place.end] if found else ""
