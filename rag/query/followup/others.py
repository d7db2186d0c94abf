"""Whom the article must tell of: "the other professor", and somebody who is only named: "and Amsel?"."""

import re
from collections.abc import Iterable, Sequence

from rag.models import Message
from rag.nlp.attribution import NAME

OTHER = re.compile(r"\bthe (?:other|second|remaining) ([a-z][\w’'-]+)\b", re.IGNORECASE)
APPOSITION_CHARS = 40
"""Characters between a name and what its bearer is: "Yakov Zinberg, professor", "Ada Quill, a retired professor"."""


ONLY_NAMED = re.compile(rf"(?:(?:and|but|so)[, ]+|what about )?(?P<name>{NAME}|[a-z]{{3,}})", re.IGNORECASE)


def only_named(question: str, history: Sequence[Message]) -> str | None:
    """Whom or what a question names and nothing else: "and Amsel?"; None for other questions, and for first ones."""
    found = ONLY_NAMED.fullmatch(question.strip(" ?!.")) if history else None
    return found["name"] if found else None


def other_one_named(question: str, history: Sequence[Message], texts: Iterable[str]) -> str | None:
    """The question with "the other professor" named, where the texts name exactly one whom the conversation does not.

    Args:
        question: The question that stands alone but for that.
        history: The conversation so far.
        texts: The passages that were retrieved for it.
    """
    found = OTHER.search(question)
    if not found or not history:
        return None
    noun = found[1]
    title = re.compile(rf"\b{noun} ({NAME})", re.IGNORECASE)
    apposed = re.compile(rf"({NAME}), (?:[\w’' -]{{0,{APPOSITION_CHARS}}} )?{noun}\b")
    said = " ".join(turn.content for turn in history).lower()
    names = {match[1] for text in texts for pattern in (title, apposed) for match in pattern.finditer(text)}
    fresh = {name for name in names if name.split()[-1].lower() not in said}
    if len(fresh) != 1:
        return None
    return question[: found.start()] + fresh.pop() + question[found.end() :]
