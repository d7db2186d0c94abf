"""Glosses of questions, with a model that knows a few words."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from index.embeddings.multilingual import MultilingualE5
from rag.query.gloss.gloss import Glosser, word_by_word

TRANSLATIONS = {"cabrestantes": "cranes", "cabestrantes": "cranes", "lampião": "lantern"}
ARTICLE = "The cranes of Port Halvard stand still, said Olu Brandt. A lantern was lit, and 23 ships wait."


class KnownWords:
    """Puts a word where its translation is."""

    def questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.passages([TRANSLATIONS.get(text, text) for text in texts])

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), 997), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row, int.from_bytes(text.encode(), "big") % 997] = 1.0
        return vectors


@pytest.fixture
def gloss() -> Glosser:
    return Glosser(cast(MultilingualE5, KnownWords()))


@pytest.mark.parametrize(
    ("question", "language", "glossed"),
    [
        pytest.param("Quantos cabrestantes há?", "Portuguese", "How many cranes there?", id="near-word"),
        pytest.param("¿Por qué paran los cabestrantes?", "Spanish", "Why stop the cranes?", id="spanish"),
        pytest.param("Quem é Olu Brandt?", "Portuguese", "Who is Olu Brandt?", id="name"),
        pytest.param("Onde estão os 23 navios?", "Portuguese", "Where are the 23 ship?", id="number"),
        pytest.param("Quem viu o zarabatana?", "Portuguese", "Who see the zarabatana?", id="not-to-be-translated"),
        pytest.param("Como se chama o lampião?", "Portuguese", "What is the name of the lantern?", id="phrase"),
    ],
)
def test_a_question_becomes_english_words(gloss: Glosser, question: str, language: str, glossed: str) -> None:
    assert gloss(question, language, [ARTICLE]) == glossed


def test_a_gloss_needs_no_article(gloss: Glosser) -> None:
    assert gloss("Quem paga os cabrestantes?", "Portuguese", []) == "Who pay the cabrestantes?"


def test_english_stays_english() -> None:
    assert word_by_word("Who has a plan?", "") == "Who has a plan?"
