"""Finds the records nearest to a vector: by a product with all vectors, by Chroma's graph where they are too many."""

from collections.abc import Collection, Sequence

import numpy as np

from index.errors import DamagedIndexError
from index.models import IndexedArticle
from index.store.chroma_collections import ChromaCollections
from index.store.collection_reader import groups
from index.store.vector_cache import DECIMALS, MAX_EXACT_RECORDS, Found, Matrix, VectorCache, exact, ranked

RECORDS = 6
"""To a passage, itself and its sentences: as many are taken to be in articles that an older version has not counted."""
WIDER = 4
"""By how much more the graph is asked for each time: most records are of the kind that is not wanted, and Chroma, asked
for one kind, would list all of it first, which takes a second among 240,000."""
WIDEST = 5_000
"""Records that the graph is asked for at most; a product with all vectors is hardly slower then."""


class Search:
    """Searches an index, and keeps what it has read of its vectors."""

    def __init__(self) -> None:
        self._cache = VectorCache()

    def nearest(
        self, tables: ChromaCollections, vector: Matrix, record: str, count: int, among: Collection[str] | None
    ) -> list[Found]:
        """The records nearest to a vector, nearest first, with their cosines; equals in the order of ids and places.

        Args:
            tables: Where to look.
            vector: Shape (dimension,).
            record: "passage" or "sentence".
            count: How many at most.
            among: The ids of the articles to look in; None for all.

        Raises:
            DamagedIndexError: Records are missing, and no other process is writing or removing them.
        """
        length = float(np.linalg.norm(vector))
        vector = vector / length if length else vector
        entries = [entry for entry in tables.articles() if among is None or entry.article.id in among]
        entries.sort(key=lambda entry: entry.article.id)
        if sum(entry.records or RECORDS * entry.passages for entry in entries) <= MAX_EXACT_RECORDS:
            found = self._cache.of(entries, tables.matrices)
            _check_whole(tables, len(entries) - len(found))
            return exact(found, vector, record, count)
        if among is None:
            near = _by_graph(tables, {entry.article.id for entry in entries}, vector, record, count)
            if len(near) >= count:  # else it has lost some
                return near
        return _by_groups(tables, entries, vector, record, count)

    def forget(self, article_id: str) -> None:
        """Lets go of what was read of an article, which is changed."""
        self._cache.forget(article_id)


def _by_graph(
    tables: ChromaCollections, known: Collection[str], vector: Matrix, record: str, count: int
) -> list[Found]:
    asked = min(count * WIDER, WIDEST)
    while True:
        rows = tables.near(vector.tolist(), asked)
        found = [
            (document, round(cosine, DECIMALS))
            for document, cosine in rows
            # Records of an article that is just being added or removed are skipped.
            if document.metadata["record"] == record and document.metadata["article_id"] in known
        ]
        if len(found) >= count or asked == WIDEST:
            return ranked(found, count)
        asked = min(asked * WIDER, WIDEST)


def _by_groups(
    tables: ChromaCollections, entries: Sequence[IndexedArticle], vector: Matrix, record: str, count: int
) -> list[Found]:
    best: list[Found] = []
    for group in groups(entries):
        found = tables.matrices(group)
        _check_whole(tables, len(group) - len(found))
        best = ranked([*best, *exact(list(found.values()), vector, record, count)], count)
    return best


def _check_whole(tables: ChromaCollections, missing: int) -> None:
    if missing and not tables.shared:
        raise DamagedIndexError(
            f"Of {missing} articles, some passages or vectors are missing from the index: mend it with"
            " 'article-chat check'."
        )
