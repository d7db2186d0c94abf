"""Word stems, without the commonest words (Snowball)."""

from functools import lru_cache

import bm25s
import Stemmer

from index.text.unicode import folded

_STEMMER = Stemmer.Stemmer("english")


@lru_cache(maxsize=8192)  # the same sentences and passages come back with every question
def stems(text: str) -> tuple[str, ...]:
    """A text's words without the commonest ones and without accents, in small letters, as Snowball stems, in order."""
    tokenized = bm25s.tokenize(
        [strip_possessives(text)], stopwords="en", stemmer=_STEMMER, show_progress=False, return_ids=False
    )
    return tuple(tokenized[0])


def strip_possessives(text: str) -> str:
    """The text with straight apostrophes and without possessive endings, so that "Trump’s" is "Trump"; no accents."""
    return folded(text).replace("’", "'").replace("'s ", " ").replace("s' ", "s ")
