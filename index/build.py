"""Adds, refreshes and removes articles, each as a whole or not at all."""

from contextlib import suppress
from datetime import UTC, datetime

from index.article import Article, IndexedArticle
from index.chunk import passages
from index.errors import SourceError, UnknownArticleError
from index.store import Store


def add(store: Store, article: Article) -> tuple[IndexedArticle, bool]:
    """Puts an article into the index, in place of an older text from the same source.

    Args:
        store: The open index.
        article: What to add.

    Returns:
        The article as indexed, and whether that changed anything: the same text again does not.

    Raises:
        SourceError: Nothing in the article can be cited.
    """
    older = [row.article.id for row in store.articles() if row.article.source == article.source != ""]
    try:
        entry, new = store.article(article.id), False
    except UnknownArticleError:
        parts = passages(article, store.encoder.count_tokens)
        if not parts:
            raise SourceError(
                f"The article {article.title!r} has no text besides its front matter: give one with a body."
            ) from None
        entry, new = IndexedArticle(article, len(parts), datetime.now(UTC).isoformat(timespec="seconds")), True
        store.write(entry, parts)
    replaced = [article_id for article_id in older if article_id != article.id]
    for article_id in replaced:
        with suppress(UnknownArticleError):  # somebody else has just removed it
            store.delete(article_id)
    return entry, new or bool(replaced)
