"""Articles that come with a request: searched as indexed ones are, and stored nowhere."""

from collections.abc import Collection, Hashable, Sequence
from typing import Protocol

import numpy as np
from langchain_core.documents import Document

from index.chunking import passages
from index.embeddings.encoder import Encoder
from index.models import Article, IndexedArticle
from index.store.chroma_collections import Contents
from index.store.vector_cache import ArticleVectors, exact


class Searchable(Protocol):
    """What a retriever searches: the index, or the articles of one request."""

    encoder: Encoder

    @property
    def version(self) -> Hashable:
        """A value that differs after every change."""

    def contents(self) -> Contents:
        """All articles and their passages."""

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

    def contents(self) -> Contents:
        """All articles and their passages."""
        entries = [IndexedArticle(each, len(self._passages[each.id]), "") for each in self._articles]
        return Contents(0, entries, [part for parts in self._passages.values() for part in parts])

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
