"""Questions about people and names that a sentence introduces: "Who is …?", "Who runs …?"."""

import re
from collections.abc import Iterator, Sequence

from rag.nlp.clauses import has_content, is_plain, needs, opening
from rag.nlp.facts.quantities import NUMERAL
from rag.nlp.lexicon import COUNTRIES, GROUP_NOUNS, PERSON_NOUNS, PLACE_NOUNS, THING_NOUNS, TITLES
from rag.nlp.names import Mention
from rag.nlp.noun_phrases import mentions

Made = tuple[str, str, str]
"""What a question asks with, the question without its mark, and words that its answer is among ("" for none)."""
ROLE = re.compile(r", (?:an? |the )?(?P<role>[^,.;:—–“”\"]{3,70})[,.]")
EXPLAINED = re.compile(r", an? (?P<noun>[a-z -]+?)(?: (?:in|on|of|at|for|from|near|by|with|that|which|who)\b|[,.]| \d)")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
RELATIVE = re.compile(r"(?:, \d+)?, who (?P<told>[^,.;:—–“”\"]+)")


def people_of(named: Sequence[Mention]) -> dict[str, str]:
    """Given name and last name by last name, of people that no other shares it with."""
    names: dict[str, set[str]] = {}
    for mention in named:
        words = mention.text.split()
        while words and words[0].lower() in TITLES:
            words = words[1:]
        if mention.kind == "person" and len(words) == 2:
            names.setdefault(words[1], set()).add(" ".join(words))
    return {last: full.pop() for last, full in names.items() if len(full) == 1}


def relatives(text: str) -> Iterator[Made]:
    """ "Who …?" for people of whom a clause with "who" tells something."""
    for mention in mentions(text):
        match = RELATIVE.match(text, mention.end) if mention.is_name and mention.kind in {"person", "name"} else None
        told = opening(match["told"]) if match else ""
        if match and len(told.split()) > 2 and tells(told) and not needs(match["told"][len(told) :]):
            yield "who", f"Who {told}", mention.text


def introductions(text: str) -> Iterator[Made]:
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
            told = match["role"].split() if match and role & PERSON_NOUNS else []
            yield "who is", f"Who is {name}", " ".join([*told, *(before if called else ())])
        elif mention.kind != "person" and words[-1].lower() not in COUNTRIES:
            explained = EXPLAINED.match(text, mention.end)
            if explained and explained["noun"].split()[-1] in GROUP_NOUNS | PLACE_NOUNS | THING_NOUNS:
                yield "what is", f"What is {name.replace('The ', 'the ')}", explained["noun"]


def tells(text: str) -> bool:
    """Whether what is said of somebody says enough to ask who that is."""
    last = text.split()[-1:]
    counts = [word for word in last if NUMERAL.fullmatch(word) and not YEAR.fullmatch(word)]  # "asked for four"
    return is_plain(text) and has_content(text) and not counts
