"""Plain cases of yes and no that polarity alone does not show: permissions, comparatives, who beat whom, ruled out."""

import re

from rag.answering.kinds.verdict.polarity import WINNING, is_of
from rag.answering.kinds.verdict.yes_no_question import YesNoQuestion
from rag.nlp.stemming import stems
from rag.nlp.tokens import tokens

ASKS_LEAVE = re.compile(
    r"^(?:(?:and|so|but) )?(?:(?:can|could|may|should) |(?:is|are) .*\b(?:allowed|permitted)\b|(?:is|are) it ok)",
    re.IGNORECASE,
)
"""Questions for what may be done."""
FORBIDDEN = re.compile(
    r"\b(?:forbidden|banned|prohibited|outlawed|illegal|(?:not|no longer|never) (?:be )?(?:allowed|permitted)"
    r"|must not|may not|do not|don['’]t|cannot|can['’]t)\b|^never\b",
    re.IGNORECASE,
)
ALLOWED_AGAIN = re.compile(r"\b(?:lifted|ended|repealed|except|unless|until)\b", re.IGNORECASE)
"""What leaves open whether a ban still holds, or holds for what is asked."""
BLAMED = re.compile(
    r"\b(?:to blame|(?:the|a) (?:cause|reason|culprit)|responsible|behind|caused by|due to|because of)\b", re.I
)
RULED_OUT = re.compile(r"\b(?:ruled out|excluded as|cleared of|not to blame|not the (?:cause|reason))\b", re.IGNORECASE)
COMPARED = re.compile(
    r"^(?:is|was|are|were) (?P<one>.+?) (?P<how>[a-z]+er|(?:more|less) [a-z]+) than (?P<other>.+?)[?\s]*$",
    re.IGNORECASE,
)
DEFEATED = re.compile(
    r"\b(?:beats?|beating|defeat(?:s|ed|ing)|overc(?:a|o)mes?|knocked out)\s+(?P<whom>(?:[\w’'-]+ ){0,3}[\w’'-]+)",
    re.IGNORECASE,
)
PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are)\s+$", re.IGNORECASE)
NEVER = re.compile(r"\bnever\b", re.IGNORECASE)
EVER = re.compile(r"\b(?:n?ever|before|yet|already)\b", re.IGNORECASE)


def plainly(asked: YesNoQuestion, text: str) -> bool | None:
    """Whether a sentence affirms or denies a question in one of these ways; None where it does neither.

    Args:
        asked: The question.
        text: The sentence.
    """
    for says in (_compares, _forbids, _rules_out, _defeats):
        if (said := says(asked, text)) is not None:
            return said
    return None


def leaves_open(asked: YesNoQuestion, text: str) -> bool:
    """Whether a sentence speaks of all time and the question of one: "Lund have never won the cup", "Did Lund win?"."""
    of_once = asked.text.lower().startswith("did ") and not asked.arguments
    return of_once and NEVER.search(text) is not None and not EVER.search(asked.text)


def _forbids(asked: YesNoQuestion, text: str) -> bool | None:
    found = FORBIDDEN.search(text) if ASKS_LEAVE.search(asked.text) else None
    if not found or ALLOWED_AGAIN.search(text):
        return None
    wanted = (asked.predicate, *asked.arguments)
    held = sum(any(is_of(word, sense.same) for word in tokens(text)) for sense in wanted)
    return False if held * 2 >= len(wanted) else None


def _rules_out(asked: YesNoQuestion, text: str) -> bool | None:
    blamed = BLAMED.search(asked.text)
    found = RULED_OUT.search(text) if blamed else None
    if not blamed or not found:
        return None
    subject = set(stems(asked.text[: blamed.start()].partition(" ")[2]))
    clause = set(stems(re.split(r"[;.]|\bbut\b", text[: found.start()])[-1]))
    return False if subject and subject <= clause else None


def _compares(asked: YesNoQuestion, text: str) -> bool | None:
    """ "Is Ormen larger than Tessel?", where one is said to be larger and the other to be nothing more."""
    question = COMPARED.match(asked.text.strip())
    if not question:
        return None
    one, other = ({*stems(question[side])} for side in ("one", "other"))
    one, other = one - other, other - one
    verb = r"\b(?:is|was|are|were) (?:also |even |much |far )?"
    how = rf"{verb}{re.escape(question['how'])}\b(?P<than> than [^;,.]*)?"
    found = re.search(rf"(?P<who>[^;,.]*?){how}", text, re.IGNORECASE)
    if not found or not one or not other:
        return None
    who, than = {*stems(found["who"])}, {*stems(found["than"] or "")}
    if one <= who and (not than or other <= than):
        return True
    return False if other <= who and (not than or one <= than) else None


def _defeats(asked: YesNoQuestion, text: str) -> bool | None:
    """ "Did Kiel win?", where somebody beat Kiel."""
    won, lost = asked.predicate.same & WINNING, asked.predicate.opposite & WINNING
    found = DEFEATED.search(text) if won or lost else None
    if not found or asked.arguments or not asked.subject or PASSIVE.search(text[: found.start()]):
        return None
    subject = set().union(*(sense.same for sense in asked.subject))
    beaten = set(stems(found["whom"])[: len(asked.subject) + 1])
    return bool(lost) if subject & beaten else None
