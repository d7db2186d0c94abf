"""Answers in the article's own words: reads the passages, believes or doubts what it finds, and picks the sentences."""

import math
import re
from collections.abc import Sequence
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from index.article import Sentence
from rag.answer import Answer, Retrieved
from rag.candidates import Candidate, candidates
from rag.chain import Evidence
from rag.cite import Quote, cite
from rag.confidence import Calibration, verdict_features
from rag.lexical import stems
from rag.reader.model import Reader

ABSENT = "The article does not say."
ABSENT_IN_ALL = "The articles do not say."

OPEN_QUESTION = re.compile(
    r"\b(?:why|reasons?|causes?|explain|describe|list|names? of|which .+ were|what are"
    r"|how(?! (?:many|much|old|long|far|tall|big|large|often|high|deep|fast))"
    r"|what (?:did|does|do|has|have) .+ (?:say|said|think|tell|told|claim|argue|want|promise|warn))\b",
    re.IGNORECASE,
)
"""Questions that can have several answers at once; all others are given one."""
MOST_SENTENCES = 4
FURTHER_LEAD = 2.0
"""How far, in rank score, a further sentence may stand behind the best one."""
SAME = 0.6
"""Share of the shorter sentence's stems in the longer one from which on the two say the same thing."""
PRONOUN = re.compile(r"[\"“'‘]?(?:he|she|it|they|this|that|these|those|his|her|their|its)\b", re.IGNORECASE)
NAME = re.compile(r"(?<=[a-z,;:—–-] )[\"“]?[A-Z][\w’'-]+")


class ExtractiveAnswerer(Runnable[Evidence, Answer]):
    """Reads the retrieved passages and answers with the sentences that hold the best spans, or says there are none."""

    name = "extractive"

    def __init__(self, reader: Reader, calibration: Calibration) -> None:
        self.reader = reader
        self.calibration = calibration

    def invoke(self, input: Evidence, config: RunnableConfig | None = None, **_: Any) -> Answer:  # noqa: A002, ARG002
        """The answer, without timings."""
        question, documents = input.standalone, input.documents
        readings = self.reader.read(question, [document.page_content for document in documents])
        ranked = self.calibration.ranked(candidates(question, documents, readings))
        if not ranked:
            return self._absent(input, (), 1.0)
        retrieved = _retrieved(ranked)
        features = verdict_features(ranked, documents[0].metadata["known"], len(stems(question)))
        right = float(self.calibration.right(features))
        if right < self.calibration.threshold:
            return self._absent(input, retrieved, float(self.calibration.absent(features)))
        chosen = choose(question, ranked)
        scores = {passage.passage_id: passage.score for passage in retrieved}
        quotes = [quote for candidate in chosen for quote in _quotes(candidate, scores[candidate.passage.id])]
        text, sentences, citations = cite(quotes)
        return Answer(
            status="answered",
            question=input.question.question,
            standalone_question=question,
            answer=text,
            short_answer=ranked[0][0].text,
            sentences=sentences,
            citations=citations,
            retrieved=retrieved,
            confidence=round(right, 4),
            answerer=self.name,
            timings_ms={},
        )

    def _absent(self, evidence: Evidence, retrieved: tuple[Retrieved, ...], confidence: float) -> Answer:
        several = len({document.metadata["passage"].article_id for document in evidence.documents}) > 1
        return Answer(
            status="not_in_article",
            question=evidence.question.question,
            standalone_question=evidence.standalone,
            answer=ABSENT_IN_ALL if several else ABSENT,
            short_answer=None,
            sentences=(),
            citations=(),
            retrieved=retrieved,
            confidence=round(confidence, 4),
            answerer=self.name,
            timings_ms={},
        )


def choose(question: str, ranked: Sequence[tuple[Candidate, float]]) -> list[Candidate]:
    """The candidates whose sentences make the answer, in the article's order.

    One for most questions; for open ones ("why …") also those that come close to the best and say something else.
    """
    best, score = ranked[0]
    chosen = [best]
    if OPEN_QUESTION.search(question):
        for candidate, other in ranked[1:]:
            if len(chosen) == MOST_SENTENCES or other < score - FURTHER_LEAD:
                break
            if candidate.sentence.kind == "body" and not any(_same(candidate, held) for held in chosen):
                chosen.append(candidate)
    return sorted(
        chosen, key=lambda candidate: (candidate.passage.article_id != best.passage.article_id, candidate.start)
    )


def _same(one: Candidate, other: Candidate) -> bool:
    if one.passage.article_id == other.passage.article_id and one.sentence.start == other.sentence.start:
        return True
    a, b = set(stems(one.sentence.text)), set(stems(other.sentence.text))
    return not a or not b or len(a & b) >= SAME * min(len(a), len(b))


def _quotes(candidate: Candidate, score: float) -> list[Quote]:
    """The candidate's sentence, behind the one before it where only that one names who is meant."""
    wanted = [candidate.sentence]
    before = candidate.passage.sentences[: candidate.sentence_number][-1:]
    if before and before[0].kind == "body" and _leans(candidate.sentence):
        wanted.insert(0, before[0])
    return [Quote(s, candidate.passage, candidate.document.metadata["title"], score) for s in wanted]


def _leans(sentence: Sentence) -> bool:
    """Whether a sentence opens with a pronoun and names nobody."""
    return bool(PRONOUN.match(sentence.text)) and not NAME.search(sentence.text)


def _retrieved(ranked: Sequence[tuple[Candidate, float]]) -> tuple[Retrieved, ...]:
    """The passages in the order of their best candidates, each scored by its odds against the best one's."""
    best: dict[str, Retrieved] = {}
    for candidate, score in ranked:
        passage = candidate.passage
        relative = round(math.exp(score - ranked[0][1]), 4)
        best.setdefault(passage.id, Retrieved(passage.article_id, passage.id, passage.start, passage.end, relative))
    return tuple(best.values())
