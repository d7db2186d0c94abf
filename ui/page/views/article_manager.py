"""The dialog that lists the articles, adds some and removes some, as HTML; `static/js/article-manager.js` works it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from index.formats import BY_SUFFIX, FIRST_SUFFIXES
from index.models import IndexedArticle
from ui.page.translations import Words
from ui.page.views.templates import render
from ui.service.protocol import public_source

MAX_TEXT_CHARS = 1_000_000
"""Characters that can be pasted."""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article in the list.

    Attributes:
        id: The article's.
        title: The article's.
        about: Where it is from, where that may be told, its length, and which of its pages could not be read.
        indexed_at: In ISO format.
        confirm: What is asked before it is removed.
    """

    id: str
    title: str
    about: Sequence[str]
    indexed_at: str
    confirm: str


def dialog(entries: Sequence[IndexedArticle], megabytes: float, words: Words) -> Markup:
    """The list of all articles, and the three ways of adding one.

    Args:
        entries: All articles.
        megabytes: The most that a file may have.
        words: In the page's language.
    """
    most = f"{megabytes:g}"
    return render(
        "articles/manager",
        rows=_rows(entries, words),
        accepted=",".join(BY_SUFFIX),
        file_hint=words.file_hint.format(suffixes=", ".join(FIRST_SUFFIXES), megabytes=most),
        too_large=words.too_large.format(name="{name}", megabytes=most),
        most=most,
        longest_text=MAX_TEXT_CHARS,
        words=words,
    )


def listing(entries: Sequence[IndexedArticle], words: Words) -> Markup:
    """The articles' rows: what each is, to ask it, and to remove it after a second look."""
    return render("articles/list", rows=_rows(entries, words), words=words)


def options(entries: Sequence[IndexedArticle], chosen: str, words: Words) -> Markup:
    """The choice among all articles and each."""
    return render("articles/options", entries=entries, chosen=chosen, words=words)


def _rows(entries: Sequence[IndexedArticle], words: Words) -> list[ArticleRow]:
    return [_row(entry, words) for entry in entries]


def _row(entry: IndexedArticle, words: Words) -> ArticleRow:
    article = entry.article
    length = words.length.format(count=f"{len(article.text.split()):,}")
    return ArticleRow(
        id=article.id,
        title=article.title,
        about=[part for part in (public_source(article.source), length, words.unread(article.unread_pages)) if part],
        indexed_at=entry.indexed_at,
        confirm=words.remove_sure.format(title=article.title),
    )
