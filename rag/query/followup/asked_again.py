"""Asks an earlier question for another circumstance: "when?", "since when?", "by how many votes?", "why not?"."""

import re
from dataclasses import replace

from rag.nlp.lexicon import (
    AUXILIARIES,
    BE,
    DO,
    FUNCTION_WORDS,
    GROUP_NOUNS,
    PLACE_NOUNS,
    PREPOSITIONS,
    SAYING,
    TIME_NOUNS,
)
from rag.nlp.question_parser import ENTITY, MARKS, Form, asked_noun, statement
from rag.nlp.tokens import singular
from rag.nlp.verbs import base_form
from rag.query.followup.conversation import Context, ParsedExchange
from rag.query.followup.substitution import undone

ARTICLE = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)
PLACED = re.compile(r"\b(?:when|where|day|date|time|place)\b", re.IGNORECASE)
TOO = re.compile(r"[,\s]+(?:too|as well|also|either)$", re.IGNORECASE)
INSTEAD = re.compile(r"\binstead\b", re.IGNORECASE)
LOCATED = re.compile(r"\b(?:in|at) ((?:the )?[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)")
DESCRIBING = re.compile(rf" (?!(?:{'|'.join(sorted(FUNCTION_WORDS | SAYING))})\b)[a-z][\w-]*(?<!ed)(?: |$)")
"""What follows a name that only describes it: "Russian economic experts"."""
NOT = {
    "is": "isn't", "are": "aren't", "was": "wasn't", "were": "weren't", "do": "don't", "does": "doesn't",
    "did": "didn't", "can": "can't", "could": "couldn't", "will": "won't", "would": "wouldn't", "should": "shouldn't",
    "has": "hasn't", "have": "haven't", "had": "hadn't",
}  # fmt: skip
YES = {no: yes for yes, no in NOT.items()}


def asked_again(fragment: str, asks: str, context: Context) -> str | None:
    """The last question, or the one before where the last tells of no event, asking what the fragment asks.

    Args:
        fragment: A question of question words alone, without what ties it to the question before.
        asks: Its question word, such as "when", "since when", "how many".
        context: The last exchanges.

    Returns:
        The question without its mark; None where nothing can be asked so.
    """
    last = context.last
    if last is None or last.form is None:
        return None
    first = fragment[:1].lower() + fragment[1:]
    if asks == "why" and fragment.lower().endswith(" not"):
        return _why_not(last.form)
    if asks == last.form.word and (asks in ENTITY or not last.form.asks):
        return f"{first} {last.form.body}"
    held = last
    if is_adjunct(fragment, asks):
        if asks in {"when", "where"} and _is_state(last.form):
            held = next((each for each in context.exchanges if not _is_state(each.form)), last)
        if made := _of_event(first, asks, held) or _of_office(first, context):
            return made
    return _of_last(fragment, first, asks, held, held.form or last.form)


def is_adjunct(fragment: str, asks: str) -> bool:
    """Whether a fragment asks for a circumstance, beside which the question before can stand whole."""
    words = fragment.lower().split()
    return asks not in ENTITY or words[0] in PREPOSITIONS or words[-1] in TIME_NOUNS | {"time", "date"}


def _is_state(form: Form | None) -> bool:
    """Whether a question asks who or what somebody is, or how: "How old was she?" tells of nothing that happened."""
    copula = form is not None and form.auxiliary.lower() in BE and not form.rest
    return form is None or (copula and form.word not in {"when", "where"})


def _why_not(form: Form) -> str | None:
    auxiliary = NOT.get(form.auxiliary.lower())
    return f"why {auxiliary} {form.subject} {form.rest}".rstrip() if auxiliary and form.subject else None


def _of_event(first: str, asks: str, held: ParsedExchange) -> str | None:
    """What a question that asks for somebody or something takes for granted, asked for its circumstance.

    "Who jumped?", "why?": "why did Owen Pratt jump"; "What did she promise?", "when?": "when did she promise that".
    """
    form = held.form
    if form is None or form.word not in ENTITY or asks in {"whose", "how come"}:
        return None
    if not form.subject_asked:
        return _of_object(first, form)
    if form.word in {"how many", "how much"}:
        return None
    words = form.rest.split()
    verb = words[0].lower() if words else ""
    who = _who(held)
    if verb in AUXILIARIES - DO and len(words) > 1:
        return f"{first} {verb} {who} {' '.join(words[1:])}"
    auxiliary, base = "did", base_form(verb)
    if not base and len(words) > 1 and singular(verb) != verb and form.word == "who":
        auxiliary, base = "does", singular(verb)  # "wants" has a plural's form
    return f"{first} {auxiliary} {who} {' '.join([base, *words[1:]])}" if base else None


def _of_object(first: str, form: Form) -> str | None:
    noun = asked_noun(form)
    if not form.subject or not form.rest:
        return None
    if form.word in {"how many", "how much"}:
        thing = noun
    elif noun and noun not in {"one", "ones"}:
        thing = f"the {noun}"
    else:
        thing = "them" if form.word in {"who", "whom"} else "that"
    verb, _, others = form.rest.partition(" ")
    # The gap is behind a preposition at the end, else behind the verb: "warn of that", "say that about the tank".
    if form.rest.split()[-1].lower() in PREPOSITIONS:
        return f"{first} {form.auxiliary} {form.subject} {form.rest} {thing}"
    return " ".join(part for part in (first, form.auxiliary, form.subject, verb, thing, others) if part)


def _who(held: ParsedExchange) -> str:
    """Whom the answer names, where that is one; else what was asked for."""
    form = held.form
    noun = asked_noun(form)
    if form is not None and form.word.startswith("who"):
        named = dict.fromkeys(
            each.text
            for each in held.told
            if each.is_name
            and not each.plural
            and not each.owns
            and each.kind in {"person", "name"}
            and each.text.split()[-1] not in held.question
            and not DESCRIBING.match(held.answer, each.end)
        )
        people = [each.text for each in held.told if each.text in named and each.kind == "person"]
        certain = dict.fromkeys(people) if people else named
        return next(iter(certain)) if len(certain) == 1 else "they"
    return f"the {noun}" if noun else "it"


def _of_office(first: str, context: Context) -> str | None:
    """ "Since when?" after "Who is the director?" and what was asked of her since."""
    if not first.startswith(("since when", "for how long", "how long")):
        return None
    for held in context.exchanges:
        form = held.form
        if form is None or form.word != "who" or form.auxiliary.lower() != "is" or form.rest:
            continue
        who = _who(held)
        if ARTICLE.match(form.subject) and who != "they":
            return f"since when is {who} {form.subject}"
    return None


def _of_last(fragment: str, first: str, asks: str, last: ParsedExchange, form: Form) -> str | None:
    if asks == "how come":
        return f"how come {_statement_of(form)}" if form.subject else f"{last.question.strip(MARKS)}, and how come"
    if asks == "whose" or fragment[-1:] in "'’" or (asks == "which" and form.word in {"how many", "how much"}):
        noun = " ".join(form.asks.split()[2:]) if form.word in {"how many", "how much"} else ""
        if not noun and form.subject:
            return f"{first} {ARTICLE.sub('', form.subject)} {form.auxiliary} {form.rest}"
        return f"{first} {noun} {form.body}"
    if asks in {"when", "where"}:
        form = replace(form, auxiliary=YES.get(form.auxiliary.lower(), form.auxiliary))
    adjunct = is_adjunct(fragment, asks)
    if not form.asks and form.subject and (made := _of_yes_no(first, asks, form)):
        return made
    existing = form.subject.lower() == "there"
    described = form.auxiliary.lower() in BE and not form.rest and not PLACED.search(fragment)
    if adjunct and form.is_adjunct and (existing or not described):
        return _instead(first, form) if INSTEAD.search(fragment) else f"{form.lead} {first} {_body(form)}".strip()
    if (
        adjunct
        and form.subject_asked
        and form.word in {"how many", "how much"}
        and form.rest.split()[0].lower() in AUXILIARIES
    ):
        auxiliary, _, rest = form.rest.partition(" ")
        return f"{first} {auxiliary} {' '.join(form.asks.split()[2:])} {rest}"
    return f"{undone(last.question)}, and {first}"


def _of_yes_no(first: str, asks: str, form: Form) -> str | None:
    """ "Which university?" after "Is she a professor too?": the same without its yes or no.

    "Which prize?" after "Did they win a prize?" stands for the thing itself: "which prize did they win".
    """
    noun = first.lower().split()[-1]
    rest = TOO.sub("", form.rest)
    if asks not in {"which", "what"} or len(first.split()) != 2 or noun in TIME_NOUNS:
        return None
    indefinite = re.search(rf"\b(?:an?|any|some) (?:[a-z-]+ )?{re.escape(noun)}\b", rest)
    if indefinite:
        rest = f"{rest[: indefinite.start()]}{rest[indefinite.end() :]}"
        return " ".join(f"{first} {form.auxiliary.lower()} {form.subject} {rest}".split())
    if noun in PLACE_NOUNS | GROUP_NOUNS:
        return " ".join(f"at {first} {form.auxiliary.lower()} {form.subject} {rest}".split())
    return None


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
