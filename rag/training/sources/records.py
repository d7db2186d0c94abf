"""The gathered question sets (`spans2`, `unanswerable2`) as training examples."""

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from rag.training.sources.examples import Example

MAX_ANSWER_CHARS = 320
"""Longer answers are passages, not spans: the reader decodes at most 48 word pieces."""


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def span_examples(path: Path) -> dict[str, list[Example]]:
    """The rows of `spans2.jsonl.gz` by source.

    An answer that was matched by word overlap only (`fuzzy`) and one of several that together are the answer (`multi`)
    are left out: neither says where the answer begins and ends.
    """
    by_source: dict[str, list[Example]] = {}
    for row in records(path):
        if row.get("fuzzy") or (row.get("multi") and len(row["answers"]) > 1):
            continue
        spans = tuple(
            (answer["start"], answer["start"] + len(answer["text"]))
            for answer in row["answers"]
            if len(answer["text"]) <= MAX_ANSWER_CHARS
        )
        if spans:
            by_source.setdefault(row["source"], []).append(
                Example(row["question"], row["context"], spans, row["source"])
            )
    return by_source


def unanswerable_examples(path: Path) -> dict[str, list[Example]]:
    """The rows of `unanswerable2.jsonl.gz` by source; each source's name ends in "-none"."""
    by_source: dict[str, list[Example]] = {}
    for row in records(path):
        name = f"{row['source']}-none"
        by_source.setdefault(name, []).append(Example(row["question"], row["context"], (), name))
    return by_source


def with_preamble(example: Example, sentences: list[tuple[int, int]], rng: random.Random) -> Example | None:
    """The example with one or two sentences of its passage set before the question, as news quizzes ask.

    The sentences do not touch the answer. Returns None where there are none.

    Args:
        example: An example, answerable or not.
        sentences: Start and end of the passage's sentences, in order.
        rng: Draws them.
    """
    free = [
        index
        for index, (start, end) in enumerate(sentences)
        if not any(start < b and a < end for a, b in example.spans) and 30 <= end - start <= 240
    ]
    if not free:
        return None
    first = rng.choice(free)
    chosen = [first, first + 1] if first + 1 in free and rng.random() < 0.35 else [first]
    preamble = " ".join(" ".join(example.passage[slice(*sentences[index])].split()) for index in chosen)
    return replace(example, question=f"{preamble} {example.question}", source=f"{example.source}-preamble")
