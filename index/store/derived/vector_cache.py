"""The vectors of articles in memory, and exact cosines with them.

A graph search gets worse as records come and go, and loses some of them without a word. A product with all vectors
loses none, and over the records of some hundred articles it is the faster one as well.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
from langchain_core.documents import Document
from numpy.typing import NDArray

from index.models import IndexedArticle, Passage
from index.store.records import passage_record, sentence_record

MAX_EXACT_RECORDS = 40_000
"""Records among which all cosines are computed, and of which vectors are kept: 61 MB of 384 numbers each, some 300
articles of a newspaper's length. One product with all of them takes 6 ms here, Chroma's search among as many 90 ms."""
DECIMALS = 6
"""Of a cosine; what differs beyond them differs by the order in which the processor added up."""

Found = tuple[Document, float]
"""A record and its cosine."""
Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ArticleVectors:
    """The passages of an article, in order, with the vectors of these and of their sentences.

    Attributes:
        passages: All of them.
        matrices: By kind of record, "passage" and "sentence": shape (records, dimension), each row of length 1.
        places: Of each sentence: the number of its passage, and its own in that.
    """

    passages: tuple[Passage, ...]
    matrices: Mapping[str, Matrix]
    places: tuple[tuple[int, int], ...]

    @classmethod
    def gathered(cls, passages: Sequence[Passage], vectors: Mapping[str, Any]) -> "ArticleVectors | None":
        """Those of an article, found by their records' ids; None where one is missing or no vector at all."""
        places = tuple((at, number) for at, part in enumerate(passages) for number in range(len(part.sentences)))
        ids = {
            "passage": [part.id for part in passages],
            "sentence": [passages[at].sentence_id(number) for at, number in places],
        }
        if not all(each in vectors for listed in ids.values() for each in listed):
            return None
        matrices = {}
        for record, listed in ids.items():
            rows = np.asarray([vectors[each] for each in listed], dtype=np.float32)
            lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
            if not (np.isfinite(lengths).all() and (lengths > 0).all()):
                return None
            matrices[record] = rows / lengths
        return cls(tuple(passages), matrices, places)

    @property
    def records(self) -> int:
        """How many there are, of both kinds."""
        return len(self.passages) + len(self.places)

    def document(self, record: str, row: int) -> Document:
        """The record of a row."""
        if record == "passage":
            return passage_record(self.passages[row])
        at, number = self.places[row]
        return sentence_record(self.passages[at], number)


def exact(articles: Sequence[ArticleVectors], vector: Matrix, record: str, count: int) -> list[Found]:
    """The records nearest to a vector, nearest first; of equals, in the order of the articles and in theirs.

    Args:
        articles: Where to look.
        vector: Shape (dimension,), of length 1.
        record: "passage" or "sentence".
        count: How many at most.
    """
    # Article by article: the same rows give the same cosines then, whatever else is looked through.
    each = [np.round(article.matrices[record] @ vector, DECIMALS) for article in articles if article.passages]
    if not each or count < 1:
        return []
    cosines = np.concatenate(each)
    worst = np.partition(cosines, -count)[-count] if count < len(cosines) else -np.inf
    among = np.flatnonzero(cosines >= worst)
    best = among[np.argsort(-cosines[among], kind="stable")][:count]
    ends = list(accumulate(len(rows) for rows in each))
    whose = np.searchsorted(ends, best, side="right")
    held = [article for article in articles if article.passages]
    return [
        (held[at].document(record, int(row - (ends[at - 1] if at else 0))), float(cosines[row]))
        for at, row in zip(whose, best, strict=True)
    ]


def ranked(found: Sequence[Found], count: int) -> list[Found]:
    """The nearest of several searches, in the order of one."""

    def rank(each: Found) -> tuple[float, str, int, int]:
        place = each[0].metadata
        return -each[1], place["article_id"], place["start"], place["end"]

    return sorted(found, key=rank)[:count]


Read = Callable[[Sequence[IndexedArticle]], Mapping[str, ArticleVectors]]
"""Reads the vectors of articles, by id; of one that is not whole it gives nothing."""


class VectorCache:
    """The vectors of the articles that were looked at last, as many as `MAX_EXACT_RECORDS` allows."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[IndexedArticle, ArticleVectors]] = OrderedDict()
        self._records = 0

    def of(self, entries: Sequence[IndexedArticle], read: Read) -> list[ArticleVectors]:
        """The vectors of articles, in their order; those that are not whole are left out.

        Args:
            entries: The articles.
            read: Reads the vectors of those that are not kept.
        """
        missing = [entry for entry in entries if not self._holds(entry)]
        for entry in missing:
            self.forget(entry.article.id)
        found = read(missing) if missing else {}
        for entry in missing:
            if vectors := found.get(entry.article.id):
                self._kept[entry.article.id] = entry, vectors
                self._records += vectors.records
        kept = []
        for entry in entries:
            if entry.article.id in self._kept:
                self._kept.move_to_end(entry.article.id)
                kept.append(self._kept[entry.article.id][1])
        while self._records > MAX_EXACT_RECORDS and len(self._kept) > 1:
            self._records -= self._kept.popitem(last=False)[1][1].records
        return kept

    def forget(self, article_id: str) -> None:
        """Lets go of an article's, which is changed."""
        if kept := self._kept.pop(article_id, None):
            self._records -= kept[1].records

    def _holds(self, entry: IndexedArticle) -> bool:
        # The same text may have been indexed again with other passages, by another process even.
        kept = self._kept.get(entry.article.id)
        return kept is not None and (kept[0] is entry or kept[0] == entry)
