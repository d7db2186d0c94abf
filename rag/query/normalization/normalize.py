"""Normalizes a question: strips what surrounds it, restores apostrophes and case, and shortens it for the reader."""

from index.text.unicode import composed
from rag.query.normalization.boilerplate import undressed
from rag.query.normalization.informal import formal, without_interjections
from rag.query.normalization.long_questions import gist
from rag.query.normalization.truecasing import lowered

MAX_NORMALIZED_CHARS = 400
"""Characters of a question that can be worked with, the names that it leaves to a conversation put into it."""
MAX_PLAIN_CHARS = 200
"""Characters of the longest question that is kept whole; longer texts are mostly context with a question in it.
Questions in the reader's training data have about 60."""

EDGE_CHARS = 2000
"""Characters that are read at each end of a longer text: the maximum length of a question. A turn can be a pasted
article with the question before or behind it."""


def plain_question(text: str) -> str:
    """The question on one line; its own words to the letter where it is plain and no longer than 200 characters.

    Apostrophes that were left out are put in, and interjections before it taken off.
    """
    return lowered(undecorated(text))


def undecorated(text: str) -> str:
    """The question as `plain_question` has it, with the capitals that it was written with."""
    if len(text) > 2 * EDGE_CHARS:
        text = f"{text[:EDGE_CHARS]}\n{text[-EDGE_CHARS:]}"
    plain = undressed(composed(text))
    line = " ".join(gist(plain if plain.strip() else text, MAX_PLAIN_CHARS).split())
    return formal(without_interjections(line))
