"""Completes questions that are no sentences, "why?", "for how many minutes?", from those before them."""

import re
from dataclasses import replace

from rag.nlp.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BE,
    PREPOSITIONS,
    TIME_NOUNS,
    WH,
)
from rag.nlp.question_parser import ENTITY, LEAD, MARKS, Form, statement
from rag.nlp.tokens import is_plural, tokens
from rag.nlp.verbs import is_past
from rag.query.followup.conversation import Context, ParsedExchange
from rag.query.followup.substitution import swapped, undone

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
ARTICLE = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)
PLACED = re.compile(r"\b(?:when|where|day|date|time|place)\b", re.IGNORECASE)
INSTEAD = re.compile(r"\binstead\b", re.IGNORECASE)
LOCATED = re.compile(r"\b(?:in|at) ((?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)")
NOT = {
    "is": "isn't", "are": "aren't", "was": "wasn't", "were": "weren't", "do": "don't", "does": "doesn't",
    "did": "didn't", "can": "can't", "could": "couldn't", "will": "won't", "would": "wouldn't", "should": "shouldn't",
    "has": "hasn't", "have": "haven't", "had": "hadn't",
}  # fmt: skip
YES = {no: yes for yes, no in NOT.items()}
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
    if asks := _asking(bare):
        made = _asked_again(core if not opening else bare, asks, context.last)
        return made and _as_question((opening[0] if opening else "") + made, end, question)
    about = ABOUT.sub("", bare)
    named = TOO.sub("", about).strip()
    tied = opening is not None or about != bare or named != about
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
        return f"how {rest[0]}" if plain and len(nouns) <= 2 else ""
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


def _asked_again(fragment: str, asks: str, last: ParsedExchange) -> str | None:
    """The last question, asking what the fragment asks."""
    form = last.form
    if form is None:
        return None
    first = fragment[:1].lower() + fragment[1:]
    if asks == "why" and fragment.lower().endswith(" not"):
        auxiliary = NOT.get(form.auxiliary.lower())
        return f"why {auxiliary} {form.subject} {form.rest}".rstrip() if auxiliary and form.subject else None
    if asks == form.word and (asks in ENTITY or not form.asks):
        return f"{first} {form.body}"
    if asks == "how come":
        return f"how come {_statement_of(form)}" if form.subject else f"{last.question.strip(MARKS)}, and how come"
    if asks == "whose" or fragment[-1:] in "'’" or (asks == "which" and form.word in {"how many", "how much"}):
        noun = " ".join(form.asks.split()[2:]) if form.word in {"how many", "how much"} else ""
        if not noun and form.subject:
            return f"{first} {ARTICLE.sub('', form.subject)} {form.auxiliary} {form.rest}"
        return f"{first} {noun} {form.body}"
    if asks in {"when", "where"}:
        form = replace(form, auxiliary=YES.get(form.auxiliary.lower(), form.auxiliary))
    is_adjunct = (
        asks not in ENTITY or fragment.split()[0].lower() in PREPOSITIONS or fragment.split()[-1].lower() in TIME_NOUNS
    )
    described = form.auxiliary.lower() in BE and not form.rest and not PLACED.search(fragment)
    if is_adjunct and form.is_adjunct and not described:
        return _instead(first, form) if INSTEAD.search(fragment) else f"{form.lead} {first} {_body(form)}".strip()
    if is_adjunct and form.subject_asked and form.word == "how many" and form.rest.split()[0].lower() in AUXILIARIES:
        auxiliary, _, rest = form.rest.partition(" ")
        return f"{first} {auxiliary} {' '.join(form.asks.split()[2:])} {rest}"
    return f"{undone(last.question)}, and {first}"


def _body(form: Form) -> str:
    return form.body[:1].lower() + form.body[1:] if not form.asks else form.body


def _statement_of(form: Form) -> str:
    return statement(form) or f"{form.subject} {form.auxiliary.lower()} {form.rest}".strip()


def _instead(first: str, form: Form) -> str:
    """ "So where instead?": what was denied is asked for anew, "instead of" it."""
    auxiliary = YES.get(form.auxiliary.lower(), form.auxiliary.lower())
    place = LOCATED.search(form.rest)
    if not place:
        return f"{first} {auxiliary} {form.subject} {form.rest}"
    rest = f"{form.rest[: place.start()]}instead of {place[1]}{form.rest[place.end() :]}"
    return f"{INSTEAD.sub('', first).strip()} {auxiliary} {form.subject} {rest}"
