"""False premises: what "Why did Kiel win?" takes for granted, and the sentence that contradicts it."""

import re
from collections.abc import Sequence

from rag.answering.citing.citations import Quote
from rag.answering.kinds.verdict.yes_no import denial
from rag.answering.kinds.verdict.yes_no_question import yes_no_question
from rag.models import RetrievedPassage
from rag.nlp.question_parser import parse

PREMISE_RIGHT = 0.7
"""How probably such a sentence contradicts the question."""
_NOT = re.compile(r"n['’]t$")
_ADJUNCTS = frozenset({"why", "how come"})
"""Questions that take a statement for granted as a whole; those for a time or place are denied by other times too."""


def contradiction(question: str, passages: Sequence[RetrievedPassage]) -> Quote | None:
    """The sentence that contradicts what a question takes for granted; None where there is none.

    Args:
        question: The question that stands alone.
        passages: What was retrieved.
    """
    form = parse(question)
    if form is None or form.word not in _ADJUNCTS or not form.auxiliary or not form.subject or not form.rest:
        return None
    denied = _NOT.search(form.auxiliary) is not None or form.rest.lower().startswith("not ")
    auxiliary = _NOT.sub("", form.auxiliary)
    rest = form.rest[4:] if form.rest.lower().startswith("not ") else form.rest
    asked = yes_no_question(f"{auxiliary[:1].upper()}{auxiliary[1:]} {form.subject} {rest}?")
    return denial(asked, passages, 1.0, denied=denied) if asked else None
