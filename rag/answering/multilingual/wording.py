"""Which of a question's words a sentence has, and whether it shows what is asked for, in any of three languages."""

import re
from functools import cached_property, lru_cache

import Stemmer

from rag.answering.extractive.question_features import QuestionFeatures
from rag.answering.extractive.sentence_selection import is_open
from rag.nlp.stemming import stems
from rag.query.gloss.gloss import WORD, word_by_word
from rag.query.gloss.lexicon import CODES, plain

WHY = re.compile(r"\bwhy\b", re.IGNORECASE)
REASON = re.compile(
    r"\b(?:because|since|as|for|due|reasons?|causes?d?|owing|thanks to|so that|in order|therefore"
    r"|porque|pois|devido|já que|visto que|uma vez que|por causa|graças|para que"
    r"|ya que|puesto que|debido|a causa|gracias a|dado que)\b",
    re.IGNORECASE,
)
MIN_CHARS = 4
"""Of a Portuguese or Spanish word that counts; shorter ones are articles and prepositions."""


class AskedWords:
    """A question, looked at once for all sentences of a language."""

    def __init__(self, question: str, language: str = "") -> None:
        """Takes a question.

        Args:
            question: In that language, or its gloss where that is English.
            language: That of the sentences, one of `CODES`; empty for English.
        """
        self._question = question
        self._language = language

    @cached_property
    def _english(self) -> QuestionFeatures:
        return QuestionFeatures(word_by_word(self._question, self._language))

    @cached_property
    def _stems(self) -> frozenset[str]:
        return self._stemmed(self._question)

    @property
    def is_open(self) -> bool:
        """Whether the question can have several answers at once."""
        return is_open(self._english.text)

    def coverage(self, text: str) -> float:
        """The share of the question's words that a text has, 0 to 1."""
        return self._english.share_held(self._stems, self._stemmed(text))

    def fit(self, text: str) -> float:
        """Whether a text shows what the question wants: 1 if so, -1 if not, 0 where it wants nothing to be told by."""
        if WHY.search(self._english.text):
            return 1.0 if REASON.search(text) else -1.0
        return self._english.fit(word_by_word(text, self._language))

    def _stemmed(self, text: str) -> frozenset[str]:
        if not self._language:
            return frozenset(stems(text))
        words = (plain(word) for word in WORD.findall(text))
        return frozenset(_stemmer(self._language).stemWords([word for word in words if len(word) >= MIN_CHARS]))


@lru_cache(maxsize=len(CODES))
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(language.lower())
