import itertools
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import ModelError
from rag.reader.model import WEIGHTS, Reader

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


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    shutil.copy(WEIGHTS / "tokenizer.json", tmp_path)
    with pytest.raises(ModelError, match=r"has no model\.onnx"):
        Reader.load(str(tmp_path))
