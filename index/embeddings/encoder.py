"""Names an embedding model and loads it: a LangChain `Embeddings`, with what an index must know about it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from langchain_core.embeddings import Embeddings

from index.embeddings.minilm import DIMENSION, MODEL_NAME, SHA256, MiniLM
from index.errors import ModelError

if TYPE_CHECKING:
    from langchain_huggingface import HuggingFaceEmbeddings

DEFAULT_MODEL = MODEL_NAME


@dataclass(frozen=True, slots=True)
class Encoder:
    """An embedding model, its identity, and its own measure of a text's length."""

    embeddings: Embeddings
    name: str
    fingerprint: str
    dimension: int
    count_tokens: Callable[[str], int]


def load_encoder(name: str = DEFAULT_MODEL) -> Encoder:
    """Loads a sentence-transformers model: the default one from its installed package, others by folder or hub id.

    Raises:
        ModelError: It cannot be found, or the default's weights are not the published ones.
    """
    if name == DEFAULT_MODEL:
        default = MiniLM()
        return Encoder(default, name, SHA256[:16], DIMENSION, default.count_tokens)
    embeddings = sentence_transformers(name)
    model = embeddings._client  # the SentenceTransformer; LangChain gives no public way to its tokenizer
    tokenizer = model.tokenizer

    def count_tokens(text: str) -> int:
        return len(tokenizer.encode(text, add_special_tokens=False, truncation=False, verbose=False))

    return Encoder(embeddings, name, _fingerprint(model)[:16], cast(int, model.get_embedding_dimension()), count_tokens)


def sentence_transformers(name: str) -> "HuggingFaceEmbeddings":
    """A sentence-transformers model by folder or hub id, on one thread, its vectors of length 1.

    Raises:
        ModelError: It cannot be found.
    """
    # Imported here: together they take most of a process's start.
    import torch
    from langchain_huggingface import HuggingFaceEmbeddings
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    # A second thread halves nothing for short texts and waits on barriers whenever another process is busy.
    torch.set_num_threads(1)
    try:
        return HuggingFaceEmbeddings(
            model_name=name, model_kwargs={"device": "cpu"}, encode_kwargs={"normalize_embeddings": True}
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"The embedding model {name!r} could not be loaded: give a sentence-transformers folder or a hub id that"
            " can be reached."
        ) from error


def _fingerprint(model: object) -> str:
    """A hash over a model's weights, the same whenever and wherever they are loaded."""
    import torch

    digest = hashlib.sha256()
    for key, value in sorted(model.state_dict().items()):  # type: ignore[attr-defined]
        digest.update(key.encode())
        # As bytes: NumPy has no bfloat16.
        digest.update(value.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
