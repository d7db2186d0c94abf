"""The hybrid retriever: dense sentences, dense passages and BM25, fused into one ranking of passages."""

from collections.abc import Collection
from typing import Annotated, Any, cast

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, PrivateAttr, SkipValidation

from index.store.search.reader import StoreReader
from rag.models import RetrievedPassage
from rag.query.normalization.long_questions import gist
from rag.retrieval.documents import as_document
from rag.retrieval.fusion import PassageScores
from rag.retrieval.given_documents import Searchable
from rag.retrieval.large_scopes import LargeScopes
from rag.retrieval.scopes import Scope, Scopes, Searched, scope_of

BREADTH = 100
"""How many passages, and how many sentences, each search contributes before the ranking is fused."""

MAX_QUERY_PIECES = 250
"""Word pieces of a question that are embedded, of which the default model drops those beyond its 256th."""

MAX_WHOLE = 2000
"""Passages that are handed out where all are wanted: a long book, or 200 articles of the news, read in two seconds."""

MIN_PASSAGES = 3
FLOOR = 0.4
"""Of the first passage's score: what lies below it after the third passage is not worth reading. On held-out articles
this leaves 4.8 of 6 passages to read, and the right one among them for 0.983 of the questions instead of 0.989."""


class HybridRetriever(BaseRetriever):
    """Finds the passages that belong to a question; `invoke(question, articles=IDS)` looks in those articles alone.

    Each document is a passage; its metadata holds the fields of a `RetrievedPassage`, all as if nothing else were
    indexed.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    store: Annotated[Searchable, SkipValidation]
    k: int = 6
    _scopes: Scopes = PrivateAttr()
    _large: LargeScopes = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        """Opens the view of the index that searches share."""
        super().model_post_init(context)
        self._scopes = Scopes(self.store)
        self._large = LargeScopes(cast(StoreReader, self.store))  # asked where that is large, which nothing else is

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - LangChain passes it
        article: str | None = None,
        articles: Collection[str] | None = None,
        whole: bool = False,
    ) -> list[Document]:
        """The passages, best first.

        Args:
            query: The question.
            run_manager: Not used.
            article: The id of the only article to look in.
            articles: The ids of several, instead; neither: all.
            whole: Whether all passages are wanted, in order, those of the article indexed first before others; they are
                not searched for, so their scores tell nothing.
        """
        scope = scope_of(article, articles)
        if whole:
            return [as_document(each) for each in self._whole(scope)]
        found = self.scored(query, scope)
        return [
            as_document(each)
            for rank, each in enumerate(found)
            if rank < MIN_PASSAGES or each.score >= FLOOR * found[0].score
        ]

    def _whole(self, scope: Scope) -> list[RetrievedPassage]:
        # Of a large scope, all articles have more passages than are handed out.
        whole = self.store.whole(scope, MAX_WHOLE)
        everything = [RetrievedPassage(each, entry.article, 1.0) for entry, parts in whole for each in parts]
        return everything[:MAX_WHOLE]

    def searched(self, scope: Scope, query: str = "") -> Searched:
        """The passages and articles of a scope.

        Of one that is too large for that (see `Searchable.is_large`) those articles that are nearest to a question,
        or, where there is none, the first ones without their passages.
        """
        if not self.store.is_large(scope):
            return self._scopes.searched(scope)
        if not query.strip():
            return self._large.first(scope)
        return self._large.nearest(self._large.compared(query, self._vector(query), scope, BREADTH), scope)

    def scored(self, query: str, scope: Scope, chosen: Collection[str] | None = None) -> list[RetrievedPassage]:
        """The best passages that the searches found, or those that are chosen, best first.

        Args:
            query: The question.
            scope: Where to look.
            chosen: Ids of passages of the scope, to be scored instead.
        """
        if self.store.is_large(scope):
            found = self._large.compared(query, self._vector(query), scope, BREADTH, chosen or ())
            order = _chosen(found, self.k, chosen)
            stored = self._large.passages([found.ids[at] for at in order])
            known = {one: (part, article) for one, (article, part) in stored.items()}
        else:
            searched = self._scopes.searched(scope)
            found = self._compared(query, scope, searched, chosen or ())
            order = _chosen(found, self.k, chosen)
            wanted = {found.ids[at] for at in order}
            known = {
                part.id: (part, searched.articles[part.article_id]) for part in searched.passages if part.id in wanted
            }
        kept = ((at, known[found.ids[at]]) for at in order if found.ids[at] in known)
        return [RetrievedPassage(part, article, **found.scores(at)) for at, (part, article) in kept]

    def _vector(self, query: str) -> list[float]:
        encoder = self.store.encoder
        return encoder.embeddings.embed_query(gist(query, MAX_QUERY_PIECES, encoder.count_tokens))

    def _compared(self, query: str, scope: Scope, searched: Searched, chosen: Collection[str]) -> PassageScores:
        passages, lexical = searched.passages, searched.lexical
        vector = self._vector(query)
        sentence_cosine: dict[str, float] = {}
        for document, cosine in self.store.nearest(vector, "sentence", BREADTH, article_ids=scope):
            sentence_cosine.setdefault(document.metadata["passage_id"], cosine)
        passage_cosine = {
            document.metadata["passage_id"]: cosine
            for document, cosine in self.store.nearest(vector, "passage", BREADTH, article_ids=scope)
        }
        bm25 = lexical.scores(query)
        by_bm25 = np.argsort(-bm25, kind="stable")[:BREADTH]
        wanted = sentence_cosine.keys() | passage_cosine.keys() | {passages[i].id for i in by_bm25} | set(chosen)
        rows = [i for i, passage in enumerate(passages) if passage.id in wanted]
        return PassageScores(
            tuple(passages[i].id for i in rows),
            sentence_cosine=np.array([sentence_cosine.get(passages[i].id, -1.0) for i in rows]),
            passage_cosine=np.array([passage_cosine.get(passages[i].id, -1.0) for i in rows]),
            bm25=np.array([bm25[i] for i in rows], dtype=float),
            coverage=tuple(lexical.coverage(query, i) for i in rows),
            known=lexical.known(query),
        )


def _chosen(found: PassageScores, count: int, chosen: Collection[str] | None) -> list[int]:
    """The numbers of the passages that are wanted, best first."""
    order = [int(at) for at in found.order]
    return order[:count] if chosen is None else [at for at in order if found.ids[at] in chosen]
