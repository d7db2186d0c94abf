"""Features of the intent classifier: the sentence embedding, and which words the question has, and where."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

EMBEDDING_SCALE = 3.0
"""How much more a dimension of the embedding counts than the single word: its values are about 0.05."""
MAX_CHARS = 300
"""Characters of the longest question that is classified; a longer one is a question of fact."""
MAX_COUNTED_WORDS = 3
"""Up to how many words the number of words is a feature: most reactions and courtesies have so few."""
STEM_CHARS = 5
"""Characters of a word's beginning, which inflected forms share in all three languages."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def words(question: str) -> list[str]:
    """The words in lower case."""
    return _WORD.findall(question[:MAX_CHARS].lower().replace("’", "'"))


def lexical(question: str) -> set[str]:
    """Words, word pairs, beginnings of long words, the first and the last word, and the number of words if it is small.

    Args:
        question: On one line.
    """
    found = words(question)
    features = set(found) | {f"{first} {second}" for first, second in pairwise(found)}
    features |= {f"{word[:STEM_CHARS]}~" for word in found if len(word) > STEM_CHARS}
    if found:
        features |= {f"^{found[0]}", f"{found[-1]}$"}
    if 0 < len(found) <= MAX_COUNTED_WORDS:
        features.add(f"#{len(found)}")
    return features


def row(question: str, embedding: Sequence[float], vocabulary: Mapping[str, int]) -> NDArray[np.float64]:
    """The features of a question in a row: the scaled embedding, the vocabulary's words, and 1."""
    made = np.zeros(len(embedding) + len(vocabulary) + 1)
    made[: len(embedding)] = EMBEDDING_SCALE * np.asarray(embedding)
    for feature in lexical(question):
        if (place := vocabulary.get(feature)) is not None:
            made[len(embedding) + place] = 1.0
    made[-1] = 1.0
    return made
