"""Asks an earlier question of somebody or something else: "and Zinberg?", "what about the museum?", "this year?"."""

import re
from dataclasses import replace

from rag.nlp.attribution import attributions
from rag.nlp.lexicon import (
    AUXILIARIES,
    DO,
    FUNCTION_WORDS,
    LEADS,
    PERSON_NOUNS,
    PLURAL_PEOPLE,
    PREPOSITIONS,
    PRONOUNS,
    TIME_NOUNS,
    TITLES,
    WH,
)
from rag.nlp.names import Mention
from rag.nlp.noun_phrases import mentions
from rag.nlp.question_parser import LEAD, MARKS, Form
from rag.nlp.tokens import is_plural, singular, tokens
from rag.query.followup.conversation import Context, ParsedExchange

REMAINDER = re.compile(r"^(?:the |an)?(?:other|rest|remaining|remainder)\b|\d", re.IGNORECASE)
ONE = re.compile(r"\bones?$", re.IGNORECASE)
OTHER_ONE = re.compile(r"the (?:other|second|remaining) [a-z][\w-]+", re.IGNORECASE)
PLACES = frozenset({"in", "at", "near", "on"})
"""Prepositions of which one place has this and another that: "in Brask", "at the head office"."""
EARLIER = re.compile(
    r"\b(?:day|night|week|month|season|year|decade|time)s? (?:before|after|earlier|later)$", re.IGNORECASE
)
BARE_VERBS = frozenset({"cost", "weigh", "measure", "earn", "own", "sell", "produce", "mean", "contain", "include"})
OWNER = re.compile(r"(.+?)['’]s? ")
ACCORDING = re.compile(r"(?<=, according to )[^,?]+$", re.IGNORECASE)
TIME_LEADS = frozenset({"this", "last", "next", "in", "on", "since", "during", "before", "after"})


def swapped(named: str, context: Context, known: frozenset[str], *, tied: bool) -> str | None:
    """An earlier question with its topic replaced by what the fragment names, the newest that has such a topic.

    Args:
        named: What the fragment names.
        context: The last exchanges.
        known: Names that count though written small.
        tied: Whether the fragment has words that tie it to what went before ("and", "what about", "too").
    """
    # "What about Choo?" behind "why?" asks what was asked before that.
    asked_plainly = tuple(each for each in context.exchanges if not each.is_bare_why)
    context = replace(context, exchanges=asked_plainly or context.exchanges)
    if ONE.search(named) and context.last and context.last.form:
        held = next((m for m in context.last.asked if m.text == context.last.form.subject and not m.is_name), None)
        named = ONE.sub(held.text.split()[-1], named) if held and held.text[-1].isalpha() else named
    words = tokens(named)
    if not words or any(word.low in AUXILIARIES | WH or word.text in ".!?:;" for word in words):
        return None
    found = mentions(named, known)
    whole = next((m for m in found if m.start <= words[0].start and m.end >= words[-1].end - 2), None)
    is_name = (whole is not None and whole.is_name) or (tied and len(words) == 1 and words[0].low not in FUNCTION_WORDS)
    if tied and named.lower() in BARE_VERBS:
        return _with_verb(named.lower(), context.last)
    timed = words[-1].low in TIME_NOUNS and words[0].low in TIME_LEADS
    if words[0].low in PREPOSITIONS and len(words) > 1 and tied and not timed:
        return _with_phrase(named, words[0].low, context.last)
    of_year = words[-1].text.isdigit() and len(words[-1].text) == 4
    if words[-1].low in TIME_NOUNS or of_year or EARLIER.search(named):
        return _at_time(named, context.last)
    if not tied and not is_name:
        return None
    if context.last and (asked := _as_speaker(named, context, is_name=is_name)):
        return asked
    owner = words[-1].owner
    text = (named[: words[-1].start] + owner) if owner else named
    kind = context.full(whole).kind if whole else "name"
    if not is_name and REMAINDER.search(named):
        return _of_other(named, context.last, kind) if context.last else None
    for exchange in context.exchanges:
        target = _topic(exchange, owns=bool(owner), name=is_name, kind=kind, head=words[-1].low)
        if target and target.text.lower() != text.lower() and _may_replace(text, kind, target, known, is_name=is_name):
            return _put(exchange.question, target, text)
    return _with_thing(text, context.last) if tied else None


def _with_thing(text: str, last: ParsedExchange | None) -> str | None:
    """ "And revenue?" after "Why did profits fall?": a thing in the place of the thing that a question is about."""
    form = last.form if last else None
    if form is None or not text.islower() or set(form.subject.lower().split()) & PRONOUNS:
        return None
    plain = form.subject.islower() and len(text.split()) == 1
    return _with_subject(form, text) if form.rest and plain else None


def _with_verb(verb: str, last: ParsedExchange | None) -> str | None:
    """ "And cost?" after "What does the stove weigh?": the same asked with another verb."""
    form = last.form if last else None
    asks_so = form is not None and form.auxiliary.lower() in DO and form.subject
    return f"{form.asks} {form.auxiliary} {form.subject} {verb}" if form and asks_so else None


def _with_phrase(named: str, preposition: str, last: ParsedExchange | None) -> str | None:
    """The last question with "for pensioners" in the place of its own "for …", or at its end."""
    if last is None or last.form is None:
        return None
    question = undone(last.question)
    phrase = named[:1].lower() + named[1:]
    alike = "|".join(sorted(PLACES)) if preposition in PLACES else re.escape(preposition)
    held = list(re.finditer(rf"\b(?:{alike}) (?:(?!\b(?:of|and|or)\b)[^,\s]+ ?){{1,4}}$", question))
    if not held:
        return f"{question} {phrase}"
    return f"{question[: held[-1].start()]}{phrase}"


def _of_other(named: str, last: ParsedExchange, kind: str) -> str:
    """The last question, asked of "the other factory" instead of the one that it names."""
    if OTHER_ONE.fullmatch(named) and not is_plural(named.split()[-1].lower()):
        target = _topic(last, owns=False, name=True, kind=kind, head=named.split()[-1].lower())
        if target and (target.is_name or target.text.lower().endswith(named.split()[-1].lower())):
            return _put(last.question, target, named)
    return f"{undone(last.question)}, and {named}"


def of_pronoun(meant: str, pronoun: str, last: ParsedExchange) -> str | None:
    """The last question asked of whom a fragment's pronoun means: "and she?", "and her children?".

    Args:
        meant: The fragment with its pronoun resolved.
        pronoun: The fragment as asked.
        last: The last exchange.
    """
    form = last.form
    if form is None or meant == pronoun:
        return None
    if " " not in pronoun:
        return _with_subject(form, meant) if form.subject else None
    owner = OWNER.match(meant)
    if owner and form.subject.lower().endswith(owner[1].split()[-1].lower()):
        return _with_subject(form, meant)
    head = meant.split()[-1].lower()
    asks = "who" if singular(head) in PERSON_NOUNS | TITLES or head in PLURAL_PEOPLE else "what"
    return f"{asks} {'are' if is_plural(head) else 'is'} {meant}"


def _with_subject(form: Form, subject: str) -> str:
    return " ".join(part for part in (form.asks, form.auxiliary, subject, form.rest) if part)


def _may_replace(text: str, kind: str, target: Mention, known: frozenset[str], *, is_name: bool) -> bool:
    """Whether what is named can stand where a topic stands: "and Amsel?" asks nothing of how reefs recover.

    Nor do profits have a revenue: several things that are written small are no name.
    """
    if target.is_name and text.islower() and text not in known and is_plural(text):
        return False
    if not is_name or target.owns:
        return True
    if target.is_name:
        return not (kind == "person" and target.kind == "place")
    # "And delivery?" after "How much does the tent cost?": a thing for a thing.
    return target.kind == "thing" and text.islower() if target.kind in {"thing", "name"} else True


def _as_speaker(named: str, context: Context, *, is_name: bool) -> str | None:
    """The last question asked of another who speaks: "and Choo?" after an answer that quotes Choo."""
    last = context.last
    if last is None:
        return None
    question = undone(last.question)
    if ACCORDING.search(question):
        return ACCORDING.sub(lambda _: named, question)
    asks_whom = last.form is None or last.form.word in {"who", "whom", "whose"} or not last.form.asks
    head = named.split()[-1].lower()
    if asks_whom or any(m.text.split()[-1].lower() == head for m in last.asked):
        return None
    speakers = [last.answer[start:end].lower().split() for start, end in attributions(last.answer)]
    other = bool(REMAINDER.search(named)) and head in PERSON_NOUNS | TITLES and bool(speakers)
    spoke = other or (is_name and any(head in speaker for speaker in speakers))
    return f"{question}, according to {named}" if spoke else None


def _topic(exchange: ParsedExchange, *, owns: bool, name: bool, kind: str, head: str) -> Mention | None:
    """What a question is about and can be swapped: a name for a name, an owner for an owner."""
    question = exchange.question
    if owns:
        return next((m for m in exchange.asked if m.owns), None)
    if not name:
        same = [m for m in exchange.asked if not m.is_name and m.text.lower().split()[-1] == head]
        subject = exchange.form.subject if exchange.form else ""
        others = [m for m in exchange.asked if m.text == subject]
        return next(iter(same or others), None)
    names = [m for m in exchange.asked if m.is_name or (m.text.islower() and m.kind in {"name", "person", "place"})]
    names = [m for m in names if m.owns or not _modifies(question, m)]
    subject = exchange.form.subject if exchange.form else ""
    unlike = {"person": {"place", "group"}, "place": {"person"}, "group": {"person"}}.get(kind, set())
    ranked = sorted(names, key=lambda m: (m.kind in unlike, m.text != subject, not subject.startswith(m.text), m.start))
    if ranked:
        return ranked[0]
    return next((m for m in exchange.asked if m.text == subject), None)


def _modifies(question: str, mention: Mention) -> bool:
    """Whether a name stands before a noun that it only describes: "the Velm academy"."""
    follows = tokens(question[mention.end : mention.end + 40])
    return (
        mention.text.lower().startswith("the ")
        and bool(follows)
        and follows[0].is_word
        and follows[0].low not in FUNCTION_WORDS
    )


def _put(question: str, target: Mention, text: str) -> str:
    return undone(f"{question[: target.start]}{text}{question[target.end :]}")


def _at_time(named: str, last: ParsedExchange | None) -> str | None:
    """The last question, asked of another time: in the place of its own time or place, or at its end."""
    if last is None or (last.form and last.form.word == "when"):
        return None
    question = undone(last.question)
    words = tokens(question)
    for at, word in enumerate(words):
        timed = word.low in TIME_NOUNS or (word.text.isdigit() and len(word.text) == 4)
        if timed and at and words[at - 1].low in TIME_LEADS:
            first = at - 1
            if first and words[first - 1].low in TIME_LEADS:
                first -= 1
            return question[: words[first].start] + named + question[word.end :]
    opens_small = named.split()[0].lower() in FUNCTION_WORDS | LEADS | TIME_LEADS
    return f"{question} {named[:1].lower() + named[1:] if opens_small else named}"


def undone(question: str) -> str:
    """The question without the words that tie it to what went before, and without its mark."""
    return LEAD.sub("", question.strip(MARKS))
