"""What the article says instead of what is asked: that it is not known, or that it was not so."""

from collections.abc import Sequence

from rag.answering.citing.context import with_context
from rag.answering.kinds.composition import Composition, prose
from rag.answering.kinds.unknown import UNKNOWN_RIGHT, stated_unknown
from rag.answering.kinds.verdict.premise import PREMISE_RIGHT, contradiction
from rag.models import RetrievedPassage


def told_otherwise(question: str, best: str, passages: Sequence[RetrievedPassage]) -> Composition | None:
    """The answer that names a false premise, or says that the answer is not known; None where the article does neither.

    Args:
        question: The question that stands alone.
        best: The sentence that the reader found.
        passages: What was retrieved, best first.
    """
    if quote := stated_unknown(question, passages, best):
        return prose(with_context(quote), UNKNOWN_RIGHT)
    quote = contradiction(question, passages)
    return prose(with_context(quote), PREMISE_RIGHT) if quote else None
