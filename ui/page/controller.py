"""What the page's part in the browser asks the server for: the page as it opens, articles, a conversation."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from index.errors import ArticleChatError, UnknownArticleError
from index.models import Article, IndexedArticle
from rag.models import Answer
from ui.api.schemas import ArticleId
from ui.page import export
from ui.page.article_lookup import ArticleLookup
from ui.page.conversation import ConversationTurn, read, written
from ui.page.translations import Words
from ui.page.views import article as panel
from ui.page.views import article_manager, layout, text_check
from ui.page.views.answer import Renderer
from ui.service.protocol import HostedService
from ui.service.service import SEEDS

STARTERS = ("why didn't Kim meet Trump?", "What did North Korea test?", "Who is Yakov Zinberg?")
"""Shown while the seed article is indexed, which is what they ask about; of others, what is made of them."""

ID = TypeAdapter(ArticleId)


class PageController:
    """Serves one assistant's articles to many browsers; holds nothing of their conversations."""

    def __init__(self, assistant: HostedService) -> None:
        self.assistant = assistant

    def open_page(self, payload: Mapping[str, Any], words: Words) -> tuple[str, str, str, str]:
        """The page's parts: masthead, conversation, the field for questions, and the article.

        Args:
            payload: By the browser: `kept`, the conversation as JSON; `article`, the id that the page is about, if any.
            words: In the browser's language.
        """
        renderer = Renderer(words, ArticleLookup(self.assistant))
        kept = read(payload.get("kept"))
        exchanges = [renderer.exchange(each) for each in kept]
        blank = renderer.exchange(ConversationTurn("", None), making=True)
        entries = self.assistant.articles()
        chosen = _id(payload.get("article"))
        shown = _first_shown([entry.article for entry in entries], chosen, kept)
        settings = self.assistant.settings
        manage = article_manager.dialog(entries, settings.max_upload_mb, words) if settings.allow_uploads else None
        return (
            layout.masthead(words),
            layout.conversation(exchanges, list(map(written, kept)), blank, self._starters(chosen, entries), words),
            layout.composer(words) + text_check.panel(words),
            panel.panel(entries, shown, chosen, manage, words),
        )

    def article_list(self, chosen: str, words: Words) -> dict[str, str]:
        """The articles as they are now: the choice among them (`options`) and the dialog's list (`entries`).

        Args:
            chosen: The id of the one to ask; empty: all.
            words: In the browser's language.
        """
        entries = self.assistant.articles()
        return {
            "options": article_manager.options(entries, chosen, words),
            "entries": article_manager.listing(entries, words),
        }

    def starters(self, article_id: str) -> str:
        """Questions to begin with about an article, or about all where the id is empty, as HTML."""
        return layout.suggested(self._starters(article_id, self.assistant.articles()))

    def follow_ups(self, kept: str) -> str:
        """Questions that could come next in a conversation, given as JSON, as HTML; none that was asked."""
        exchanges = read(kept)
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
        return panel.article(found, words) if found else ""

    def markdown(self, kept: str, words: Words) -> str:
        """A conversation, given as JSON, for saving."""
        return export.markdown(read(kept), words)

    def _starters(self, chosen: str, entries: Sequence[IndexedArticle]) -> Sequence[str]:
        asked = [entry.article for entry in entries if chosen in ("", entry.article.id)]
        if any(map(_is_seed, asked)):
            return STARTERS
        try:
            return self.assistant.suggestions(chosen or None)
        except UnknownArticleError:  # removed, or never there: a page's address may name any
            return ()


def _id(told: object) -> str:
    """The id that a page's address names; empty where that can be none."""
    try:
        return ID.validate_python(told or "")
    except ValidationError:
        return ""


def _first_shown(articles: Sequence[Article], chosen: str, kept: Sequence[ConversationTurn]) -> Article | None:
    """The chosen article, or the one cited last, or the first."""
    cited = [citation.article_id for exchange in reversed(kept) for citation in exchange.citations]
    by_id = {article.id: article for article in articles}
    return next((by_id[each] for each in [chosen, *cited] if each in by_id), next(iter(articles), None))


def _is_seed(article: Article) -> bool:
    return Path(article.source).parent == SEEDS
