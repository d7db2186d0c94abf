"""Scored sentences: what multilingual similarity and, of an English article, the reader say of each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.models import Sentence
from rag.answering.citing.citations import Quote
from rag.answering.extractive.candidates import Candidate
from rag.answering.multilingual.wording import AskedWords
from rag.models import RetrievedPassage
from rag.retrieval.multilingual import SentenceSimilarity

UNREAD_PENALTY = 2.0
"""How far, in log-odds, a sentence without a span of the reader's stands behind the worst that has one."""
FEATURES = (
    "reader",  # the rank score of the sentence's best span; 0 where no reader read it
    "similarity",  # to the question, in standard deviations
    "similarity_before",  # likewise, of the sentence before
    "aside",  # whether it is a heading, caption, byline or source line
    "coverage",  # share of the question's words that stand in the sentence or the one before
    "fit",  # whether it shows what the question wants: 1, -1, or 0 where that is no number, time, name or reason
)
"""What ranks sentences, in this order."""


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence that may answer.

    Attributes:
        retrieved: Its passage.
        number: Its place among the passage's sentences.
        cosine: Of question and sentence.
        features: As `FEATURES` names them.
        span: The reader's best span in it; None where the reader found none there.
    """

    retrieved: RetrievedPassage
    number: int
    cosine: float
    features: tuple[float, ...]
    span: Candidate | None = None

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.retrieved.passage.sentences[self.number]

    @property
    def quote(self) -> Quote:
        """The sentence to be cited."""
        return Quote(self.sentence, self.retrieved.passage, self.retrieved.article, 1.0)


def scored_sentences(
    asked: AskedWords,
    passages: Sequence[RetrievedPassage],
    similarities: Sequence[SentenceSimilarity],
    ranked: Sequence[tuple[Candidate, float]] = (),
) -> list[ScoredSentence]:
    """All sentences of passages.

    Args:
        asked: The question in the language of the passages.
        passages: The passages.
        similarities: One for each of them.
        ranked: The spans that a reader found in them with their rank scores, best first.
    """
    best: dict[tuple[str, int], tuple[Candidate, float]] = {}
    for candidate, score in ranked:
        best.setdefault((candidate.passage.id, candidate.sentence_number), (candidate, score))
    floor = min((score for _, score in best.values()), default=UNREAD_PENALTY) - UNREAD_PENALTY
    found = []
    for retrieved, similar in zip(passages, similarities, strict=True):
        before = np.concatenate([[0.0], similar.deviations[:-1]])
        for number, sentence in enumerate(retrieved.passage.sentences):
            span, score = best.get((retrieved.passage.id, number), (None, floor))
            near = " ".join(each.text for each in retrieved.passage.sentences[max(0, number - 1) : number + 1])
            features = (
                score,
                similar.deviations[number],
                before[number],
                sentence.kind != "body",
                asked.coverage(near),
                asked.fit(sentence.text),
            )
            found.append(
                ScoredSentence(retrieved, number, float(similar.cosines[number]), tuple(map(float, features)), span)
            )
    return found
