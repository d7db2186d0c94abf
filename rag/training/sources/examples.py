"""A training example for the reader, and what is done to one: cutting it to size, roughening its question."""

import random
from dataclasses import dataclass, replace

from sentencex import get_sentence_boundaries

from rag.nlp.lexicon import STOP_WORDS

MAX_PASSAGE_CHARS = 1000
"""Characters; a longer context is cut to whole sentences around its answer."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, a passage, and the character spans of its answers there (none: the passage does not answer).

    `rivals` are passages of the same article that share words with the question and do not answer it.
    """

    question: str
    passage: str
    spans: tuple[tuple[int, int], ...]
    source: str
    rivals: tuple[str, ...] = ()


def fit(example: Example, rng: random.Random, longest: int = MAX_PASSAGE_CHARS) -> Example | None:
    """Cuts a long passage to a run of whole sentences, at most `longest` characters, around one of its answers.

    Returns None when the answer does not fit.
    """
    text = example.passage
    if len(text) <= longest:
        return example
    bounds = [(s["start_index"], s["end_index"]) for s in get_sentence_boundaries("en", text)]
    span = rng.choice(example.spans) if example.spans else None
    held = [i for i, (start, end) in enumerate(bounds) if span and start < span[1] and end > span[0]]
    first, last = (held[0], held[-1]) if held else (rng.randrange(len(bounds)),) * 2
    grown = True
    while grown:
        grown = False
        for step in rng.sample((0, 1), 2):
            a, b = (first - 1, last) if step else (first, last + 1)
            if a >= 0 and b < len(bounds) and bounds[b][1] - bounds[a][0] <= longest:
                first, last, grown = a, b, True
    start, end = bounds[first][0], bounds[last][1]
    spans = tuple((s - start, e - start) for s, e in example.spans if s >= start and e <= end)
    if (example.spans and not spans) or end - start > 2 * longest:
        return None
    return replace(example, passage=text[start:end].rstrip(), spans=spans)


def roughen(question: str, rng: random.Random) -> str:
    """The question as a hurried reader types it: lower case, without its mark, with typing errors, or as keywords."""
    dice = rng.random()
    words = question.rstrip(" ?").split()
    if dice < 0.72 or not words:
        return question
    if dice < 0.80:
        return " ".join(words).lower()
    if dice < 0.90 and len(words) > 4:
        kept = [word for word in words if word.lower() not in STOP_WORDS]
        keep_asking = words[0].lower() in {"who", "when", "where", "how", "why"} and rng.random() < 0.7
        kept = ([words[0]] if keep_asking else []) + [word for word in kept if word != words[0]]
        return " ".join(kept).lower() if len(kept) > 1 else question
    for _ in range(1 + len(words) // 7):
        at = rng.randrange(len(words))
        words[at] = mistype(words[at], rng)
    return " ".join(words) + ("?" if rng.random() < 0.5 else "")


def mistype(word: str, rng: random.Random) -> str:
    """One letter swapped, dropped or doubled; words under four letters stay."""
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if kind == 1 else word[:at] + word[at] + word[at:]
