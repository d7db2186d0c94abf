"""Reads a language model's second try: the sentences that it writes instead of those that were doubted."""

import re

from rag.answering.generative.answer_builder import Revisions
from rag.answering.generative.prompts import LETTERS
from rag.answering.generative.sentence_stream import SentenceStream, Written

LINE = re.compile(rf"^(?:[^\w\n]|_)*([{LETTERS}])[*_]*[.:)][*_]*[ \t]*(.*)$", re.MULTILINE)
NOTHING = re.compile(r"[\W_]*(none|nothing|not in article)?[\W_]*", re.IGNORECASE)
"""How a model says that it takes a sentence back."""


def revisions(text: str) -> Revisions:
    """What stands behind each letter, by its position; of a letter that stands twice, the first counts."""
    found: dict[int, list[Written]] = {}
    for line in LINE.finditer(text):
        found.setdefault(LETTERS.index(line[1]), [] if NOTHING.fullmatch(line[2]) else _written(line[2]))
    return found


def _written(text: str) -> list[Written]:
    draft = SentenceStream()
    return [*draft.add(text), *draft.finish()]
