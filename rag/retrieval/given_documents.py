"""Articles that come with a request: searched as indexed ones are, and stored nowhere."""

from collections.abc import Collection, Hashable, Sequence
from typing import Protocol

import numpy as np
from langchain_core.documents import Document

from index.chunking import passages
from index.embeddings.encoder import Encoder
from index.models import Article, IndexedArticle, Passage
from index.store.derived.vector_cache import ArticleVectors, exact


class Searchable(Protocol):
    """What a retriever searches: the index, or the articles of one request."""

    encoder: Encoder

    @property
    def version(self) -> Hashable:
        """A value that differs after every change."""

    def is_large(self, ids: Collection[str] | None) -> bool:
        """Whether some articles, or all, have more passages than are searched in memory."""

    def whole(
        self, ids: Collection[str] | None = None, passages: int | None = None
    ) -> list[tuple[IndexedArticle, list[Passage]]]:
        """Articles with their passages, the longest indexed first; of many, the first that have so many passages."""

    def nearest(
        self, vector: Sequence[float], record: str, count: int, *, article_ids: Collection[str] | None = None
    ) -> list[tuple[Document, float]]:
        """The records nearest to a vector, with their cosines, nearest first."""


class GivenDocuments(Searchable):
    """The articles of one request, cut into passages and embedded."""

    def __init__(self, articles: Sequence[Article], encoder: Encoder) -> None:
        """Takes articles of different ids."""
        self.encoder = encoder
        self._passages = {each.id: passages(each, encoder.count_tokens) for each in articles}
        self._articles = articles
        self._vectors: list[ArticleVectors] = []
        for parts in self._passages.values():
            texts = {part.id: part.text for part in parts}
            texts |= {part.sentence_id(at): each.text for part in parts for at, each in enumerate(part.sentences)}
            vectors = dict(zip(texts, encoder.embeddings.embed_documents(list(texts.values())), strict=True))
            if found := ArticleVectors.gathered(parts, vectors):
                self._vectors.append(found)

    @property
    def version(self) -> Hashable:
        """Always the same: nothing is changed."""
        return 0

    def is_large(self, ids: Collection[str] | None) -> bool:  # noqa: ARG002 - see `Searchable`
        """Never: they are in memory in any case."""
        return False

    def whole(
        self,
        ids: Collection[str] | None = None,
        passages: int | None = None,  # noqa: ARG002 - see `Searchable`
    ) -> list[tuple[IndexedArticle, list[Passage]]]:
        """The articles with their passages."""
        asked = [each for each in self._articles if ids is None or each.id in ids]
        return [(IndexedArticle(each, len(self._passages[each.id]), ""), self._passages[each.id]) for each in asked]

    def nearest(
        self, vector: Sequence[float], record: str, count: int, *, article_ids: Collection[str] | None = None
    ) -> list[tuple[Document, float]]:
        """The records nearest to a vector, with their cosines, nearest first."""
        among = [
            each
            for each in self._vectors
            if each.passages and (article_ids is None or each.passages[0].article_id in article_ids)
        ]
        return exact(among, np.asarray(vector, dtype=np.float32), record, count)
