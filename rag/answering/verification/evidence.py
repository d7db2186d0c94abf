"""Finds the article sentences that may carry a claim: the nearest by meaning and by words, their neighbours, and those
that name whom the claim is about."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.models import Passage, Sentence
from rag.answering.citing.citations import Quote
from rag.nlp.facts.aliases import are_kin
from rag.nlp.facts.facts import facts
from rag.nlp.stemming import stems
from rag.retrieval.hybrid import HybridRetriever
from rag.retrieval.scopes import Scope, Searched

NEAREST_SENTENCES, LEXICAL_PASSAGES = 8, 3
"""What each search contributes."""
MAX_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class NearSentence:
    """A sentence of an article that may carry a claim, and how near it is: its cosine and its share of stems."""

    quote: Quote
    cosine: float
    coverage: float

    @property
    def nearness(self) -> float:
        """Both together, 0 to 1."""
        return (max(0.0, self.cosine) + self.coverage) / 2


class EvidenceSearch:
    """Searches the articles of one scope for what carries the sentences of a text."""

    def __init__(self, retriever: HybridRetriever, scope: Scope, text: str = "") -> None:
        """Takes what it searches.

        Args:
            retriever: Finds articles and passages.
            scope: The articles.
            text: What will be claimed: of a large scope, the articles nearest to it as a whole are searched.
        """
        self._store = retriever.store
        self._searched: Searched = retriever.searched(scope, text)
        self._scope = scope if self._searched.whole else frozenset(self._searched.articles)
        self._by_id = {passage.id: passage for passage in self._searched.passages}
        self._order = [(passage, sentence) for passage in self._searched.passages for sentence in passage.sentences]
        self._place = {(passage.article_id, sentence.start): at for at, (passage, sentence) in enumerate(self._order)}

    @property
    def texts(self) -> dict[str, str]:
        """The articles' texts by id."""
        return {one: article.text for one, article in self._searched.articles.items()}

    def candidates(self, claim: str) -> list[NearSentence]:
        """The nearest sentences, the nearest first."""
        if not self._order:
            return []
        vector = self._store.encoder.embeddings.embed_query(claim)
        cosines: dict[tuple[str, int], float] = {}
        for document, cosine in self._store.nearest(vector, "sentence", NEAREST_SENTENCES, article_ids=self._scope):
            cosines[document.metadata["article_id"], document.metadata["start"]] = cosine
        scores = self._searched.lexical.scores(claim)
        for number in np.argsort(-scores, kind="stable")[:LEXICAL_PASSAGES]:
            if scores[number] > 0:
                passage = self._searched.passages[number]
                for sentence in passage.sentences:
                    cosines.setdefault((passage.article_id, sentence.start), 0.0)
        said = set(stems(claim))
        found = []
        for key, cosine in cosines.items():
            if (at := self._place.get(key)) is None:
                continue  # removed meanwhile
            passage, sentence = self._order[at]
            shared = len(said & set(stems(sentence.text))) / len(said) if said else 0.0
            found.append(NearSentence(self._quote(passage, sentence, cosine), cosine, shared))
        return sorted(found, key=lambda each: -each.nearness)[:MAX_CANDIDATES]

    def before(self, quote: Quote) -> Quote | None:
        """The sentence before a quote in its article."""
        return self._beside(quote, -1)

    def after(self, quote: Quote) -> Quote | None:
        """The sentence after a quote in its article."""
        return self._beside(quote, 1)

    def at(self, article_id: str, start: int, end: int) -> list[Quote]:
        """The sentences of an article that stand in a span of its text, in order."""
        return [
            self._quote(passage, sentence, 1.0)
            for passage, sentence in self._order
            if passage.article_id == article_id and sentence.start < end and start < sentence.end
        ]

    def naming(self, words: Sequence[str], beside: Quote) -> Quote | None:
        """The first sentence of a quote's article that has all of some words of names, and shares one with the quote.

        So that "Vladimir Putin" is known where the quote has "Putin".
        """
        held = facts(beside.text).words
        for passage, sentence in self._order:
            if passage.article_id != beside.passage.article_id:
                continue
            said = facts(sentence.text)
            if all(any(are_kin(word, other) for other in said.words) for word in words) and held & set(said.names):
                return self._quote(passage, sentence, beside.score)
        return None

    def _beside(self, quote: Quote, step: int) -> Quote | None:
        at = self._place[quote.place] + step
        if not 0 <= at < len(self._order) or self._order[at][0].article_id != quote.passage.article_id:
            return None
        return self._quote(*self._order[at], quote.score)

    def _quote(self, passage: Passage, sentence: Sentence, score: float) -> Quote:
        return Quote(sentence, passage, self._searched.articles[passage.article_id], max(0.0, round(score, 6)))
