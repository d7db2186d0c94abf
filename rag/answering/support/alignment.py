"""How a sentence's words find their like in the quotes, word piece by word piece, by their vectors in context.

The similarity of each piece to the nearest one, as in BERTScore (Zhang et al. 2020, arXiv 1904.09675).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embeddings.minilm import EmbeddedText
from rag.nlp.lexicon import FUNCTION_WORDS

LOOSE = 0.45
"""Cosine below which a piece has no like."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """How near the sentence's content pieces come to pieces of the quotes, as cosines, and in which order.

    Attributes:
        mean: Of all.
        least: Of the one that is farthest off.
        low: Mean of the farthest third.
        in_order: Share of neighbours whose likes stand in the same order.
        unseen: Share that stand in no quote to the letter.
        unseen_least: Of those, the farthest; 1 where there are none.
        unseen_mean: Of those, the mean.
        loose: How many have no like at all.
        back: Mean over the quotes' content pieces, of their nearest in the sentence.
    """

    mean: float
    least: float
    low: float
    in_order: float
    unseen: float
    unseen_least: float
    unseen_mean: float
    loose: int
    back: float


def alignment(sentence: EmbeddedText, quotes: EmbeddedText) -> Alignment:
    """The alignment of a sentence with quotes."""
    said, held = _content(sentence.pieces), _content(quotes.pieces)
    likeness = sentence.piece_vectors[said] @ quotes.piece_vectors.T
    nearest, places = likeness.max(axis=1), likeness.argmax(axis=1)
    ordered = np.sort(nearest)
    known = set(quotes.pieces)
    unseen = nearest[[sentence.pieces[place] not in known for place in said]]
    back = quotes.piece_vectors[held] @ sentence.piece_vectors.T
    return Alignment(
        mean=float(nearest.mean()),
        least=float(ordered[0]),
        low=float(ordered[: max(1, len(ordered) // 3)].mean()),
        in_order=float((np.diff(places) > 0).mean()) if len(places) > 1 else 1.0,
        unseen=len(unseen) / len(said),
        unseen_least=float(unseen.min()) if len(unseen) else 1.0,
        unseen_mean=float(unseen.mean()) if len(unseen) else 1.0,
        loose=int((nearest < LOOSE).sum()),
        back=float(back.max(axis=1).mean()),
    )


def joined(texts: list[EmbeddedText]) -> EmbeddedText:
    """Several texts as one."""
    vector: NDArray[np.float32] = np.mean([text.vector for text in texts], axis=0)
    pieces = [piece for text in texts for piece in text.pieces]
    return EmbeddedText(vector / np.linalg.norm(vector), pieces, np.concatenate([text.piece_vectors for text in texts]))


def _content(pieces: list[str]) -> list[int]:
    """The places of pieces that carry content; all where none does."""
    content = [
        place
        for place, piece in enumerate(pieces)
        if piece.startswith("##") or (piece.isalnum() and piece not in FUNCTION_WORDS)
    ]
    return content or list(range(len(pieces)))
