"""Our own pipeline, end to end, and the same without its reader."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Self

from langchain_core.embeddings import Embeddings

from index.embeddings.encoder import load_encoder
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.models import Question
from rag.pipeline import AnswerPipeline
from rag.retrieval.hybrid import BREADTH, HybridRetriever
from tests.tools.side_by_side.measure import Reply


class LastRemembered(Embeddings):
    """Keeps the last question's vector, so that searching twice for it costs one embedding."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self._remembered = lru_cache(maxsize=1)(embeddings.embed_query)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embeddings.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._remembered(text)


class Ours:
    """Both ways of answering, over one index."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.retriever = HybridRetriever(store=store)
        self.chain = AnswerPipeline(self.retriever, ExtractiveAnswerer.load())

    @classmethod
    @contextmanager
    def opened(cls, articles: Sequence[Article]) -> Iterator[Self]:
        encoder = load_encoder()
        encoder = replace(encoder, embeddings=LastRemembered(encoder.embeddings))
        with tempfile.TemporaryDirectory() as folder:
            store = Store.open(Path(folder), encoder)
            try:
                for article in articles:
                    add(store, article)
                yield cls(store)
            finally:
                store.close()

    def ask(self, article: Article, question: str) -> Reply:
        answer = self.chain.invoke(Question(question, article.id))
        return Reply(
            sentences=tuple(sentence.text for sentence in answer.sentences),
            short=answer.short_answer or "",
            places=tuple((citation.start, citation.end) for citation in answer.citations),
        )

    def ask_without_reader(self, article: Article, question: str) -> Reply:
        """The sentence nearest to the question in the passage that is retrieved first; it always answers."""
        documents = self.retriever.invoke(question, article=article.id)
        first = documents[0].metadata["passage"]
        vector = self.store.encoder.embeddings.embed_query(question)
        near = (document for document, _ in self.store.nearest(vector, "sentence", BREADTH, article.id))
        # A passage of which no sentence is near was found by its words: then its first one.
        place = next(
            ((d.metadata["start"], d.metadata["end"]) for d in near if d.metadata["passage_id"] == first.id),
            (first.sentences[0].start, first.sentences[0].end),
        )
        text = article.text[slice(*place)]
        return Reply((text,), text, (place,))
