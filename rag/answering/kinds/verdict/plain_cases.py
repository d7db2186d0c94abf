"""Plain cases of yes and no that polarity alone does not show: permissions, comparatives, who beat whom, ruled out."""

import re

from rag.answering.kinds.verdict.deadlines import out_of_time
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
ASKS_COST = re.compile(
    r"\b(?:costs? (?:\w+ ){0,2}(?:anything|something|money)|(?:have|has|need|needs) to pay|pay for|charged?|fees?)\b",
    re.I,
)
ASKS_FREE = re.compile(r"\b(?:for free|free of charge|free)\W*$", re.IGNORECASE)
FREE = re.compile(
    r"(?<![\w-])(?:free (?:of charge|admission|entry)|(?:is|are|be|was|were) free(?= *[.,;:]|$)|for free"
    r"|at no (?:cost|charge)|no (?:charge|fee)|without charge|costs? nothing"
    r"|free (?P<what>(?:[a-z-]+ ){0,2}[a-z-]+))(?![\w-])",
    re.IGNORECASE,
)
PAYING = frozenset(stems("cost costs pay paid charge charged fee free anything something money"))
ASKS_ALL = re.compile(r"\b(?:all|every|everyone|everybody|each)\b", re.IGNORECASE)
NOT_ALL = re.compile(r"^(?:but |however, )?(?:not (?:all|every|everyone|everybody)|only some|few)\b", re.IGNORECASE)
HOLDS = frozenset(stems("work apply help happen affect true same"))
"""What is said of anything: "does it work for all corals?"."""
ASKS_MORE = re.compile(r"\b(?:more|further|another|new|additional)\b", re.IGNORECASE)
NO_MORE = re.compile(
    r"(?:n['’]t|\bnot|\bnever) (?:\w+ ){1,3}(?:any (?:more|further|new|others?)|another|further|more)\b"
    r"|\bno (?:more|further|new|other|additional)\b",
    re.IGNORECASE,
)
MORE = frozenset(stems("more further another new additional"))
TAKES_PART = frozenset(stems("play start race compete feature available run"))
KEPT_OUT = re.compile(
    r"\b(?:suspended|banned|ruled out|sidelined|out (?:injured|for)|will miss|disqualified)\b", re.IGNORECASE
)
NEVER = re.compile(r"\bnever\b", re.IGNORECASE)
EVER = re.compile(r"\b(?:n?ever|before|yet|already)\b", re.IGNORECASE)


def plainly(asked: YesNoQuestion, text: str, around: str = "") -> bool | None:
    """Whether a sentence affirms or denies a question in one of these ways; None where it does neither.

    Args:
        asked: The question.
        text: The sentence.
        around: The text that it stands in, which may name what it leaves out.
    """
    for says in (_compares, _forbids, _rules_out, _defeats, _costs, _not_all, _keeps_out, out_of_time):
        if (said := says(asked, text)) is not None:
            return said
    return _no_more(asked, text, around)


def leaves_open(asked: YesNoQuestion, text: str) -> bool:
    """Whether a sentence speaks of all time and the question of one: "Lund have never won the cup", "Did Lund win?"."""
    of_once = asked.text.lower().startswith("did ") and not asked.arguments
    return of_once and NEVER.search(text) is not None and not EVER.search(asked.text)


def _forbids(asked: YesNoQuestion, text: str) -> bool | None:
    found = FORBIDDEN.search(text) if ASKS_LEAVE.search(asked.text) else None
    if not found or ALLOWED_AGAIN.search(text) or FORBIDDEN.search(asked.text):
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


def _costs(asked: YesNoQuestion, text: str) -> bool | None:
    """ "Does the ferry cost anything?", where there is "a free ferry"."""
    free = ASKS_FREE.search(asked.text)
    if not free and not ASKS_COST.search(asked.text):
        return None
    about = [sense for sense in (asked.predicate, *asked.others) if not sense.same & PAYING]
    found = FREE.search(text)
    if not found or not about:
        return None
    where = found["what"] or text
    words = tokens(where)
    if not all(any(is_of(word, sense.same) for word in tokens(text)) for sense in about):
        return None
    return bool(free) if any(is_of(word, sense.same) for word in words for sense in about) else None


def _not_all(asked: YesNoQuestion, text: str) -> bool | None:
    """ "Does it work for all corals?", where "not all corals" do."""
    if not ASKS_ALL.search(asked.text) or not NOT_ALL.search(text):
        return None
    words = tokens(text)
    named = all(any(is_of(word, sense.same) for word in words) for sense in asked.arguments or asked.subject)
    fits = asked.predicate.same & HOLDS or any(is_of(word, asked.predicate.same) for word in words)
    return False if named and fits else None


def _keeps_out(asked: YesNoQuestion, text: str) -> bool | None:
    """ "Can Sanderson play next week?", where Sanderson "is suspended"."""
    if not asked.of_future or not asked.predicate.same & TAKES_PART or not asked.subject:
        return None
    found = KEPT_OUT.search(text)
    named = found and all(any(is_of(w, each.same) for w in tokens(text[: found.start()])) for each in asked.subject)
    return False if named else None


def _no_more(asked: YesNoQuestion, text: str, around: str) -> bool | None:
    """ "Are they opening more cafés?", where they "won't open any more"."""
    if asked.text.lower().startswith(("did ", "was ", "were ", "has ", "have ")) or not ASKS_MORE.search(asked.text):
        return None
    found = NO_MORE.search(text)
    if not found or " than" in text[found.end() :][:6]:
        return None
    if not any(is_of(word, asked.predicate.same) for word in tokens(text)):
        return None
    words = [*tokens(text), *tokens(around)]
    further = [sense for sense in asked.arguments if not sense.same & MORE]
    return False if all(any(is_of(word, sense.same) for word in words) for sense in further) else None


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
