"""Intent classifier: a softmax regression over embedding and words, for what no phrase tells; in doubt a fact."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.nlp.language_id import foreign_language
from rag.query.gloss.lexicon import CODES
from rag.query.intent.features import MAX_CHARS, row, words
from rag.query.intent.intent import UNSEARCHED, Intent, QuestionIntent, wanted

WEIGHTS = Path(__file__).parent / "weights.json"

LIKELY = 0.5
"""Least summed probability of the intents that need no search; 5 of 4,863 questions about articles exceed it."""
KNOWN_SHARE = 0.6
"""Of a question's words that the classifier must know to leave it unsearched: "photographer avisol" is keywords."""
_OF_OTHERS = re.compile(r"\b(?:s?he|him|his|her|hers|they|them|their)\b", re.IGNORECASE)
"""Third-person pronouns: "who is he?" is never about the assistant."""
_NAME = re.compile(r"(?<=[^\W_] )[A-ZÀ-Þ]\w*[a-zß-ÿ]")
"""A capitalised word behind another one."""


@dataclass(frozen=True, slots=True)
class Softmax:
    """A softmax regression: which features have which weight for each intent, the embedding's first, the bias last."""

    intents: tuple[Intent, ...]
    vocabulary: dict[str, int]
    weights: NDArray[np.float64]

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "Softmax":
        """As `rag.training.fit_intents` wrote it."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        vocabulary = {feature: place for place, feature in enumerate(stored["vocabulary"])}
        return cls(tuple(map(Intent, stored["intents"])), vocabulary, np.array(stored["weights"], dtype=np.float64))

    def __call__(self, question: str, embedding: Sequence[float]) -> dict[Intent, float]:
        """The probability of each intent."""
        logits = row(question, embedding, self.vocabulary) @ self.weights
        odds = np.exp(logits - logits.max())
        return dict(zip(self.intents, (odds / odds.sum()).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class IntentClassifier:
    """Tells what a question wants, by phrases or, where none fits, by the regression.

    Attributes:
        embed: The embedding of a question by the default model.
        softmax: Fitted on such embeddings.
    """

    embed: Callable[[str], Sequence[float]]
    softmax: Softmax = field(default_factory=Softmax.load)

    def __call__(self, question: str, *, first: bool = True) -> QuestionIntent:
        """As `rag.query.intent.intent.wanted`."""
        told = wanted(question, first=first)
        line = " ".join(question.split())
        if told.intent is not Intent.FACT or len(line) > MAX_CHARS or not words(line):
            return told
        likely = self.softmax(line, self.embed(line))
        # What an article's description tells is a matter of phrases alone: all else about authors and dates is content.
        chat = {intent: likely[intent] for intent in UNSEARCHED - {Intent.DESCRIPTION}}
        best = max(chat, key=lambda intent: chat[intent])
        if sum(chat.values()) < LIKELY or not self._may_be_unsearched(line, best):
            return QuestionIntent(Intent.SUMMARY) if likely[Intent.SUMMARY] >= LIKELY else told
        courtesy = "praise" if best is Intent.SMALL_TALK else ""
        return QuestionIntent(best, CODES.get(foreign_language(line) or "", ""), courtesy=courtesy)

    def _may_be_unsearched(self, question: str, intent: Intent) -> bool:
        """Whether a question has hardly any words of its own: names and rare words are an article's."""
        if intent is not Intent.TASK and (_NAME.search(question) or _OF_OTHERS.search(question)):
            return False
        found = words(question)
        return sum(word in self.softmax.vocabulary for word in found) >= KNOWN_SHARE * len(found)
