"""Two people whom "he" or "she" may mean: named side by side just before, and neither more likely."""

import re
from collections.abc import Sequence

from rag.models import Message
from rag.nlp.attribution import NAME
from rag.nlp.lexicon import FUNCTION_WORDS, MEN, WOMEN
from rag.nlp.tokens import tokens
from rag.query.followup.standalone import standalone_question
from rag.query.normalization.normalize import plain_question
from rag.refusals import is_refusal

_TITLE = r"(?:(?:Mrs?|Ms|Dr)\. )?"
_PAIR = re.compile(
    rf"{_TITLE}(?P<one>{NAME})(?:,[^,;.“”\"]{{2,40}},)?,?(?: [a-z]+er| more [a-z]+)?"
    rf" (?:and|or|than|versus|against|with) (?:[a-z][\w’'-]* ){{0,2}}{_TITLE}(?P<other>{NAME})"
)
_PRONOUN = re.compile(r"\b(?P<he>he|him|his)\b|\b(?P<she>she|her|hers)\b", re.IGNORECASE)
_OWNING = re.compile(r"\b(?:his|hers|her(?= [a-z]))\b", re.IGNORECASE)


def two_meant(question: str, history: Sequence[Message]) -> tuple[str, str] | None:
    """The question with either of two people in the place of its pronoun; None where it has none, or one is meant.

    Args:
        question: As asked, with names as the articles write them.
        history: The conversation so far, oldest first; likewise, and without courtesies.
    """
    asked = plain_question(question)
    found = _PRONOUN.search(asked)
    if not found or len(history) < 2 or re.search(r"[A-Z]", asked[1 : found.start()]):
        return None
    gender = "he" if found["he"] else "she"
    told = history[-1].content if history[-1].role == "assistant" else ""
    last = _last_asked(history)
    # Two people whom the question names; else two that the answer names where the question asks for people.
    asks_people = re.match(r"(?:and |but |so )?(?:who|whom|which)\b", last, re.IGNORECASE) is not None
    texts = [last, *([told] if asks_people and not is_refusal(told) and len(_PAIR.findall(told)) == 1 else [])]
    for text in texts:
        pair = _PAIR.search(text)
        names = [_bare(pair[name]) for name in ("one", "other")] if pair else []
        if len(names) == 2 and all(name and _may_be(name, gender, text) for name in names) and names[0] != names[1]:
            first, second = (_with(asked, found, name) for name in names)
            return first, second
    return None


def _last_asked(history: Sequence[Message]) -> str:
    """The last question; a question without names ("Why?") is completed from those before it.

    One with a pronoun is left unchanged: the person that it means is the likelier antecedent of the next pronoun.
    """
    at = max((at for at, turn in enumerate(history) if turn.role == "user"), default=-1)
    last = history[at].content if at >= 0 else ""
    if re.search(r"[A-Z]", last[1:]) or _PRONOUN.search(last):
        return last
    return standalone_question(last, history[:at])


def _bare(name: str) -> str:
    """A name without a word of its sentence before it: "Did Greif"."""
    words = name.split()
    while words and words[0].lower() in FUNCTION_WORDS:
        words.pop(0)
    return " ".join(words).removesuffix("'s").removesuffix("’s")


def _may_be(name: str, gender: str, text: str) -> bool:
    """Whether a pronoun may mean somebody of that name: unless given name or title are of the other gender."""
    others = WOMEN if gender == "he" else MEN
    title = "(?:Mrs|Ms)" if gender == "he" else "Mr"
    given = {word.low for word in tokens(name)[:1]}
    titled = re.match(rf"{title} ", name) or re.search(rf"\b{title}\.? {re.escape(name)}", text)
    return not given & others and not titled


def _with(question: str, pronoun: re.Match[str], name: str) -> str:
    owning = _OWNING.match(question, pronoun.start()) is not None
    text = f"{name}'s" if owning else name
    return f"{question[: pronoun.start()]}{text}{question[pronoun.end() :]}"
