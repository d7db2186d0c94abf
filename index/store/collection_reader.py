"""Reads what a collection of Chroma's holds, a page at a time.

Nothing is read as a whole: Chroma looks each id up in SQLite, which takes no more than 32,766 of them at once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from chromadb import GetResult
from chromadb.api.models.Collection import Collection

from index.models import IndexedArticle
from index.store.records import entry_of

PAGE = 5_000
"""Passages or sentences in one read."""
TEXTS = 200
"""Articles in one read: their texts come along."""
TOGETHER = 20
"""Articles whose passages are read together; of many more, each takes Chroma longer to find."""


def pages(
    collection: Collection, size: int, include: Sequence[str], where: Mapping[str, Any] | None = None
) -> Iterator[GetResult]:
    """All records of a collection, so many at a time."""
    at = 0
    while True:
        found = collection.get(where=cast(Any, where), include=cast(Any, list(include)), limit=size, offset=at)
        yield found
        at += size
        if len(found["ids"]) < size:
            return


def read_entries(collection: Collection) -> list[IndexedArticle]:
    """All articles of the collection that holds them."""
    return [entry for page in pages(collection, TEXTS, ["documents", "metadatas"]) for entry in entries_in(page)]


def entries_in(found: GetResult) -> list[IndexedArticle]:
    """The articles in a result of Chroma's."""
    rows = zip(found["documents"] or [], found["metadatas"] or [], strict=True)
    return [entry_of(text, dict(meta)) for text, meta in rows]


def by_age(entries: Iterable[IndexedArticle]) -> list[IndexedArticle]:
    """The articles, the longest indexed first; of a source under refresh, the newer."""
    newest = {entry.article.source or entry.article.id: entry for entry in sorted(entries, key=_age)}
    return sorted(newest.values(), key=_age)


def groups(entries: Sequence[IndexedArticle]) -> Iterator[Sequence[IndexedArticle]]:
    """Articles, so many together as are read at once."""
    for at in range(0, len(entries), TOGETHER):
        yield entries[at : at + TOGETHER]


def belonging_to(entries: Sequence[IndexedArticle]) -> dict[str, Any]:
    """Chroma's condition for the records of these articles."""
    return {"article_id": {"$in": [entry.article.id for entry in entries]}}


def _age(entry: IndexedArticle) -> tuple[str, str]:
    return entry.indexed_at, entry.article.id
