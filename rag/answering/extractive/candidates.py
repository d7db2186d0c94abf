"""Candidate answers: the spans a reader found, each with its sentence and with what speaks for it."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.models import Passage, Sentence
from index.text.tables import ROW
from index.text.unicode import whole
from rag.answering.extractive.proximity import SIGNS, signs
from rag.answering.extractive.question_features import QuestionFeatures
from rag.answering.extractive.reading.reader import Reading
from rag.models import Retrieved, RetrievedPassage
from rag.nlp.facts.boundaries import settle
from rag.nlp.facts.roles import asked_role
from rag.nlp.stemming import stems

EVIDENCE = (
    "margin",  # span score minus the "no answer" score of its passage, in logits
    "presence",  # the passage's log-odds of answering at all
    "screened",  # presence by the screening reader, which chose the passage
    "span_score",
    "first",  # whether it is its passage's best span
    "retrieval",  # the fused retrieval score, 0 to 1
    "sentence_cosine",
    "passage_cosine",
    "coverage",  # how much of the question's words, by their rarity, stands in the passage
    "sentence_coverage",  # share of the question's stems in the sentence and the one before
    "echo",  # share of the span's stems that only repeat the question
    "length",  # of the span, in tens of words
    "imprint",  # whether it stands in a byline or source line
    "aside",  # whether it stands in a caption or heading
    "names",  # share of the question's names and numbers that stand in the passage
    "names_near",  # … in the sentence or the one before
    "fit",  # whether it is of the kind that the question wants: 1, -1, or 0 for no such kind
)
"""What the reader, the retriever and the words say of a candidate, in this order."""
FEATURES = (*EVIDENCE, *SIGNS)
"""What `Candidate.features` holds, in this order."""
REST_OF_QUESTION = re.compile(r"(?:[^.!?]|\.(?=\d))*\?")
ASKS_WHAT_WAS_ASKED = re.compile(r"\b(?:asks?|asked|asking|questions?|wonder\w*)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of one sentence that may answer; offsets count in the article's text."""

    retrieved: RetrievedPassage
    sentence_number: int
    start: int
    end: int
    features: tuple[float, ...]

    @property
    def passage(self) -> Passage:
        """The passage it stands in."""
        return self.retrieved.passage

    @property
    def sentence(self) -> Sentence:
        """The sentence it stands in."""
        return self.passage.sentences[self.sentence_number]

    @property
    def place(self) -> tuple[str, int]:
        """The article of its sentence, and where the sentence starts there: two articles may have the same offset."""
        return self.passage.article_id, self.sentence.start

    @property
    def text(self) -> str:
        """The span's words."""
        passage = self.passage
        return passage.text[self.start - passage.start : self.end - passage.start]


def candidates(question: str, passages: Sequence[RetrievedPassage], readings: Sequence[Reading]) -> list[Candidate]:
    """The reader's spans, each cut to the sentence that holds most of it.

    Left out are spans of several table cells, those before a question of the article itself, and names of people with
    another role than the question asks for.
    """
    asked, role = QuestionFeatures(question), asked_role(question)
    found = []
    for retrieved, reading in zip(passages, readings, strict=True):
        passage = retrieved.passage
        around = set(stems(passage.text))
        stemmed = [set(stems(sentence.text)) for sentence in passage.sentences]
        for number, span in enumerate(reading.spans):
            start, end = passage.start + span.start, passage.start + span.end
            at = max(range(len(passage.sentences)), key=lambda i: _overlap(passage.sentences[i], start, end))
            sentence = passage.sentences[at]
            start, end = max(start, sentence.start) - sentence.start, min(end, sentence.end) - sentence.start
            if start >= end:
                continue
            settled = settle(question, sentence.text, *whole(sentence.text, start, end))
            start, end = (sentence.start + edge for edge in settled)
            near = set().union(*stemmed[max(0, at - 1) : at + 1])
            text = passage.text[start - passage.start : end - passage.start]
            if ROW.search(sentence.text) and "|" in text:
                continue  # several cells are no answer
            if REST_OF_QUESTION.match(sentence.text, end) and not ASKS_WHAT_WAS_ASKED.search(question):
                continue  # the article asks as well, to go on from there
            if role and role.is_anothers(sentence.text, start - sentence.start, end - sentence.start):
                continue
            own = set(stems(text))
            features = (
                span.score - reading.null_score,
                reading.presence,
                reading.screened,
                span.score,
                float(number == 0),
                retrieved.score,
                retrieved.sentence_cosine,
                retrieved.passage_cosine,
                retrieved.coverage,
                asked.share_held(asked.stems, near),
                len(own & asked.stems) / len(own) if own else 0.0,
                len(text.split()) / 10,
                float(sentence.kind in {"byline", "source"}),
                float(sentence.kind in {"caption", "heading"}),
                asked.share_held(asked.names, around),
                asked.share_held(asked.names, near),
                asked.fit(text),
                *signs(
                    asked,
                    passage.sentences[at - 1].text if at else "",
                    sentence.text,
                    start - sentence.start,
                    end - sentence.start,
                ),
            )
            found.append(Candidate(retrieved, at, start, end, features))
    return found


def read_passages(ranked: Sequence[tuple[Passage, float]]) -> tuple[Retrieved, ...]:
    """The passages in the order of their best candidates, each scored by its odds against the best one's.

    Args:
        ranked: The passage and the rank score of each candidate, best first.
    """
    best: dict[str, Retrieved] = {}
    for passage, score in ranked:
        relative = round(math.exp(score - ranked[0][1]), 4)
        best.setdefault(passage.id, Retrieved(passage.article_id, passage.id, passage.start, passage.end, relative))
    return tuple(best.values())


def _overlap(sentence: Sentence, start: int, end: int) -> int:
    return min(end, sentence.end) - max(start, sentence.start)
