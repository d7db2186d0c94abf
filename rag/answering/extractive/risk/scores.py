"""Calibration scores: how sure the answers to calibration questions were, and which of them were right."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from rag.answering.extractive.reading.reader_files import ReaderFiles, reader_files

Scored = tuple[NDArray[np.float64], NDArray[np.bool_]]
"""The confidence of an answer to each question, and whether it was right; shape (questions,) each."""


@dataclass(frozen=True, slots=True)
class CalibrationScores:
    """The scores of calibration questions by shape, such as "news".

    Attributes:
        by_shape: The scores; a question that was not answered at all has a confidence of 0.
        unpromised: The shapes that a promise leaves out.
        made_with: The hash of the reader and its calibration (see `fingerprint`); scores of others say nothing.
    """

    by_shape: Mapping[str, Scored]
    unpromised: frozenset[str]
    made_with: str

    @classmethod
    def load(cls, path: Path) -> "CalibrationScores":
        """Reads what `save` wrote.

        Raises:
            ModelError: It is missing, or no such file.
        """
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
            shapes = {
                name: (np.array(part["confidence"], float), np.array(part["right"], bool))
                for name, part in stored["shapes"].items()
            }
            if not all(sure.shape == right.shape and sure.ndim == 1 for sure, right in shapes.values()):
                raise ValueError("each question has a confidence and is right or not")
            return cls(shapes, frozenset(stored["unpromised"]), str(stored["made_with"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(
                f"The calibration scores {str(path)!r} cannot be read: make them with 'article-chat calibrate'."
            ) from error

    def save(self, path: Path) -> None:
        """Writes the scores, to four decimals.

        Raises:
            ModelError: It cannot be written.
        """
        shapes = {
            name: {"confidence": sure.round(4).tolist(), "right": right.astype(int).tolist()}
            for name, (sure, right) in self.by_shape.items()
        }
        stored = {"made_with": self.made_with, "unpromised": sorted(self.unpromised), "shapes": shapes}
        try:
            path.write_text(json.dumps(stored, separators=(",", ":")) + "\n", encoding="utf-8")
        except OSError as error:
            raise ModelError(
                f"The calibration scores cannot be written to {str(path)!r} ({error.strerror}): name another file."
            ) from error

    def promised(self) -> Scored:
        """The scores of all shapes that a promise is for, together."""
        parts = [part for name, part in self.by_shape.items() if name not in self.unpromised]
        empty = np.zeros(0), np.zeros(0, bool)
        sure, right = zip(*[empty, *parts], strict=True)
        return np.concatenate(sure), np.concatenate(right)


def fingerprint(files: ReaderFiles) -> str:
    """A hash of a reader's weights and calibration, on which all confidence rests; of its screening reader too."""
    digest = hashlib.sha256()
    screening = [reader_files(str(files.screening)).model] if files.screening else []
    for path in (files.model, files.calibration, *screening):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
