"""Two readers in a row: which passages the larger one reads, and what is known of the others."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.answering.extractive.reading.cascade import CascadeReader, load_reader
from rag.answering.extractive.reading.reader import Reader, Reading, Span
from rag.answering.extractive.reading.reader_files import SCREENING, SHIPPED, reader_files


class ScriptedReader:
    """Finds the first word of each passage, with the presence that is scripted for the passage; notes what it read."""

    def __init__(self, presence: dict[str, float]) -> None:
        self.presence = presence
        self.asked: list[tuple[str, list[str], int]] = []

    def read(self, question: str, passages: Sequence[str], *, count: int = 4) -> list[Reading]:
        self.asked.append((question, list(passages), count))
        found = [self.presence[passage] for passage in passages]
        return [Reading((Span(0, 1, presence),), 0.0, presence, presence) for presence in found]


def test_the_larger_reader_reads_the_passages_that_the_smaller_one_finds_likeliest() -> None:
    screening = ScriptedReader({"a": -1.0, "b": 3.0, "c": 0.0, "d": 2.0})
    reader = ScriptedReader({"b": 7.0, "c": 8.0, "d": 9.0})
    readings = CascadeReader(screening, reader, closely=2).read("Why?", ["a", "b", "c", "d"], count=3)
    assert screening.asked == [("Why?", ["a", "b", "c", "d"], 1)]
    assert reader.asked == [("Why?", ["b", "d"], 3)]
    assert [(reading.presence, reading.screened, len(reading.spans)) for reading in readings] == [
        (-1.0, -1.0, 0),
        (7.0, 3.0, 1),
        (0.0, 0.0, 0),
        (9.0, 2.0, 1),
    ]


def test_a_passage_that_is_far_less_likely_is_not_read_closely() -> None:
    reader = ScriptedReader({"a": 7.0, "b": 8.0})
    CascadeReader(ScriptedReader({"a": 5.0, "b": -1.9, "c": -2.1}), reader).read("Why?", ["a", "b", "c"])
    assert reader.asked == [("Why?", ["a", "b"], 4)]


@pytest.mark.parametrize("passages", [[], ["a"], ["a", "b"]])
def test_few_passages_are_all_read(passages: list[str]) -> None:
    scripted = {"a": 1.0, "b": 2.0}
    readings = CascadeReader(ScriptedReader(scripted), ScriptedReader(scripted), closely=3).read("Why?", passages)
    assert [reading.presence for reading in readings] == [scripted[passage] for passage in passages]


def test_a_folder_without_a_screening_reader_reads_everything_itself(tmp_path: Path) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        shutil.copy(SHIPPED / SCREENING / name, tmp_path)
    assert reader_files(str(tmp_path)).screening is None
    assert isinstance(load_reader(str(tmp_path)), Reader)
    assert isinstance(load_reader(), CascadeReader)
