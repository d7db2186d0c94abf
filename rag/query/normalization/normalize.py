"""A question as it is worked with: in its own words, without what was put around them, and short enough to be read."""

from index.text.unicode import composed
from rag.query.normalization.boilerplate import undressed
from rag.query.normalization.informal import formal, without_interjections
from rag.query.normalization.long_questions import gist
from rag.query.normalization.truecasing import lowered

MAX_NORMALIZED_CHARS = 400
"""Characters of a question that can be worked with, the names that it leaves to a conversation put into it."""
MAX_PLAIN_CHARS = 200
"""Characters of one that is left as it is: whoever writes more tells something first. The reader knows questions of
about 60."""

EDGE_CHARS = 2000
"""Of each end of a text that is looked at: as much as a question may have. A conversation's turns can be whole articles
that were pasted, with what is asked before or behind them."""


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
