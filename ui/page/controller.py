"""What the page's part in the browser asks the server for: the page as it opens, articles, conversations."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from index.errors import ArticleChatError, UnknownArticleError
from index.models import Article, IndexedArticle
from rag.models import Answer
from ui.api.article_schemas import ListParameters
from ui.api.schemas import ArticleId
from ui.page.article_lookup import ArticleLookup
from ui.page.conversation import Conversation, ConversationTurn, read
from ui.page.export import EXPORTS, ExportFormat
from ui.page.translations import Words
from ui.page.views import article as panel
from ui.page.views import article_manager, grid, layout, library, text_check
from ui.page.views.answer import Renderer
from ui.service.articles.listing import ListQuery
from ui.service.protocol import HostedService
from ui.service.service import SEEDS

TITLE = "Article Chat"
STARTERS = ("why didn't Kim meet Trump?", "What did North Korea test?", "Who is Yakov Zinberg?")
"""Shown while the seed article is indexed, which is what they ask about; of others, what is made of them."""

ID = TypeAdapter(ArticleId)


class PageController:
    """Serves one assistant's articles to many browsers; holds nothing of their conversations."""

    def __init__(self, assistant: HostedService) -> None:
        self.assistant = assistant

    def open_page(self, payload: Mapping[str, Any], words: Words) -> tuple[str, str, str, str, str]:
        """The page's parts: masthead, list of articles, conversation, the field for questions, and the article.

        Args:
            payload: By the browser: `article`, the id that the page is about, if any.
            words: In the browser's language.
        """
        renderer = self._renderer(words)
        blank = renderer.exchange(ConversationTurn("", None), making=True)
        entries = self.assistant.articles()
        chosen = _id(payload.get("article"))
        shown = _first_shown([entry.article for entry in entries], chosen)
        settings = self.assistant.settings
        changeable = settings.allow_uploads
        panels = text_check.panel(words) + grid.panel(words)
        manager = article_manager.dialog(settings.max_upload_mb, words) if changeable else None
        return (
            layout.masthead(manager, words),
            library.library(self.assistant.listing, words, changeable=changeable),
            layout.conversation(blank, self._starters(chosen, entries), words),
            layout.composer(words, self.assistant.models, changeable=changeable) + panels,
            panel.panel(shown, words, self.assistant.originals),
        )

    def title(self, article_id: str, words: Words) -> str:
        """What previews call the page whose address names an article, or none."""
        found = ArticleLookup(self.assistant).article(_id(article_id)) if article_id else None
        return words.about_article.format(title=found.title) if found else TITLE

    def shelf(self, asked: str, words: Words) -> dict[str, Any]:
        """A page of the list of articles; see `views.library.shelf`.

        Args:
            asked: The parameters of `GET /api/articles` as JSON; what does not fit them asks for the first page.
            words: In the browser's language.
        """
        listing, changeable = self.assistant.listing, self.assistant.settings.allow_uploads
        try:
            query = ListParameters.model_validate_json(asked).to_query()
            return library.shelf(listing, query, words, changeable=changeable)
        except (ValidationError, ArticleChatError):
            return library.shelf(listing, ListQuery(limit=library.PAGE), words, changeable=changeable)

    def starters(self, article_id: str) -> str:
        """Questions to begin with about an article, or about all where the id is empty, as HTML."""
        return layout.suggested(self._starters(article_id, self.assistant.articles()))

    def follow_ups(self, kept: str) -> str:
        """Questions that could come next in a conversation, given as JSON, as HTML; none that was asked."""
        exchanges = [exchange for exchange in read(kept) if exchange]
        last = exchanges[-1].outcome if exchanges else None
        if not isinstance(last, Answer):
            return ""
        asked = {last.standalone_question, *(exchange.question for exchange in exchanges)}
        try:
            return layout.suggested([each for each in self.assistant.follow_ups(last) if each not in asked])
        except ArticleChatError:  # the answer stands without them
            return ""

    def article(self, article_id: str, words: Words) -> str:
        """An article as HTML; empty where it is no longer there."""
        found = ArticleLookup(self.assistant).article(article_id)
        return panel.article(found, words, self.assistant.originals) if found else ""

    def exchanges(self, kept: str, words: Words) -> list[str]:
        """The exchanges of a conversation, given as a JSON array, as HTML; empty for each that cannot be read."""
        renderer = self._renderer(words)
        return [renderer.exchange(exchange) if exchange else "" for exchange in read(kept)]

    def export(self, file_format: ExportFormat, chats: Sequence[Conversation], words: Words) -> str:
        """Conversations as one file, for saving."""
        return EXPORTS[file_format](chats, words)

    def _renderer(self, words: Words) -> Renderer:
        return Renderer(words, ArticleLookup(self.assistant), choice=bool(self.assistant.models.names))

    def _starters(self, chosen: str, entries: Sequence[IndexedArticle]) -> Sequence[str]:
        asked = [entry.article for entry in entries if chosen in ("", entry.article.id)]
        if any(map(_is_seed, asked)):
            return STARTERS
        try:
            return self.assistant.suggestions((chosen,) if chosen else ())
        except UnknownArticleError:  # removed, or never there: a page's address may name any
            return ()


def _id(told: object) -> str:
    """The id that a page's address names; empty where that can be none."""
    try:
        return ID.validate_python(told or "")
    except ValidationError:
        return ""


def _first_shown(articles: Sequence[Article], chosen: str) -> Article | None:
    """The chosen article, or else the first."""
    first = next(iter(articles), None)
    return next((article for article in articles if article.id == chosen), first)


def _is_seed(article: Article) -> bool:
    return Path(article.source).parent == SEEDS
