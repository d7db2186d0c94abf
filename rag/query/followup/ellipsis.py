"""Ellipsis: completes fragments such as "why?" and "for how many minutes?" from the questions before them."""

import re

from rag.nlp.lexicon import ADVERBS, AUXILIARIES, PREPOSITIONS, TIME_NOUNS, WH
from rag.nlp.question_parser import LEAD, MARKS, Form
from rag.nlp.tokens import is_plural, tokens
from rag.nlp.verbs import is_past
from rag.query.followup.asked_again import asked_again
from rag.query.followup.conversation import Context
from rag.query.followup.pronouns import resolve_pronouns
from rag.query.followup.substitution import of_pronoun, swapped

WHAT_FOR = re.compile(r"what for|for what(?: (?:reason|purpose))?|how so", re.IGNORECASE)
ABOUT = re.compile(r"^(?:what|how|wat)\s+(?:about|of)\s+(?=\S)", re.IGNORECASE)
TOO = re.compile(r"[,\s]+(?:too|as well|either|also|then)$", re.IGNORECASE)
POINT = (
    r"(?:when|where|why|how come|how|(?:since|until) when"
    r"|(?:on |in )?(?:what|which) (?:day|date|year|month|time|place|city))"
)
WITH_THAT = re.compile(
    rf"^((?:and |but |so )?{POINT})(?:['’]s| (?:is|was|were|did)) (?:(?:that|this)(?: happen(?:ed)?)?|it happen)$",
    re.IGNORECASE,
)
NAME_OF = re.compile(r"^what(?:['’]s| is| was) (?:his|her|their) (?:full |real |last |first )?name$", re.IGNORECASE)
BARE_PRONOUN = re.compile(r"(?:he|she|they|it|him|them)$|(?:his|her|their|its) (?=[a-z])", re.IGNORECASE)
"""A fragment that is a pronoun, or begins with an owner's."""
MAX_FRAGMENT_WORDS = 7
"""Words of the longest question that is looked at as a fragment."""


def complete(question: str, context: Context, known: frozenset[str]) -> str | None:
    """The fragment as a whole question; None where the question is no fragment or nothing completes it.

    Args:
        question: The question.
        context: The last exchanges, at least one.
        known: Names that count though written small.
    """
    if context.last is None:
        return None
    core = question.strip(MARKS)
    end = question.rstrip()[-1:] if question.rstrip()[-1:] in "?." else "?"
    opening = LEAD.match(core)
    bare = LEAD.sub("", core)
    if NAME_OF.match(bare) and context.last.form and context.last.form.word in {"who", "whom"}:
        return context.last.question  # it has been asked for already
    with_that = WITH_THAT.match(core)
    if with_that and core.lower().endswith("it happen") and not _is_event(context.last.form):
        return None
    if with_that:
        core, bare = with_that[1], LEAD.sub("", with_that[1])
    if len(bare.split()) > MAX_FRAGMENT_WORDS:
        return None
    if WHAT_FOR.fullmatch(bare):
        bare, core = "why", "why"
    if asks := _asking(bare):
        made = asked_again(bare if opening else core, asks, context)
        return made and _as_question((opening[0] if opening else "") + made, end, question)
    about = ABOUT.sub("", bare)
    named = TOO.sub("", about).strip()
    tied = opening is not None or about != bare or named != about
    if tied and BARE_PRONOUN.match(named):
        made = of_pronoun(resolve_pronouns(named, context, known), named, context.last)
        return made and _as_question(made, end, question)
    made = swapped(named, context, known, tied=tied)
    return made and _as_question(made, end, question)


def _is_event(form: Form | None) -> bool:
    """Whether a question takes for granted that something happened, which "it" may mean."""
    if form is None:
        return False
    first = form.subject.lower().split()[:1]
    asked = form.word in {"when", "where", "why", "how", "how come"} or not form.asks
    vague = first in (["anyone"], ["anybody"], ["someone"], ["there"], ["it"], ["anything"])
    return asked and bool(form.subject) and not vague and bool(form.rest)


def _as_question(text: str, end: str, like: str) -> str:
    return (text[:1].upper() + text[1:] if like[:1].isupper() else text) + end


def _asking(text: str) -> str:
    """The question word of a bare question ("since when", "how many hours", "why not"), or "" for all others."""
    words = [word for word in tokens(text) if word.text != ","]
    at = 0
    while at < len(words) and (words[at].low in PREPOSITIONS or words[at].low in {"exactly", "just"}):
        at += 1
    if at >= len(words) or words[at].low not in WH or any(not word.is_word for word in words):
        return ""
    word, rest = words[at].low, [word.low for word in words[at + 1 :]]
    if any(each in AUXILIARIES for each in rest):
        return ""
    while rest and rest[-1] in ADVERBS | {"not", "come"} and rest != ["come"]:
        rest.pop()
    if word == "how" and rest == ["come"]:
        return "how come"
    if word == "how" and rest[:1] and rest[0] in {"many", "much"}:
        nouns = rest[1:]
        plain = (
            not nouns
            or (len(nouns) == 1 and not is_past(nouns[0]))
            or (len(nouns) == 2 and is_plural(nouns[1]) and not is_plural(nouns[0]))
        )
        return f"how {rest[0]}" if plain else ""
    if word == "how" and rest in (["long"], ["often"], ["far"], ["old"], ["big"], ["soon"], ["tall"], ["high"]):
        return f"how {rest[0]}"
    if word in {"which", "what", "whose"}:
        plain = not rest or (
            len(rest) == 1
            and not is_past(rest[0])
            and (at > 0 or rest[0] in TIME_NOUNS or not rest[0].endswith("s") or is_plural(rest[0]))
        )
        return word if plain else ""
    return word if not rest else ""
