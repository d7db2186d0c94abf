import itertools
import shutil
from pathlib import Path

import huggingface_hub.constants
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import index.embeddings.minilm
from index.errors import ModelError
from rag.answering.extractive.reading.reader import Reader
from rag.answering.extractive.reading.reader_files import SHIPPED, reader_files

PASSAGES = (
    "The bridge was opened in 1932 by the mayor, Ada Quill.",
    "Bread is baked before dawn. It is sold by noon.",
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def test_finds_the_span_in_the_passage_that_holds_it(reader: Reader) -> None:
    holding, other = reader.read("Who opened the bridge?", PASSAGES)
    best = holding.spans[0]
    assert PASSAGES[0][best.start : best.end].endswith("Ada Quill")
    assert best.score - holding.null_score > other.spans[0].score - other.null_score


def test_spans_of_a_passage_do_not_overlap(reader: Reader) -> None:
    spans = sorted(reader.read("When was it opened?", PASSAGES)[0].spans, key=lambda span: span.start)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=200), st.lists(st.text(max_size=400), max_size=3))
def test_reads_any_text(reader: Reader, question: str, passages: list[str]) -> None:
    readings = reader.read(question, passages)
    assert len(readings) == len(passages)
    for passage, reading in zip(passages, readings, strict=True):
        assert all(0 <= span.start < span.end <= len(passage) for span in reading.spans)


def test_reads_the_same_alone_and_together(reader: Reader) -> None:
    together = reader.read("Who opened the bridge?", PASSAGES)
    assert together == [reader.read("Who opened the bridge?", [passage])[0] for passage in PASSAGES]


@pytest.mark.parametrize(
    "question",
    [
        "x y z " * 333,
        "1 2 3 4 " * 250,
        "誰在莫斯科" * 400,
        "Кто такой? " * 180,
        "0x3f9a,7b;" * 200,
        "🚀" * 2000,
        "a.b" * 660,
    ],
)
def test_a_question_of_any_length_leaves_room_for_a_passage(reader: Reader, question: str) -> None:
    (reading,) = reader.read(f"{question} Who opened the bridge?", PASSAGES[:1])
    assert PASSAGES[0][reading.spans[0].start : reading.spans[0].end].endswith("Ada Quill")


def test_a_tokenizer_without_weights_names_what_was_looked_for(tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "tokenizer.json", tmp_path)
    with pytest.raises(ModelError, match=r"has no weights \(model\.onnx, onnx/model_quantized\.onnx"):
        reader_files(str(tmp_path))


def test_a_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "tokenizer.json", tmp_path)
    shutil.copy(Path(index.embeddings.minilm.__file__).parent / "minilm.onnx", tmp_path / "model.onnx")
    with pytest.raises(ModelError, match="start_logits"):
        Reader.load(str(tmp_path))


def test_broken_weights_are_refused(tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "tokenizer.json", tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with pytest.raises(ModelError, match="cannot be loaded"):
        Reader.load(str(tmp_path))


def test_a_hub_model_is_read_from_the_hubs_own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it lies there once it was downloaded, and with no connection now."""
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    model = tmp_path / "models--press--reader"
    snapshot = model / "snapshots" / ("0" * 40)
    (snapshot / "onnx").mkdir(parents=True)
    (model / "refs").mkdir()
    (model / "refs" / "main").write_text("0" * 40, encoding="ascii")
    shutil.copy(SHIPPED / "model.onnx", snapshot / "onnx" / "model_quantized.onnx")
    shutil.copy(SHIPPED / "tokenizer.json", snapshot)
    files = reader_files("press/reader")
    assert files.model == snapshot / "onnx" / "model_quantized.onnx"
    assert files.calibration == SHIPPED / "calibration.json"
    assert Reader.load("press/reader").read("Who opened the bridge?", PASSAGES[:1])[0].spans


def test_a_reader_that_is_nowhere_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match=r"no folder 'press/none'.*hub id with ONNX weights"):
        reader_files("press/none")
