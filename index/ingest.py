"""Ingestion: adds or refreshes an article, as a whole or not at all."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from index.chunking import passages
from index.errors import SourceError, UnknownArticleError
from index.models import Article, IndexedArticle
from index.sources.originals.folder import OriginalsFolder
from index.store.records import check_storable
from index.store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestResult:
    """The outcome of adding one article."""

    entry: IndexedArticle
    """The article as indexed; an earlier entry where its text was indexed already."""
    changed: bool
    """Whether the index changed: the same text from the same source changes nothing."""


def add(
    store: Store, article: Article, indexed_at: str | None = None, originals: OriginalsFolder | None = None
) -> IngestResult:
    """Adds an article, and replaces an older text from the same source.

    Args:
        store: The open index.
        article: What to add.
        indexed_at: Time of indexing in ISO 8601, for an article restored from another index; None: now.
        originals: Keeps the file that the article was read from; None: it is not kept.

    Raises:
        SourceError: The article has no text that can be cited, or contains what cannot be stored.
        StoreError: The index or the original cannot be written.
    """
    check_storable(article)
    kept = originals is not None and originals.put(article)
    try:
        result = _add(store, replace(article, original=None), indexed_at)
    except BaseException:
        if originals and kept:
            originals.remove(article.id)
        raise
    if originals:
        originals.supersede(article.id, article.source)
    return result


def remove(store: Store, article_id: str, originals: OriginalsFolder) -> None:
    """Removes an article and its original.

    Raises:
        UnknownArticleError: There is none of that id.
        StoreError: The index cannot be written.
    """
    store.delete(article_id)
    originals.remove(article_id)


def _add(store: Store, article: Article, indexed_at: str | None) -> IngestResult:
    try:
        indexed = store.article(article.id)
        changed = store.supersede(article.id, article.source)
        if indexed.article.changed and indexed.article.source == article.source:
            indexed, changed = store.mark(article.id, changed=False), True
        return IngestResult(entry=indexed, changed=changed)
    except UnknownArticleError:
        parts = passages(article, store.encoder.count_tokens)
    if not parts:
        raise SourceError(f"The article {article.title!r} has no text besides its front matter: give one with a body.")
    when = indexed_at or datetime.now(UTC).isoformat(timespec="seconds")
    article = replace(article, read_at=article.read_at or when)
    entry = IndexedArticle(article, len(parts), when, records=sum(1 + len(part.sentences) for part in parts))
    stored, changed = store.write(entry, parts)
    return IngestResult(entry=stored, changed=changed)
