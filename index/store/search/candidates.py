"""The passages of a large index that may answer a question: the nearest, and those that share its words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from index.store.chroma_collections import ChromaCollections
from index.store.derived.lexical_table import Size
from index.store.derived.vector_cache import DECIMALS, Matrix
from index.store.search.vector_search import WIDER, WIDEST, article_of

ENOUGH = 30
"""Passages and sentences that a search among all has to find of each before it is not widened."""


@dataclass(frozen=True, slots=True)
class CandidatePassages:
    """What the searches found.

    Attributes:
        sentences: By passage id, the cosine of the nearest of its sentences that were found.
        passages: Likewise that of the passage as a whole.
        stems: Those of each passage that any search found, by its id.
        frequencies: How many passages of the scope have each of the stems that were asked for.
        size: How much there is in the scope.
    """

    sentences: dict[str, float]
    passages: dict[str, float]
    stems: dict[str, tuple[str, ...]]
    frequencies: dict[str, int]
    size: Size


def candidate_passages(
    tables: ChromaCollections,
    vector: Sequence[float],
    terms: Sequence[str],
    count: int,
    among: Collection[str] | None,
    chosen: Collection[str] = (),
) -> CandidatePassages:
    """The passages that a question is compared with.

    Args:
        tables: Where to look.
        vector: The question's, shape (dimension,).
        terms: Its stems.
        count: Passages that each search contributes at most.
        among: The ids of the articles to look in; None for all.
        chosen: Ids of passages that are wanted in any case.
    """
    lexical = tables.synchronize()
    wanted = np.asarray(vector, dtype=np.float32)
    sentences, passages = _near(tables, wanted / (float(np.linalg.norm(wanted)) or 1.0), count, among)
    frequencies = lexical.frequencies(terms, among)
    stems = lexical.best(frequencies, count, among)
    stems |= lexical.stems_of((sentences.keys() | passages.keys() | set(chosen)) - stems.keys())
    return CandidatePassages(sentences, passages, stems, frequencies, lexical.size(among))


def _near(
    tables: ChromaCollections, vector: Matrix, count: int, among: Collection[str] | None
) -> tuple[dict[str, float], dict[str, float]]:
    """The cosines of the nearest sentences and passages, by passage, as the graph finds them."""
    asked = count * WIDER
    while True:
        near = tables.near(vector.tolist(), min(asked, WIDEST))
        sentences: dict[str, float] = {}
        passages: dict[str, float] = {}
        # Records of an article that is just being added or removed are skipped.
        there = tables.lexical.known({article_of(each) for each in near})
        for each, cosine in near.items():
            if (whose := article_of(each)) not in there or (among is not None and whose not in among):
                continue
            passage_id, _, number = each.partition("-s")
            kind = sentences if number else passages
            if len(kind) < count:
                kind.setdefault(passage_id, round(cosine, DECIMALS))
        if min(len(sentences), len(passages)) >= ENOUGH or len(near) < asked or asked >= WIDEST:
            return sentences, passages
        asked *= WIDER
