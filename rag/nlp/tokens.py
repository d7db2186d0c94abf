"""Cuts a text into words and signs."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.nlp.lexicon import PLURAL_PEOPLE, WH

TOKEN = re.compile(r"\d+(?:[.,:]\d+)*%?|[^\W_]+(?:[-'’&.][^\W_]+)*(?:(?<=s)['’](?!\w))?|[^\w\s]")
PLURALS_AS_SINGULAR = ("ss", "us", "is", "ics", "news", "series")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign, at its place in a text; `low` is in lower case with a straight apostrophe."""

    text: str
    start: int
    end: int
    low: str

    @property
    def is_word(self) -> bool:
        """Whether it is no punctuation."""
        return self.text[0].isalnum()

    @property
    def owner(self) -> str:
        """The word without its possessive ending, or "" where it has none."""
        if self.low.endswith("'s"):
            return self.text[:-2]
        return self.text[:-1] if self.low.endswith("s'") else ""


@lru_cache(maxsize=256)  # the same turns come back with every question of a conversation
def tokens(text: str) -> tuple[Token, ...]:
    """The words and signs of a text."""
    return tuple(
        Token(match[0], match.start(), match.end(), match[0].lower().replace("’", "'"))
        for match in TOKEN.finditer(text)
    )


def is_plural(word: str) -> bool:
    """Whether a noun, in lower case, has a plural's form."""
    if word in PLURAL_PEOPLE or word in {"mice", "feet", "teeth", "geese"} or word.endswith("men"):
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(PLURALS_AS_SINGULAR) and word not in WH


def singular(word: str) -> str:
    """A plural noun's singular, as far as its ending shows."""
    if word.endswith("men"):
        return word[:-2] + "an"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if is_plural(word) and word.endswith("s") else word
