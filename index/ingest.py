"""Adds, refreshes and removes articles, each as a whole or not at all."""

from datetime import UTC, datetime

from index.chunking import passages
from index.errors import SourceError, UnknownArticleError
from index.models import Article, IndexedArticle
from index.store.records import check_storable
from index.store.store import Store


def add(store: Store, article: Article, indexed_at: str | None = None) -> tuple[IndexedArticle, bool]:
    """Puts an article into the index, in place of an older text from the same source.

    Args:
        store: The open index.
        article: What to add.
        indexed_at: Since when it has been in an index, for one that comes from another; else since now.

    Returns:
        The article as indexed, and whether that changed anything: the same text again does not.

    Raises:
        SourceError: Nothing in the article can be cited, or something in it not be written down.
    """
    check_storable(article)
    try:
        return store.article(article.id), store.supersede(article.id, article.source)
    except UnknownArticleError:
        parts = passages(article, store.encoder.count_tokens)
    if not parts:
        raise SourceError(f"The article {article.title!r} has no text besides its front matter: give one with a body.")
    when = indexed_at or datetime.now(UTC).isoformat(timespec="seconds")
    entry = IndexedArticle(article, len(parts), when, records=sum(1 + len(part.sentences) for part in parts))
    there = store.write(entry, parts)
    return there, there is entry
