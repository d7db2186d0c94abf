"""Glosses a Portuguese or Spanish question in English, word by word, with the words of the articles that are asked.

A lexicon has the words that questions are made of. Any other word becomes the articles' word that lies nearest to it
in the multilingual embedding space, where one is near enough; names and numbers stay as they are. The result is no
English that anybody would write, but the reader, which knows questions of keywords, understands it.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.embeddings.multilingual import MultilingualE5
from rag.nlp.lexicon import FUNCTION_WORDS
from rag.query.gloss.lexicon import Lexicon, lexicon, plain

NEAR = 0.89
"""Least cosine similarity of a question's word and the article's word that translates it."""
MIN_CHARS = 4
"""Of an article's word that may be a translation."""
MAX_PHRASE_WORDS = 4
NOTHING = "-"
"""The gloss of words that English has none for."""
MAX_KEPT_WORDS = 20_000
"""Word vectors in the cache, about 30 MB; it is cleared when it holds more."""

WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


class Glosser:
    """Glosses questions, and keeps the vectors of the articles' words."""

    def __init__(self, model: MultilingualE5) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def __call__(self, question: str, language: str, texts: Sequence[str]) -> str:
        """The gloss, with a capital and a question mark.

        Args:
            question: The question.
            language: Its language, as `foreign_language` names it.
            texts: English texts that may answer it.
        """
        present = {plain(word): word for text in texts for word in WORD.findall(text)}
        known = [pair for pair in _known(WORD.findall(question), lexicon(language), present) if pair[1] != NOTHING]
        unknown = [word for word, english in known if english is None]
        found = self._translated(unknown, present.values()) if unknown else {}
        line = " ".join(english or found.get(word, word) for word, english in known)
        return f"{line[:1].upper()}{line[1:]}?"

    def _translated(self, words: Sequence[str], present: Iterable[str]) -> dict[str, str]:
        """The translations among the words present, of those words that have one."""
        candidates = sorted({word.lower() for word in present if _may_translate(word)})
        if not candidates:
            return {}
        near = self._model.questions([word.lower() for word in words]) @ self._of(candidates).T
        best = near.argmax(axis=1)
        return {word: candidates[best[row]] for row, word in enumerate(words) if near[row, best[row]] >= NEAR}

    def _of(self, words: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of words, of which new ones are embedded."""
        with self._lock:
            if len(self._vectors) > MAX_KEPT_WORDS:
                self._vectors.clear()
            new = [word for word in words if word not in self._vectors]
            self._vectors.update(zip(new, self._model.passages(new), strict=True))
            return np.stack([self._vectors[word] for word in words])


def word_by_word(text: str, language: str) -> str:
    """A text with the words of its language's lexicon in English, all others as they are; English stays English.

    Args:
        text: The text.
        language: Its language, one of `CODES`; empty for English.
    """
    if not language:
        return text
    known = _known(WORD.findall(text), lexicon(language), {})
    return " ".join(english or word for word, english in known if english != NOTHING)


def _known(words: Sequence[str], known: Lexicon, present: dict[str, str]) -> Iterator[tuple[str, str | None]]:
    """Each word or phrase of a question with its English; None for what neither lexicon nor articles have."""
    at = 0
    while at < len(words):
        for size in range(min(MAX_PHRASE_WORDS, len(words) - at), 1, -1):
            if english := known.phrase(tuple(words[at : at + size])):
                yield " ".join(words[at : at + size]), english
                at += size
                break
        else:
            word = words[at]
            named = at > 0 and word[0].isupper() and plain(word) in present
            same = present.get(plain(word)) if named or not word.isalpha() else None
            yield word, same or known.word(word) or present.get(plain(word))
            at += 1


def _may_translate(word: str) -> bool:
    return len(word) >= MIN_CHARS and word[0].isalpha() and word.lower() not in FUNCTION_WORDS
