"""The list of articles beside the conversation, as HTML; `static/js/library/library.js` works it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from index.models import IndexedArticle
from ui.api.schemas import MAX_SCOPE
from ui.page.translations import Words
from ui.page.views.templates import render
from ui.service.articles.listing import ArticleListing, ListQuery
from ui.service.articles.summary import public_source

SORTS = ("newest", "oldest", "title", "published")
PAGE = 50
"""Articles that are shown at once; the next ones come as the end of the list comes into view."""
MAX_TAGS_SHOWN = 30
"""Tags that the list can be narrowed to with one click, the most frequent ones."""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article in the list.

    Attributes:
        id: The article's.
        title: The article's.
        published: Its date; empty for none.
        about: Its site or else where it is from, where that may be told, and which of its pages could not be read.
        tags: The article's.
        ask: What its check box is called.
        more: What the rest of its row is called.
        confirm: What is asked before it is removed.
    """

    id: str
    title: str
    published: str
    about: Sequence[str]
    tags: Sequence[str]
    ask: str
    more: str
    confirm: str


def library(listing: ArticleListing, words: Words, *, changeable: bool) -> Markup:
    """The whole list: search, order, tags, what is asked, and the first of its articles.

    Args:
        listing: The articles.
        words: In the page's language.
        changeable: Whether readers may add, tag and remove articles.
    """
    first = shelf(listing, ListQuery(limit=PAGE), words, changeable=changeable)
    return render(
        "articles/library",
        **first,
        state=json.dumps({name: first[name] for name in ("next", "total", "all", "ids")}),
        sorts=[(name, getattr(words, f"sort_{name}")) for name in SORTS],
        most=MAX_SCOPE,
        too_many=words.too_many.format(most=f"{MAX_SCOPE:,}"),
        changeable=changeable,
        words=words,
    )


def shelf(listing: ArticleListing, query: ListQuery, words: Words, *, changeable: bool) -> dict[str, Any]:
    """A page of the list, as the browser's part takes it.

    Args:
        listing: The articles.
        query: Which of them; `limit` articles are given.
        words: In the page's language.
        changeable: Whether readers may tag and remove articles.

    Returns:
        `rows` and `tags` as HTML; `next`, to be asked for the page after this one; `total` of those that are wanted and
        `all` of those there are; on a first page `ids`, of as many that are wanted as can be asked at once.
    """
    page = listing.page(query)
    rows = [_row(entry, words) for entry in page.entries]
    return {
        "rows": render("articles/rows", rows=rows, changeable=changeable, words=words),
        "tags": render("articles/tags", tags=listing.tags()[:MAX_TAGS_SHOWN], chosen=query.tag),
        "next": page.next,
        "total": page.total,
        "all": listing.page(ListQuery(limit=1)).total,
        "ids": [] if query.after else listing.ids(query)[:MAX_SCOPE],
    }


def _row(entry: IndexedArticle, words: Words) -> ArticleRow:
    article = entry.article
    origin = article.site or public_source(article.source)
    return ArticleRow(
        id=article.id,
        title=article.title,
        published=article.published,
        about=[part for part in (origin, words.unread(article.unread_pages)) if part],
        tags=article.tags,
        ask=words.ask_this.format(title=article.title),
        more=words.more_about.format(title=article.title),
        confirm=words.remove_sure.format(title=article.title),
    )
