"""Retrieved passages as LangChain documents, and back."""

from collections.abc import Sequence
from dataclasses import fields

from langchain_core.documents import Document

from index.models import Article, Passage
from rag.models import RetrievedPassage

MEASURES = tuple(each.name for each in fields(RetrievedPassage) if each.name not in ("passage", "article"))
"""The numbers in a document's metadata, by the names of the fields."""


def as_document(retrieved: RetrievedPassage) -> Document:
    """The passage as a document, with everything else about it as metadata."""
    metadata = {each.name: getattr(retrieved, each.name) for each in fields(retrieved)}
    return Document(retrieved.passage.text, id=retrieved.passage.id, metadata=metadata)


def retrieved_passages(documents: Sequence[Document]) -> tuple[RetrievedPassage, ...]:
    """The passages that documents stand for; a measure that is missing gets its default.

    Args:
        documents: With a `Passage` as `passage` and its `Article` as `article` in their metadata.

    Raises:
        TypeError: A document has no such passage or article.
    """
    return tuple(_retrieved(document) for document in documents)


def _retrieved(document: Document) -> RetrievedPassage:
    passage, article = (document.metadata.get(name) for name in ("passage", "article"))
    if not isinstance(passage, Passage) or not isinstance(article, Article):
        raise TypeError(
            f"The retrieved document {document.page_content[:60]!r} has no passage and article in its metadata:"
            " wrap its retriever in rag.retrieval.adapter.RetrieverAdapter."
        )
    measures = {name: float(document.metadata[name]) for name in MEASURES if document.metadata.get(name) is not None}
    return RetrievedPassage(passage, article, **measures)
