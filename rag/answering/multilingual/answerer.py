"""Answers questions in Portuguese and Spanish, and from articles in these languages, in the articles' own words.

Sentences are compared with the question by a multilingual embedding. English passages are also read: with a gloss of
the question, by the English reader.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.runnables import RunnableConfig

from index.embeddings.multilingual import MultilingualE5
from rag.answering.answerer import Answerer
from rag.answering.citing.citations import Quote, cite
from rag.answering.citing.context import with_context
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.answering.extractive.calibration import verdict_features as english_features
from rag.answering.extractive.candidates import candidates, read_passages
from rag.answering.extractive.sentence_selection import is_open
from rag.answering.multilingual.calibration import MultilingualCalibration, SentenceCalibration, verdict_features
from rag.answering.multilingual.sentences import ScoredSentence, scored_sentences
from rag.answering.multilingual.wording import AskedWords
from rag.models import Answer, Event, Evidence, RetrievedPassage, whole_events
from rag.nlp.stemming import stems
from rag.query.gloss.asked_language import article_language, asked_language
from rag.query.gloss.gloss import Glosser
from rag.query.gloss.lexicon import CODES
from rag.query.normalization.normalize import undecorated
from rag.refusals import not_found
from rag.retrieval.hybrid import HybridRetriever
from rag.retrieval.multilingual import MultilingualSearch, SentenceSimilarity
from rag.retrieval.scopes import Scope, scope_of

MAX_COMPARED = 120
"""Passages that are compared sentence by sentence; of a larger scope, those that a search for the gloss finds."""
MAX_READ = 6
"""Passages that are read for each of the two ways to find them."""

MAX_SENTENCES = 3
FURTHER_LEAD = 1.0
"""How far, in rank score, a further sentence may stand behind the best one to answer an open question too."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Sentences with their rank scores, best first, and the row that the verdict is made of."""

    sentences: tuple[tuple[ScoredSentence, float], ...]
    features: tuple[float, ...]
    calibration: SentenceCalibration
    open: bool
    """Whether the question can have several answers at once."""

    @property
    def right(self) -> float:
        """How likely the best sentence answers, 0 to 1."""
        return float(self.calibration.right(self.features))


class MultilingualAnswerer(Answerer):
    """Answers what the English models cannot read, and leaves everything else to these."""

    name = "extractive"

    def __init__(
        self,
        english: ExtractiveAnswerer,
        retriever: HybridRetriever,
        model: MultilingualE5,
        calibration: MultilingualCalibration | None = None,
    ) -> None:
        """Takes its parts.

        Args:
            english: Answers all other questions; its reader and calibration are used for English articles.
            retriever: Knows the articles.
            model: Embeds questions and sentences.
            calibration: As shipped where not given.
        """
        self._english = english
        self._retriever = retriever
        self._search = MultilingualSearch(model)
        self._gloss = Glosser(model)
        self._calibration = calibration or MultilingualCalibration.load()

    def over(self, retriever: HybridRetriever) -> "MultilingualAnswerer":
        """The same answerer over other articles."""
        made = copy(self)
        made._retriever = retriever
        return made

    async def events(self, evidence: Evidence) -> AsyncGenerator[Event, None]:
        """The answer, which is made as a whole."""
        for event in whole_events(await asyncio.to_thread(self.invoke, evidence)):
            yield event

    def invoke(self, input: Evidence, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: A002
        """The answer."""
        asked = undecorated(input.standalone)
        language = "" if input.whole else asked_language(asked)
        scope = scope_of(input.question.article, input.question.articles)
        if input.whole or (language not in CODES and not (not language and self._is_foreign(scope))):
            return self._in_english(input, config, **kwargs)
        with input.clock.stage("answer"):
            ranking = self.ranking(asked, language, scope)
            made = self._answer(input, language, ranking)
        return replace(made, timings_ms=input.clock.total())

    def _in_english(self, evidence: Evidence, config: RunnableConfig | None, **kwargs: Any) -> Answer:
        """The answer to what was understood as an English question, or is about the articles as a whole."""
        language = asked_language(undecorated(evidence.question.question))
        if evidence.whole or language not in CODES:
            return self._english.invoke(evidence, config, **kwargs)
        understood = replace(evidence, question=replace(evidence.question, question=evidence.standalone))
        made = replace(self._english.invoke(understood, config, **kwargs), question=evidence.question.question)
        refused = made.status == "not_in_article"
        return replace(made, answer=self._refusal(evidence, language)) if refused else made

    def ranking(self, question: str, language: str, scope: Scope) -> Ranking | None:
        """The sentences of a scope, best first; None where there are none.

        Args:
            question: The question.
            language: Its language, one of `CODES`; empty for English.
            scope: Where to look.
        """
        passages = self._compared(question, language, scope)
        similarities = self._search.similarities(question, [each.passage for each in passages])
        pairs = list(zip(passages, similarities, strict=True))
        english = [pair for pair in pairs if article_language(pair[0].article) not in CODES]
        others = [pair for pair in pairs if article_language(pair[0].article) in CODES]
        found = [
            self._read(question, language, scope, english) if english and language else None,
            self._similar(question, others) if others else None,
        ]
        # Not by the similarity alone: sentences of the question's own language are nearer to it, whatever they say.
        return max(filter(None, found), key=lambda ranking: ranking.right, default=None)

    def _compared(self, question: str, language: str, scope: Scope) -> list[RetrievedPassage]:
        searched = self._retriever.searched(scope)
        if searched.whole and len(searched.passages) <= MAX_COMPARED:
            return [RetrievedPassage(each, searched.articles[each.article_id]) for each in searched.passages]
        gloss = self._gloss(question, language, ()) if language else question
        found = {each.passage.id: each for query in (gloss, question) for each in self._retriever.scored(query, scope)}
        near = frozenset(each.passage.article_id for each in found.values())
        searched = self._retriever.searched(near)
        return [
            RetrievedPassage(each, searched.articles[each.article_id])
            for each in searched.passages
            if each.article_id in near
        ][:MAX_COMPARED]

    def _read(
        self,
        question: str,
        language: str,
        scope: Scope,
        compared: Sequence[tuple[RetrievedPassage, SentenceSimilarity]],
    ) -> Ranking | None:
        """The ranking of English sentences, by the reader and by similarity."""
        nearest = sorted(compared, key=lambda pair: -float(pair[1].cosines.max()))[:MAX_READ]
        gloss = self._gloss(question, language, [each.passage.text for each, _ in nearest])
        by_id = {each.passage.id: similar for each, similar in compared}
        wanted = {each.passage.id for each, _ in nearest}
        wanted |= {each.passage.id for each in self._retriever.scored(gloss, scope) if each.passage.id in by_id}
        passages = self._retriever.scored(gloss, scope, wanted)
        readings = self._english.reader.read(gloss, [each.passage.text for each in passages])
        spans = self._english.calibration.ranked(candidates(gloss, passages, readings))
        if not spans:
            return None
        english = english_features(spans, passages[0].known, len(stems(gloss)))
        absent = float(self._english.calibration.absent.logit(english))
        calibration = self._calibration.read
        ranked = calibration.ranked(
            scored_sentences(AskedWords(gloss), passages, [by_id[each.passage.id] for each in passages], spans)
        )
        return Ranking(tuple(ranked), tuple(verdict_features(ranked, absent)), calibration, is_open(gloss))

    def _similar(self, question: str, compared: Sequence[tuple[RetrievedPassage, SentenceSimilarity]]) -> Ranking:
        """The ranking of sentences that no reader can read."""
        nearest, _ = max(compared, key=lambda pair: float(pair[1].cosines.max()))
        asked = AskedWords(question, article_language(nearest.article))
        calibration = self._calibration.similar
        ranked = calibration.ranked(scored_sentences(asked, *zip(*compared, strict=True)))
        return Ranking(tuple(ranked), tuple(verdict_features(ranked, 0.0)), calibration, asked.is_open)

    def _answer(self, evidence: Evidence, language: str, ranking: Ranking | None) -> Answer:
        if ranking is None:
            return replace(self._english.absent(evidence, (), 1.0), answer=self._refusal(evidence, language))
        right = ranking.right
        ranked = [(each.retrieved.passage, score) for each, score in ranking.sentences]
        retrieved = read_passages(ranked)[:MAX_READ]
        if right < ranking.calibration.threshold:
            closest = cite(chosen_quotes(ranking)).citations
            refused = self._english.absent(evidence, retrieved, 1.0 - right, closest)
            return replace(refused, answer=self._refusal(evidence, language))
        best = ranking.sentences[0][0]
        text, sentences, citations = cite(chosen_quotes(ranking))
        return replace(
            self._english.absent(evidence, retrieved, right),
            status="answered",
            answer=text,
            short_answer=best.span.text if best.span else None,
            sentences=sentences,
            citations=citations,
        )

    def _refusal(self, evidence: Evidence, language: str) -> str:
        asked = evidence.question
        return not_found(language, several=self._retriever.searched(scope_of(asked.article, asked.articles)).count > 1)

    def _is_foreign(self, scope: Scope) -> bool:
        """Whether all articles of a scope are in languages that the English models cannot read and this one can."""
        articles = self._retriever.searched(scope).articles.values()
        return bool(articles) and all(article_language(article) in CODES for article in articles)


def chosen_quotes(ranking: Ranking) -> list[Quote]:
    """The sentences of an answer with what they cannot be understood without, in the article's order, none twice."""
    best, score = ranking.sentences[0]
    chosen = [best]
    if ranking.open:
        near = (each for each, other in ranking.sentences[1:MAX_SENTENCES] if other > score - FURTHER_LEAD)
        chosen += [each for each in near if each.retrieved.article.id == best.retrieved.article.id]
    quotes = (quote for each in chosen for quote in with_context(each.quote))
    return sorted({quote.place: quote for quote in quotes}.values(), key=lambda quote: quote.sentence.start)
