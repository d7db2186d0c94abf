"""Resolves what only the article can: "the other professor", "the other factory", and a bare name: "and Amsel?"."""

import re
from collections.abc import Iterable, Sequence

from rag.models import Message
from rag.nlp.attribution import NAME

OTHER = re.compile(r"\bthe (?:other|second|remaining) ([a-z][\w’'-]+)\b", re.IGNORECASE)
APPOSITION_CHARS = 40
"""Characters between a name and what its bearer is: "Yakov Zinberg, professor", "Ada Quill, a retired professor"."""
_NAMED_WITH = (
    r"(?i:\b{noun}),? (?P<name>{name})",
    r"(?P<name>{name}), (?:[\w’' -]{{0,{apposed}}} )?(?i:{noun})\b",
    r"\b(?i:{noun}|one) (?:in|at|of|near) (?P<name>{name})",
    r"(?i:\bthe) (?P<name>{name}) (?i:{noun})\b",
)
"""How a name stands with what its bearer is: "coach Marit Solheim", "the one in Tolmin", "the Tolmin factory"."""

ONLY_NAMED = re.compile(rf"(?:(?:and|but|so)[, ]+|what about )?(?P<name>{NAME}|[a-z]{{3,}})", re.IGNORECASE)


def only_named(question: str, history: Sequence[Message]) -> str | None:
    """Whom or what a question names and nothing else: "and Amsel?"; None for other questions, and for first ones."""
    found = ONLY_NAMED.fullmatch(question.strip(" ?!.")) if history else None
    return found["name"] if found else None


def other_one_named(question: str, history: Sequence[Message], texts: Iterable[str]) -> str | None:
    """The question with "the other professor" named, where the texts name exactly one who can be meant.

    That is the one whom the conversation does not name, or else the one whom its last exchange does not name.

    Args:
        question: The question that stands alone but for that.
        history: The conversation so far.
        texts: The passages that were retrieved for it.
    """
    found = OTHER.search(question)
    if not found or not history:
        return None
    noun = found[1]
    patterns = [re.compile(form.format(noun=noun, name=NAME, apposed=APPOSITION_CHARS)) for form in _NAMED_WITH]
    names = {match["name"] for text in texts for pattern in patterns for match in pattern.finditer(text)}
    # One whom the conversation has not named; else one whom its last exchange has not named.
    for said in (history, history[-2:]):
        spoken = " ".join(turn.content for turn in said).lower()
        fresh = {name.split()[-1]: name for name in sorted(names, key=len) if name.split()[-1].lower() not in spoken}
        if len(fresh) == 1:
            return question[: found.start()] + fresh.popitem()[1] + question[found.end() :]
        if fresh:
            return None
    return None
