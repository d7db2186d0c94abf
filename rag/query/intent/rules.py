"""Tells the intent of a question by rules alone."""

from rag.intent import Intent


def intent_of(question: str) -> Intent:
    """The intent that rules are sure of; else a fact.

    Args:
        question: Plain (see `rag.query.normalization.normalize`).
    """
    return Intent.SMALL_TALK if question.lower().strip(" !.") in {"hi", "hello", "thanks"} else Intent.FACT
