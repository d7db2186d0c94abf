"""What an index was made with: the vectors of another model, or the passages of another splitter, would not fit in."""

from collections.abc import Mapping
from typing import Any

from index.chunking import SPLITTER
from index.embeddings.encoder import Encoder
from index.errors import StampMismatchError


def stamp_of(encoder: Encoder) -> dict[str, Any]:
    """The stamp of an index that is made now."""
    return {
        "embedding_model": encoder.name,
        "weights": encoder.fingerprint,
        "dimension": encoder.dimension,
        "splitter": SPLITTER,
    }


def check_stamp(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Whether an index fits what is set now.

    Raises:
        StampMismatchError: It does not.
    """
    if any(found.get(key) != value for key, value in wanted.items()):
        was, now = (
            f"{stamp.get('embedding_model')} (weights {stamp.get('weights')}, splitter {stamp.get('splitter')})"
            for stamp in (found, wanted)
        )
        raise StampMismatchError(
            f"The index was made with {was}, and now {now} is set: set the old model again, or rebuild with"
            " 'article-chat index --rebuild'."
        )
