"""Finds the records nearest to a vector: by a product with all vectors, by Chroma's graph where they are too many."""

from collections.abc import Collection, Sequence

import numpy as np

from index.errors import DamagedIndexError
from index.store.chroma_collections import ChromaCollections
from index.store.collection_reader import TOGETHER, by_age
from index.store.derived.vector_cache import DECIMALS, MAX_EXACT_RECORDS, Found, Matrix, VectorCache, exact, ranked

RECORDS = 6
"""To a passage, itself and its sentences: as many are taken to be in articles that an older version has not counted."""
WIDER = 4
"""By how much more the graph is asked for each time: most records are of the kind that is not wanted, and Chroma, asked
for one kind, would list all of it first, which takes a second among 240,000."""
WIDEST = 5_000
"""Records that the graph is asked for at most; a product with all vectors is hardly slower then."""
MAX_UNCOUNTED = 20
"""Articles of a set that is read before it is known how much there is of it."""
SPARE = 20
"""Records of equal cosines beyond those wanted, so that which are given does not depend on the graph."""


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
        few = among if among is not None and len(among) <= MAX_UNCOUNTED else None
        size = tables.synchronize().size(among) if few is None else None
        if size is None or size.records <= MAX_EXACT_RECORDS:
            ids = tables.lexical.ids() if among is None else among
            entries = by_age(tables.entries(list(ids)))
            entries.sort(key=lambda entry: entry.article.id)
            if size or sum(entry.records or RECORDS * entry.passages for entry in entries) <= MAX_EXACT_RECORDS:
                found = self._cache.of(entries, tables.matrices)
                _check_whole(tables, len(entries) - len(found))
                return exact(found, vector, record, count)
        near = _by_graph(tables, vector, record, count, among)
        if len(near) >= count:  # else it has lost some
            return near
        return _by_groups(tables, tables.lexical.ids() if among is None else list(among), vector, record, count)

    def forget(self, article_id: str) -> None:
        """Lets go of what was read of an article, which is changed."""
        self._cache.forget(article_id)


def _by_graph(
    tables: ChromaCollections, vector: Matrix, record: str, count: int, among: Collection[str] | None
) -> list[Found]:
    asked = min(count * WIDER, WIDEST)
    while True:
        near = {
            each: round(cosine, DECIMALS)
            for each, cosine in tables.near(vector.tolist(), asked).items()
            if ("-s" in each) == (record == "sentence") and (among is None or article_of(each) in among)
        }
        if len(near) >= count or asked == WIDEST:
            # Records of an article that is just being added or removed are skipped.
            there = tables.lexical.known({article_of(each) for each in near})
            kept = [each for each in near if article_of(each) in there][: count + SPARE]
            return ranked([(each, near[str(each.id)]) for each in tables.documents(kept)], count)
        asked = min(asked * WIDER, WIDEST)


def _by_groups(tables: ChromaCollections, ids: Sequence[str], vector: Matrix, record: str, count: int) -> list[Found]:
    best: list[Found] = []
    for at in range(0, len(ids), TOGETHER):
        group = tables.entries(ids[at : at + TOGETHER])
        found = tables.matrices(group)
        _check_whole(tables, len(group) - len(found))
        best = ranked([*best, *exact(list(found.values()), vector, record, count)], count)
    return best


def article_of(record_id: str) -> str:
    """The id of the article that a record, of a passage or a sentence, is of."""
    return record_id.partition("-")[0]


def _check_whole(tables: ChromaCollections, missing: int) -> None:
    if missing and not tables.shared:
        raise DamagedIndexError(
            f"Of {missing} articles, some passages or vectors are missing from the index: mend it with"
            " 'article-chat check'."
        )
