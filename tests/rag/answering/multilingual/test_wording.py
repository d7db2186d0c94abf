"""Whether a sentence shows what is asked for, in three languages."""

import pytest

from rag.answering.multilingual.wording import AskedWords


@pytest.mark.parametrize(
    ("question", "language", "text", "fit"),
    [
        pytest.param("Quantos livros há?", "Portuguese", "Há 120 livros.", 1.0, id="number"),
        pytest.param("Quantos livros há?", "Portuguese", "Há três livros.", 1.0, id="number-word"),
        pytest.param("Quantos livros há?", "Portuguese", "Os livros são velhos.", -1.0, id="no-number"),
        pytest.param("¿Cuándo abre?", "Spanish", "Abre en marzo.", 1.0, id="month"),
        pytest.param("¿Por qué cerró?", "Spanish", "Cerró debido a las ratas.", 1.0, id="reason"),
        pytest.param("¿Por qué cerró?", "Spanish", "Cerró ayer.", -1.0, id="no-reason"),
        pytest.param("Who is the owner?", "", "the owner is Ada Quill", 1.0, id="english-name"),
        pytest.param("O que disse ela?", "Portuguese", "Nada.", 0.0, id="nothing-to-tell-by"),
    ],
)
def test_a_sentence_fits_what_is_asked(question: str, language: str, text: str, fit: float) -> None:
    assert AskedWords(question, language).fit(text) == fit


def test_inflected_words_are_covered() -> None:
    asked = AskedWords("Quem perdeu borregos?", "Portuguese")
    assert asked.coverage("O pastor perdeu um borrego; quem diria.") == 1.0
    assert asked.coverage("Nada disso.") == 0.0
