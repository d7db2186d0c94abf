"""Runs the reader on onnxruntime: for a question and passages, the best answer spans and the score of "no answer"."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.chunking import MAX_PASSAGE_PIECES
from index.embeddings.onnx_session import open_session
from index.errors import ModelError
from index.text.unicode import legible
from rag.answering.extractive.reading.reader_files import SCREENING, SHIPPED, reader_files
from rag.query.normalization.long_questions import gist

SHA256 = {
    SHIPPED: "69ee7c988d80fe62e22bfa64c798c9f5d690973fe43b2d3082d5b7a773c65072",
    SHIPPED / SCREENING: "64f8b13e6d678a56452935d220bc48b1e808ae3b65cb5827e2067a2ec711d18d",
}
"""Of the shipped `model.onnx` of each folder."""

CORES = min(4, os.cpu_count() or 1)
"""Cores that a question is read on, at most."""
MAX_INPUT_PIECES = 384
"""Word pieces of question and passage together; what is longer is cut at the passage's end."""
MAX_SPAN_PIECES = 48
"""Word pieces; reasons and quotes run to about forty, whole paragraphs are no answer."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a passage that may answer, in code points of the passage; score in logits."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found in one passage: its best spans, best first, and the score of there being none.

    `presence` is the log-odds that the passage answers at all: of all spans together against none; `screened` is what a
    smaller reader, which chose the passage, said of that, or the same.
    """

    spans: tuple[Span, ...]
    null_score: float
    presence: float
    screened: float


class PassageReader(Protocol):
    """Reads passages for a question."""

    def read(self, question: str, passages: Sequence[str], *, count: int = 4) -> list[Reading]:
        """Reads every passage for the question.

        Args:
            question: The question; of one that leaves a passage no room, the part that asks is read.
            passages: Texts to look in.
            count: How many spans to give for a passage, at most; they do not overlap.
        """
        ...


class Reader:
    """An extractive question-answering model with its tokenizer (Devlin et al. 2019, arXiv 1810.04805, section 4.3)."""

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer) -> None:
        self._session = session
        self._counter = Tokenizer.from_str(tokenizer.to_str())
        self._counter.no_truncation()
        # A question that left a passage no room could not be encoded at all.
        self._longest_question = MAX_INPUT_PIECES - MAX_PASSAGE_PIECES - tokenizer.num_special_tokens_to_add(True)
        self._tokenizer = tokenizer
        self._tokenizer.enable_truncation(MAX_INPUT_PIECES, strategy="only_second")
        self._tokenizer.no_padding()
        self._inputs = {value.name for value in session.get_inputs()}
        # One passage a run: nothing is padded, and a passage scores the same whatever is read beside it (dynamic
        # quantisation scales a whole batch at once). Passages are read side by side on the cores instead.
        self._pool = ThreadPoolExecutor(CORES, thread_name_prefix="reader")

    @classmethod
    def load(cls, name: str = "", threads: int = 1) -> "Reader":
        """Loads a reader by the name that `reader_files` takes, without the one that screens passages for it.

        Args:
            name: The name.
            threads: How many compute what is read of one passage.

        Raises:
            ModelError: It is not there, is no model for this, or the shipped weights are not the expected ones.
        """
        files = reader_files(name)
        if (expected := SHA256.get(files.model.parent)) and _sha256(files.model) != expected:
            raise ModelError("The shipped reader's weights are not the expected ones: install article-chat again.")
        try:
            session, tokenizer = open_session(str(files.model), threads), Tokenizer.from_file(str(files.tokenizer))
        except Exception as error:
            raise ModelError(f"The reader {name!r} cannot be loaded: {error}") from error
        if missing := {"start_logits", "end_logits"} - {value.name for value in session.get_outputs()}:
            raise ModelError(
                f"The reader {name!r} gives no {' and no '.join(sorted(missing))}: it is no question-answering model."
            )
        return cls(session, tokenizer)

    def read(self, question: str, passages: Sequence[str], *, count: int = 4) -> list[Reading]:
        """As `PassageReader.read`."""
        asked = gist(question, self._longest_question, self._count)
        encodings = self._tokenizer.encode_batch([(asked, legible(passage)) for passage in passages])
        return list(self._pool.map(lambda encoding: self._read_one(encoding, count), encodings))

    def _count(self, text: str) -> int:
        return len(self._counter.encode(text, add_special_tokens=False).ids)

    def _read_one(self, encoding: Encoding, count: int) -> Reading:
        given = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        feed = {name: np.array([values], dtype=np.int64) for name, values in given.items() if name in self._inputs}
        starts, ends = self._session.run(["start_logits", "end_logits"], feed)
        return decode(encoding, starts[0], ends[0], count)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def decode(encoding: Encoding, starts: NDArray[np.float32], ends: NDArray[np.float32], count: int) -> Reading:
    """The best spans of one passage that do not overlap; `starts` and `ends` have shape (tokens,)."""
    tokens = np.flatnonzero([kind == 1 for kind in encoding.sequence_ids])
    null_score = float(starts[0] + ends[0])
    if not tokens.size:
        return Reading((), null_score, -np.inf, -np.inf)
    presence = float(np.logaddexp.reduce(starts[tokens]) + np.logaddexp.reduce(ends[tokens])) - null_score
    scores = starts[tokens][:, None] + ends[tokens][None, :]
    distance = np.arange(tokens.size)[None, :] - np.arange(tokens.size)[:, None]
    scores[(distance < 0) | (distance >= MAX_SPAN_PIECES)] = -np.inf
    spans: list[Span] = []
    while len(spans) < count and np.isfinite(best := scores.max()):
        first, last = np.unravel_index(int(scores.argmax()), scores.shape)
        start, end = encoding.offsets[tokens[first]][0], encoding.offsets[tokens[last]][1]
        spans.append(Span(start, end, float(best)))
        # Every span that shares a token with this one begins by its end and ends after its beginning.
        scores[: last + 1, first:] = -np.inf
    return Reading(tuple(spans), null_score, presence, presence)
