"""Similarity of a question with each sentence, with a model that counts letters."""

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from index.chunking import passages
from index.embeddings.multilingual import MultilingualE5
from index.models import Article
from rag.retrieval.multilingual import MultilingualSearch

ARTICLE = Article("Zoo", "A zebra ran.\n\n# Birds\n\nThe owl slept. The emu hid.", "", markdown=True)


class CountedLetters:
    """Embeds a text by how often it has each letter, and counts the texts."""

    def __init__(self) -> None:
        self.embedded = 0

    def questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.array([[text.lower().count(chr(97 + i)) for i in range(26)] for text in texts], dtype=np.float32)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1.0)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += len(texts)
        return self.questions(texts)


def test_the_sentence_that_is_alike_is_nearest() -> None:
    search = MultilingualSearch(cast(MultilingualE5, CountedLetters()))
    parts = passages(ARTICLE, lambda text: len(text.split()))
    found = search.similarities("emu hid the", parts)
    assert [similar.passage for similar in found] == parts
    cosines = {
        sentence.text: cosine
        for similar in found
        for sentence, cosine in zip(similar.passage.sentences, similar.cosines, strict=True)
    }
    assert max(cosines, key=lambda text: cosines[text]) == "The emu hid."
    assert abs(np.concatenate([similar.deviations for similar in found]).mean()) < 1e-9


def test_a_sentence_is_embedded_once() -> None:
    model = CountedLetters()
    search = MultilingualSearch(cast(MultilingualE5, model))
    parts = passages(ARTICLE, lambda text: len(text.split()))
    for question in ("owl", "emu"):
        search.similarities(question, parts)
    assert model.embedded == sum(len(part.sentences) for part in parts)


def test_nothing_is_found_in_nothing() -> None:
    assert MultilingualSearch(cast(MultilingualE5, CountedLetters())).similarities("owl", []) == []
