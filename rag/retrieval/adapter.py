"""Adapter for any LangChain retriever: its documents as passages of the index."""

import logging
from collections.abc import Collection, Iterator, Sequence

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from index.models import Passage
from rag.retrieval.documents import as_document
from rag.retrieval.hybrid import HybridRetriever
from rag.retrieval.scopes import Scope, Searched, scope_of

log = logging.getLogger(__name__)


class RetrieverAdapter(BaseRetriever):
    """Lets another retriever choose the passages, which are cited and scored as those of the hybrid retriever.

    A document is matched with the passages that overlap it: by `article_id` with `start` and `end` (or with
    `start_index`, as LangChain's text splitters write it) in its metadata, or else by its text. One that is in no
    article that is asked is left out.
    """

    retriever: BaseRetriever
    hybrid: HybridRetriever

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        article: str | None = None,
        articles: Collection[str] | None = None,
        whole: bool = False,
    ) -> list[Document]:
        """The passages in the order of the documents.

        Args:
            query: The question.
            run_manager: Hears of the other retriever's run.
            article: The id of the only article to look in.
            articles: The ids of several, instead; neither: all.
            whole: Whether all passages are wanted; the other retriever is not asked for them.
        """
        if whole:
            return self.hybrid.invoke(query, article=article, articles=articles, whole=True)
        documents = self.retriever.invoke(query, {"callbacks": run_manager.get_child()})
        scope = scope_of(article, articles)
        found: dict[str, None] = {}
        for document in documents:
            searched = self.hybrid.searched(_scope_within(document, scope), document.page_content)
            found |= {passage.id: None for passage in _passages_of(document, searched)}
        scored = {each.passage.id: each for each in self.hybrid.scored(query, scope, found.keys())}
        return [as_document(scored[passage_id]) for passage_id in found][: self.hybrid.k]


def _scope_within(document: Document, scope: Scope) -> Scope:
    """The article that a document names, where that is asked."""
    article_id = document.metadata.get("article_id")
    named = isinstance(article_id, str) and (scope is None or article_id in scope)
    return frozenset([article_id]) if named and isinstance(article_id, str) else scope


def _passages_of(document: Document, searched: Searched) -> Sequence[Passage]:
    """The passages that a document overlaps, the one that it shares most with first."""
    for article_id, start, end in _places(document, searched):
        shared = [
            (min(end, passage.end) - max(start, passage.start), passage)
            for passage in searched.passages
            if passage.article_id == article_id and passage.start < end and start < passage.end
        ]
        if shared:
            return [passage for _, passage in sorted(shared, key=lambda pair: -pair[0])]
    log.warning("A retrieved document is in no article that is asked: %r", document.page_content[:60])
    return ()


def _places(document: Document, searched: Searched) -> Iterator[tuple[str, int, int]]:
    """Where a document may stand: article, start and end."""
    text, metadata = document.page_content, document.metadata
    article_id = metadata.get("article_id")
    among = [article_id] if article_id in searched.articles else [] if article_id else list(searched.articles)
    start = metadata.get("start", metadata.get("start_index"))
    for each in among:
        whole = searched.articles[each].text
        if article_id and isinstance(start, int):
            yield each, start, metadata.get("end", start + len(text))
        elif text.strip() and (at := whole.find(text.strip())) >= 0:
            yield each, at, at + len(text.strip())
