"""The English of the words that Portuguese and Spanish questions are made of, however they are inflected or spelled."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import Stemmer

LEXICA = Path(__file__).parent / "lexicon"
CODES = {"Portuguese": "pt", "Spanish": "es"}
"""The languages that have one."""
MIN_STEMMED_CHARS = 4
"""Shorter words are what they are: stems of two or three letters stand for too much."""


def plain(word: str) -> str:
    """A word in small letters and without accents, as it is typed in a hurry."""
    apart = unicodedata.normalize("NFD", word.lower().replace("’", "'"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The English of a language's words: as they are spelled, without accents, and by their stems."""

    spelled: dict[str, str]
    unaccented: dict[str, str]
    stemmed: dict[str, str]
    stemmer: Stemmer.Stemmer

    def phrase(self, words: tuple[str, ...]) -> str | None:
        """The English of several words that mean something together."""
        joined = "-".join(words).lower()
        return self.spelled.get(joined) or self.unaccented.get(plain(joined))

    def word(self, word: str) -> str | None:
        """The English of one word; None for a word that is not known."""
        bare = plain(word)
        known = self.spelled.get(word.lower()) or self.unaccented.get(bare)
        if known or len(bare) < MIN_STEMMED_CHARS:
            return known
        return self.stemmed.get(self.stemmer.stemWord(bare))


@lru_cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language.

    Args:
        language: Its English name, one of `CODES`.
    """
    made = Lexicon({}, {}, {}, Stemmer.Stemmer(language.lower()))
    for line in (LEXICA / f"{CODES[language]}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        english, words = line.split(": ")
        for word in words.split():
            made.spelled.setdefault(word, english)
            made.unaccented.setdefault(plain(word), english)
            if len(word) >= MIN_STEMMED_CHARS and "-" not in word:
                made.stemmed.setdefault(made.stemmer.stemWord(plain(word)), english)
    return made
