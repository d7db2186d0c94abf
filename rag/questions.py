"""Makes questions from an article's sentences, by rules: what a sentence tells is left out of it, and asked for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.article import Sentence
from rag.english.clauses import Clause, clause, has_content, is_plain, needs, opening, reported
from rag.english.mentions import mentions
from rag.english.names import Mention
from rag.english.tokens import is_plural
from rag.english.words import (
    BE,
    COUNTRIES,
    GROUP_NOUNS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    SAYING,
    THING_NOUNS,
    TITLES,
    words_of,
)

LONGEST = 12
"""Words of a question."""
SHORTEST = 4
NAMING = frozenset({"who is", "what is"})
CLOCK = re.compile(r"\d[:.]\d\d\b")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
TIME = re.compile(
    rf"\b(?:(?:on|in|since|by|at)\s+(?:(?:early|late|mid|the|spring|summer|autumn|winter|of|end|night)\s+)*"
    rf"(?:\d{{1,2}}\s+)?(?:{_MONTH}(?:\s+\d{{1,2}}\b)?(?:,?\s+\d{{4}})?|{_DAY}(?:\s+(?:morning|evening|night|afternoon))?"
    r"|(?:1[5-9]|20)\d\d\b)"
    r"|last (?:week|month|year|spring|summer|autumn|winter)\b"
    r"|(?:\w+|\d+) (?:years|months|weeks|days) ago\b)",
    re.IGNORECASE,
)
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_NUMBER = (
    rf"(?:\d[\d,.]*|{_UNITS}|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|fifty|sixty|seventy"
    rf"|eighty|ninety)(?:[ -](?:{_UNITS}|hundred|thousand|million|billion))*"
)
_ABOUT = r"(?:(?:about|around|almost|nearly|only|just|at least|at most|more than|up to|some|over) )?"
COUNT = re.compile(
    rf"^{_ABOUT}{_NUMBER} (?P<noun>(?:[a-z-]+ ){{0,2}}?[a-z-]+s|people|children|women|men)\b", re.IGNORECASE
)
MONEY = re.compile(
    rf"^{_ABOUT}(?:[€£$]\s?\d[\d,.]*(?: (?:million|billion))?|{_NUMBER} (?:pounds|euros|dollars|kroner|crowns|francs))",
    re.IGNORECASE,
)
SPENDING = words_of("cost costs paid spent lost loses saved saves raised earned owed invested")
LONG = re.compile(rf"\bfor {_ABOUT}{_NUMBER} (?:years|months|weeks|days|hours|minutes)\b", re.IGNORECASE)
PLACE = re.compile(r"^(?:in|at|near) (?=[A-Z])")
REASON = re.compile(r",? ?(?:because|due to|owing to|thanks to)\b")
ADVERB = re.compile(r" *\b(?:only|mainly|partly|largely|just|simply|mostly)$")
MEANS = re.compile(r"\bby (?=[a-z]+ing\b)")
AGENT = re.compile(r"^(?P<done>(?:[a-z]+ly )?[a-z]+(?:ed|en|n|t|d)) by (?P<agent>[A-Z].*)$")
TELLING = words_of(
    "announced promised warned denied believes claims claimed recommended proposed suggested concluded"
    " discovered found expects expected hopes revealed confirmed admitted demanded argued predicted told estimated"
)
ROLE = re.compile(r", (?:an? |the )?(?P<role>[^,.;:—–“”\"]{3,70})[,.]")
EXPLAINED = re.compile(r", an? (?P<noun>[a-z -]+?)(?: (?:in|on|of|at|for|from|near|by|with|that|which|who)\b|[,.]| \d)")
RELATIVE = re.compile(r"(?:, \d+)?, who (?P<told>[^,.;:—–“”\"]+)")
ABOUT_PLACE_OR_TIME = words_of("in at on for during with")


@dataclass(frozen=True, slots=True)
class Draft:
    """A question with the sentence it was made from, and what that sentence answers.

    Attributes:
        question: The question.
        kind: What it asks with: "why", "who is", …
        start: Where the sentence starts in the article's text, in code points.
        end: Where it ends.
        answer: Words that the answer is among; "" where that is not one span.
    """

    question: str
    kind: str
    start: int
    end: int
    answer: str


def drafts(sentences: Sequence[Sentence]) -> list[Draft]:
    """All questions that the rules make of an article's sentences, in its order."""
    body = [sentence for sentence in sentences if sentence.kind == "body"]
    people = _people([mention for sentence in body for mention in mentions(sentence.text) if mention.is_name])
    found = []
    for sentence in body:
        made = [*_introductions(sentence.text), *_relatives(sentence.text)]
        for told in (clause(sentence.text), reported(sentence.text)):
            if told:
                made += _asked(replace(told, subject=_in_full(told.subject, people)))
        for kind, question, answer in made:
            question = " ".join(question.split())
            if (SHORTEST - (kind in NAMING)) <= len(question.split()) <= LONGEST:
                found.append(Draft(f"{question}?", kind, sentence.start, sentence.end, answer))
    return found


def _people(named: Sequence[Mention]) -> dict[str, str]:
    """Given name and last name by last name, of people that no other shares it with."""
    names: dict[str, set[str]] = {}
    for mention in named:
        words = mention.text.split()
        while words and words[0].lower() in TITLES:
            words = words[1:]
        if mention.kind == "person" and len(words) == 2:
            names.setdefault(words[1], set()).add(" ".join(words))
    return {last: full.pop() for last, full in names.items() if len(full) == 1}


def _in_full(subject: Mention, people: dict[str, str]) -> Mention:
    """A person's name as a reader needs it who has not read on: with the given name."""
    return replace(subject, text=people.get(subject.text, subject.text)) if subject.is_name else subject


def _relatives(text: str) -> Iterator[tuple[str, str, str]]:
    """ "Who …?" for people of whom a clause with "who" tells something."""
    for mention in mentions(text):
        match = RELATIVE.match(text, mention.end) if mention.is_name and mention.kind in {"person", "name"} else None
        told = opening(match["told"]) if match else ""
        if match and len(told.split()) > 2 and is_plain(told) and not needs(match["told"][len(told) :]):
            yield "who", f"Who {told}", mention.text


def _introductions(text: str) -> Iterator[tuple[str, str, str]]:
    """ "Who is …?" for people whom a sentence gives a role, "What is …?" for what it explains."""
    for mention in mentions(text):
        words = mention.text.split()
        while words and words[0].lower() in TITLES:
            words = words[1:]
        name = " ".join(words)
        if not mention.is_name or not words or name[0].islower() or mention.owns:
            continue
        match = ROLE.match(text, mention.end)
        role = set(match["role"].lower().split()[:6]) if match else set()
        before = text[: mention.start].rstrip(", ").split()[-1:]
        called = bool(before) and before[0].lower() in PERSON_NOUNS
        is_person = mention.kind == "person" or (mention.kind == "name" and (called or bool(role & PERSON_NOUNS)))
        if is_person and 2 <= len(words) <= 3 and (called or role & PERSON_NOUNS):
            yield "who is", f"Who is {name}", " ".join([*(match["role"].split() if match else ()), *before])
        elif mention.kind != "person" and words[-1].lower() not in COUNTRIES:
            explained = EXPLAINED.match(text, mention.end)
            if explained and explained["noun"].split()[-1] in GROUP_NOUNS | PLACE_NOUNS | THING_NOUNS:
                yield "what is", f"What is {name.replace('The ', 'the ')}", explained["noun"]


def _asked(told: Clause) -> Iterator[tuple[str, str, str]]:
    """Questions of a clause: what they ask with, the question without its mark, and what answers it."""
    rest, tail, whole = told.rest, told.tail, told.is_whole
    does = told.verb not in SPENDING | SAYING if told.verb else told.auxiliary not in BE
    if (
        whole
        and told.subject.is_name
        and told.subject.kind == "person"
        and does
        and is_plain(rest)
        and has_content(rest)
    ):
        yield "who", f"Who {told.auxiliary or told.verb} {rest}", told.subject.text
    if told.auxiliary in {"was", "were"} and (match := AGENT.match(rest)):
        yield "who", f"Who {told.asked(match['done'])} by", match["agent"]
    if not is_plain(re.sub(r"\b(?:his|her|its|their)\b", "", rest)):
        return
    if (match := REASON.match(tail)) and (has_content(rest) or told.verb):
        yield "why", f"Why {told.asked(ADVERB.sub('', TIME.sub('', rest)))}", ""
    if match := MEANS.search(rest):
        yield "how", f"How {told.asked(rest[: match.start()])}", rest[match.end() :]
    if told.verb in TELLING and tail.startswith("that ") and len(rest.split()) <= 3:
        yield "what", f"What {told.asked(rest)}", ""
    if told.verb in SPENDING and (match := MONEY.match(rest)):
        yield "how much", f"How much {told.asked('')}", match[0]
    elif told.verb and (match := COUNT.match(rest)) and is_plural(match["noun"].split()[-1]):
        others = rest[match.end() :].split()
        if whole and (not others or others[0] in ABOUT_PLACE_OR_TIME):
            yield "how many", f"How many {match['noun']} {told.asked(' '.join(others))}", match[0]
    if not whole or CLOCK.search(rest):
        return
    if match := LONG.search(rest):
        yield "how long", f"How long {told.asked(_without(rest, match))}", match[0]
    elif match := TIME.search(rest):
        others = _without(rest, match)
        if has_content(others) or (told.verb and told.subject.is_name):
            yield "when", f"{_when(match[0])} {told.asked(others)}", match[0]
    elif told.lead and TIME.fullmatch(told.lead) and has_content(rest):
        yield "when", f"{_when(told.lead)} {told.asked(rest)}", told.lead
    if told.verb and (match := PLACE.match(rest)):
        place = [m for m in mentions(rest) if m.start <= match.end() + 4 and m.is_name]
        if place and not TIME.match(rest):
            yield "where", f"Where {told.asked(rest[place[0].end :])}", place[0].text
    if told.verb and told.verb not in SAYING | SPENDING:
        things = [m for m in mentions(rest) if m.start == 0 and m.kind == "thing" and not m.owns]
        others = rest[max((m.end for m in things), default=0) :].strip()
        if things and others.split()[:1] and others.split()[0] in ABOUT_PLACE_OR_TIME and has_content(others):
            yield "what", f"What {told.asked(others)}", things[-1].text


def _when(time: str) -> str:
    """What asks for a time."""
    return "Since when" if time.lower().startswith("since") else "When"


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()].strip()} {text[match.end() :].strip()}".strip()
