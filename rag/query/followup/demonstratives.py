""" "There", "then", "that" and "the first one" point into the conversation: replaced by what they point at."""

import re

from index.text.dates import MONTH_PATTERN, WEEKDAYS
from rag.nlp.lexicon import AUXILIARIES, BE, DO, FUNCTION_WORDS, MODALS, PREPOSITIONS, SAYING, words_of
from rag.nlp.question_parser import asked_noun, statement
from rag.nlp.tokens import is_plural, singular, tokens
from rag.nlp.verbs import base_form, is_past
from rag.query.followup.conversation import Context, ParsedExchange
from rag.query.followup.coreference import LOCATIVE, antecedent, spoken

MOTION = words_of("get gets got go goes went gone come comes came travel travelled arrive arrived move moved fly flew")
DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?)?{MONTH_PATTERN}(?: \d{{1,2}}\b)?(?:,? \d{{4}}\b)?"
    r"|\b(?:1[5-9]|20)\d\d\b",
)
YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
AMOUNT = re.compile(
    r"(?:[€$£¥]\s?\d[\d.,]*\d|\d[\d.,]*(?= (?:thousand|million|billion|per ?cent|euros|dollars|pounds)))"
    r"(?: (?:thousand|million|billion))?"
)
SINCE = re.compile(r"\b(since|until|till|by|before|after|from)\s+(?:then|that(?=\s*[?.!,]*$))", re.IGNORECASE)
THAT = re.compile(r"\b(?:that|this)(?=\W*$|['’]s\b|\W+\w)", re.IGNORECASE)
POINTED = re.compile(r"\b(that|this|these|those|the same)\s+([^\W\d_]+)", re.IGNORECASE)
ONE = re.compile(r"\b(the|which|another|an|a)\s+((?:[^\W\d_]+\s+)?)(ones?)\b", re.IGNORECASE)
COUNTED = re.compile(
    r"^(?:(?:and|so|but) )?(?:how (?:many|much)|(?:which|what) (?!else|was|is|were|are))", re.IGNORECASE
)
DO_IT = re.compile(r"\bdo (?:it|that|this|so)\b(?!\s+(?:to|with|for|about)\b)", re.IGNORECASE)
HAPPENED_TO = re.compile(r"happen(?:ed|s)? to (.+)", re.IGNORECASE)
THAT_DAY = re.compile(
    r"\b(?:on |in )?(?:that|the same) (day|night|evening|morning|afternoon|year)\b(?!['’]s)", re.IGNORECASE
)
WEEKDAY = re.compile(
    rf"\b(?:{'|'.join(name.capitalize() for name in WEEKDAYS)})\b"
    rf"(?: \d{{1,2}} {MONTH_PATTERN}| {MONTH_PATTERN} \d{{1,2}}\b)?"
)
COMPLEMENT = re.compile(r" (?:of|in|at|for) .*")
GENERIC = {
    "place": "there", "town": "there", "city": "there", "country": "there", "spot": "there",
    "man": "he", "gentleman": "he", "guy": "he", "woman": "she", "lady": "she",
    "company": "it", "club": "it", "firm": "it", "organisation": "it", "organization": "it",
}  # fmt: skip
PLAIN_AFTER = FUNCTION_WORDS | words_of(
    "happen work help mean take matter change cost true enough possible right wrong correct why because fair done"
    " legal new good bad part due planned allowed announced decided"
)


def resolve_deictics(question: str, context: Context) -> str:
    """The question with the words that point out of it replaced by what they point at, where that can be found."""
    if context.last is None:
        return question
    question = _pointed(_that_day(question, context), context)
    question = _one(question, context.last)
    question = _then(question, context.last)
    question = _there(question, context)
    question = _do_it(question, context.last)
    return _that(question, context.last)


def _do_it(question: str, last: ParsedExchange) -> str:
    """ "Would she do it again?" after "Who chaired the talks?": what is done is what was asked about."""
    match, form = DO_IT.search(question), last.form
    if not match or form is None:
        return question
    does_act = form.word in {"who", "whose"} or any(
        m.text == form.subject and m.kind in {"person", "name"} for m in last.asked
    )
    if not does_act and {"he", "she"} & {word.low for word in tokens(question)}:
        return question
    verb, _, others = form.rest.partition(" ")
    if form.subject_asked and base_form(verb.lower()):
        done = f"{base_form(verb.lower())} {others}"
    elif form.auxiliary.lower() in DO | MODALS and form.is_adjunct and form.rest:
        done = form.rest
    else:
        return question
    return f"{question[: match.start()]}{done.strip()}{question[match.end() :]}"


def _there(question: str, context: Context) -> str:
    words = tokens(question)
    for at, word in enumerate(words):
        if word.low != "there":
            continue
        before = words[at - 1].low if at else ""
        follows = words[at + 1].low if at + 1 < len(words) else ""
        helped = before in BE | {"has", "have", "had", "be"} and follows.isalnum() and follows not in PREPOSITIONS
        counted = before in BE and bool(COUNTED.match(question))
        if at == 0 or follows in AUXILIARIES or helped or counted or _has_place(question[: word.start]):
            continue
        place = antecedent("there", context, question)
        if place is None:
            return question
        text = spoken(place)
        preposition = "to" if before in MOTION else "at" if text.startswith("the ") else "in"
        lead = "" if before in LOCATIVE else f"{preposition} "
        return question[: word.start] + lead + text + question[word.end :]
    return question


def _has_place(before: str) -> bool:
    """Whether a place is named already: "How did he get to Lisbon, and what did he do there?"."""
    return bool(re.search(r"\b(?:in|at|to|from|near) [A-Z]", before))


def _then(question: str, last: ParsedExchange) -> str:
    match = SINCE.search(question)
    if not match:
        return question
    event = statement(last.form) if last.form else ""
    date = _first_date(last) if last.form and last.form.word == "when" else ""
    word = match[1].lower()
    if event and word in {"since", "until", "till", "before", "after"}:
        meant = f"{match[1]} {event}"
    elif date:
        meant = f"{match[1]} {date}"
    else:
        return question
    return question[: match.start()] + meant + question[match.end() :]


def _first_date(last: ParsedExchange) -> str:
    found = DATE.search(last.answer)
    return found[0] if found else ""


def _pointed(question: str, context: Context) -> str:
    """ "That club" becomes the club that was spoken of: by its noun, or by what it is."""
    for match in POINTED.finditer(question):
        noun = match[2].lower()
        if noun in FUNCTION_WORDS or (match[1].lower() == "that" and _joins_clauses(question, match.start())):
            continue
        meant = _phrase_with(noun, context)
        if not meant and noun in GENERIC:
            found = antecedent(GENERIC[noun], context, question)
            meant = spoken(found) if found else ""
        if meant:
            return question[: match.start()] + meant + question[match.end() :]
    return question


def _that_day(question: str, context: Context) -> str:
    """ "That day" with the last day that was spoken of, in a question or its answer; "that year" with the last year."""
    match = THAT_DAY.search(question)
    if not match or "," in question[match.end() :]:
        return question  # "I can't come that day, what can I do": what is asked needs no date
    of_year = match[1].lower() == "year"
    pattern = YEAR if of_year else WEEKDAY
    for exchange in context.exchanges:
        for text in (exchange.question, exchange.answer):
            days = dict.fromkeys(found[0] for found in pattern.finditer(text))
            if len(days) == 1:
                (day,) = days
                part = "" if match[1].lower() in {"day", "year"} else f" {match[1].lower()}"
                named = f"{'in' if of_year else 'on'} {day}{part}"
                return question[: match.start()] + named + question[match.end() :]
    return question


def _joins_clauses(question: str, at: int) -> bool:
    """Whether "that" opens a clause: "say that talks failed", "the man that trains won"."""
    before, after = tokens(question[:at]), tokens(question[at:])[2:3]
    if not before or not before[-1].is_word or before[-1].low in FUNCTION_WORDS:
        return False
    has_verb = bool(after) and (after[0].low in AUXILIARIES or is_past(after[0].low))
    return before[-1].low in SAYING or has_verb


def _phrase_with(noun: str, context: Context) -> str:
    for exchange in context.exchanges:
        for source in (exchange.told, exchange.asked):
            for mention in source:
                words = [word.low for word in tokens(COMPLEMENT.sub("", mention.text))]
                if len(tokens(mention.text)) > 1 + (not mention.is_name) and noun == words[-1]:
                    return spoken(mention)
    return ""


def _one(question: str, last: ParsedExchange) -> str:
    """ "The official one" becomes "the official reason" after a question for a reason."""
    match = ONE.search(question)
    noun = asked_noun(last.form)
    if not match or not noun or not match[2]:
        return question
    noun = noun if match[3].lower() == "ones" or not is_plural(noun) else singular(noun)
    return question[: match.start(3)] + noun + question[match.end(3) :]


def _that(question: str, last: ParsedExchange) -> str:
    """A "that" which stands for what was just asked and answered."""
    form = last.form
    if form is None:
        return question
    for match in THAT.finditer(question):
        before, after = tokens(question[: match.start()]), tokens(question[match.end() :])
        follows = after[0].low if after and after[0].is_word else ""
        previous = before[-1].low if before else ""
        ends = previous in AUXILIARIES and len(after) <= 2 and not is_past(follows)
        if follows and follows not in PLAIN_AFTER and not ends:
            continue
        if previous not in AUXILIARIES | PREPOSITIONS | {"", "did"} and follows:
            continue
        if match[0].lower() == "this" and previous not in AUXILIARIES | PREPOSITIONS:
            continue
        meant = _said(last, previous)
        if meant.startswith("("):
            return f"{question[: match.end()]} {meant}{question[match.end() :]}"
        if meant:
            return question[: match.start()] + meant + question[match.end() :]
    return question


def _said(last: ParsedExchange, previous: str) -> str:
    form = last.form
    if form is None:
        return ""
    if form.word in {"how much", "how many"}:
        found = AMOUNT.search(last.answer)
        if previous in AUXILIARIES:
            return found[0] if found else ""
    happened = HAPPENED_TO.match(form.rest) if form.word == "what" else None
    if happened and previous in PREPOSITIONS:
        return f"what happened to {happened[1]}"
    event = statement(form)
    if event:
        if previous in {"before", "after", "since", "until"}:
            return event
        return f"the fact that {event}" if previous in PREPOSITIONS else f"({event})"
    if form.subject and form.asks and not form.rest and not form.is_adjunct:
        return form.subject
    return ""
