"""Two readers in a row: a small one reads all passages, a larger one those where an answer seems likeliest."""

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.extractive.reading.reader import CORES, PassageReader, Reader, Reading
from rag.answering.extractive.reading.reader_files import reader_files

READ_CLOSELY = 3
"""Passages that the larger reader reads, at most."""
WORTH_READING = 7.0
"""How far, in log-odds of answering, a passage that it reads may stand behind the likeliest one. On the calibration
articles nothing is lost by it, and 2.1 passages are read instead of 3."""


class CascadeReader:
    """A reader that another, smaller one chooses the passages for (a cascade: Viola and Jones 2001).

    What was not chosen has no spans: the scores of two readers cannot be compared.
    """

    def __init__(self, screening: PassageReader, reader: PassageReader, closely: int = READ_CLOSELY) -> None:
        self._screening = screening
        self._reader = reader
        self._closely = closely

    def read(self, question: str, passages: Sequence[str], *, count: int = 4) -> list[Reading]:
        """As `PassageReader.read`."""
        screened = self._screening.read(question, passages, count=1)
        order = sorted(range(len(passages)), key=lambda i: -screened[i].presence)[: self._closely]
        chosen = [i for i in order if screened[i].presence >= screened[order[0]].presence - WORTH_READING]
        read = self._reader.read(question, [passages[i] for i in chosen], count=count)
        found = [replace(reading, spans=()) for reading in screened]
        for i, reading in zip(chosen, read, strict=True):
            found[i] = replace(reading, screened=screened[i].presence)
        return found


def load_reader(name: str = "") -> PassageReader:
    """The reader of a name that `reader_files` takes, with the one that screens passages for it where it has one.

    Raises:
        ModelError: As `Reader.load`.
    """
    screening = reader_files(name).screening
    if not screening:
        return Reader.load(name)
    # One to three passages leave cores idle, unless several compute one.
    return CascadeReader(Reader.load(str(screening)), Reader.load(name, CORES))
