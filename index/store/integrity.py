"""Integrity check: finds articles with missing records, and rewrites them from their texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chromadb.errors import ChromaError

from index.chunking import passages
from index.embeddings.encoder import Encoder
from index.models import IndexedArticle
from index.store.chroma_collections import ChromaCollections
from index.store.collection_reader import groups
from index.store.derived.lexical_database import UNSETTLED
from index.store.derived.vector_cache import ArticleVectors
from index.store.records import records_of

ProgressCallback = Callable[[int, int], None]
"""Progress callback: articles done, articles in all."""


def ignore_progress(done: int, total: int) -> None:
    """A progress callback that does nothing."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """What an index holds, and how many of its articles were not whole."""

    articles: int
    records: int
    mended: int


def collect_garbage(tables: ChromaCollections, renew_lease: Callable[[], None]) -> None:
    """Garbage collection: completes or rolls back removals, refreshes and additions that were interrupted.

    Args:
        tables: The collections; no other process may be writing: its unfinished article would be deleted.
        renew_lease: Called before each write.
    """
    if not tables.shared and tables.is_current() and tables.is_settled():
        return  # nothing has changed since the last change was complete
    tables.lexical.settle(UNSETTLED)
    current = {row.article.id for row in tables.articles()}
    for older in set(tables.ids()) - current:
        tables.remove(older, renew_lease)
    tables.synchronize()
    if not tables.is_settled():
        for orphan in tables.owners().keys() - current:
            tables.clear(orphan, renew_lease)


def repair(tables: ChromaCollections, encoder: Encoder, renew_lease: Callable[[], None], told: ProgressCallback) -> int:
    """Verifies every passage, sentence and vector; returns the number of articles that had to be rewritten.

    Args:
        tables: The collections; no other process may be writing.
        encoder: The index's embedding model.
        go_on: Called before each write.
        told: Called for each article that is rewritten, and at the end even after a failure.
    """
    entries = tables.articles()
    broken: list[IndexedArticle] = []
    for group in groups(entries):
        found = _readable(tables, group)
        for entry in group:
            whole = found.get(entry.article.id)
            if whole is None:
                broken.append(entry)
            elif entry.records != whole.records:
                tables.note(replace(entry, records=whole.records), renew_lease)
    try:
        for done, entry in enumerate(broken):
            told(done, len(broken))
            _write_anew(tables, encoder, entry, renew_lease)
    finally:
        if broken:
            told(len(broken), len(broken))
    return len(broken)


def _readable(tables: ChromaCollections, entries: Sequence[IndexedArticle]) -> dict[str, ArticleVectors]:
    """The vectors of those articles whose vectors can all be read."""
    try:
        return tables.matrices(entries)
    except ChromaError:
        # One that is missing fails the read of all that are read with it.
        if len(entries) == 1:
            return {}
        return {name: each for entry in entries for name, each in _readable(tables, [entry]).items()}


def _write_anew(
    tables: ChromaCollections, encoder: Encoder, entry: IndexedArticle, renew_lease: Callable[[], None]
) -> None:
    parts = passages(entry.article, encoder.count_tokens)
    documents = [document for part in parts for document in records_of(part)]
    vectors = encoder.embeddings.embed_documents([document.page_content for document in documents])
    tables.clear(entry.article.id, renew_lease)
    tables.put(replace(entry, passages=len(parts), records=len(documents)), documents, vectors, renew_lease)
