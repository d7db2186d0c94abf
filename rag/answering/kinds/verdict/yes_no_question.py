"""Yes/no questions in the parts that their verdict rests on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from rag.answering.kinds.verdict.polarity import GRAMMATICAL, Sense
from rag.nlp.facts.facts import facts
from rag.nlp.lexicon import AUXILIARIES, BE, DETERMINERS, MODALS, PREPOSITIONS, PRONOUNS, words_of
from rag.nlp.question_parser import LEAD, parse
from rag.nlp.tokens import Token, tokens
from rag.nlp.verbs import base_form, is_irregular, is_past

ALTERNATIVE = re.compile(r"\b(?:or|same|different|equal|similar)\b", re.IGNORECASE)
"""What makes a question one of choice or comparison."""
ASKS_MORE = re.compile(
    r"(?:(?:can|could|would|will) you|(?:do|did) (?:you|we) (?:know|have)|is it known"
    r"|(?:does|did) (?:it|the \w+) (?:say|mention|tell))\b",
    re.IGNORECASE,
)
"""Requests in the form of a yes/no question."""
GOING_TO = re.compile(
    r"^(?:is|are|am) (?P<who>.+?) (?:going|due|set|about|scheduled|expected) to (?P<what>.+)$", re.IGNORECASE
)
"""Another way to ask what will be."""
GOT = re.compile(r"^did (?P<who>.+?) get (?P<what>[a-z]+)(?P<rest>.*)$", re.IGNORECASE)
"""The passive with "get": "Did the guard get hurt?"."""
GO_UP = re.compile(r"\b(?:go|come) up\b(?! (?:to|for|against)\b)", re.IGNORECASE)
GO_DOWN = re.compile(r"\b(?:go|come) down\b(?! (?:to|with)\b)", re.IGNORECASE)
PAYS = re.compile(
    r"^do (?:i|you|we|they|people|visitors) (?:have|need) to pay (?:for|to (?:use|enter|visit|take|ride|see))"
    r" (?P<what>.+)$",
    re.IGNORECASE,
)
FOR_FREE = re.compile(r"\bfor free$", re.IGNORECASE)
OR_NOT = re.compile(r",? or (?:not|no|didn['’]t (?:he|she|it|they))$", re.IGNORECASE)
BE_AFTER = re.compile(r"^be(?: there)? (?=\S)")
CONTINUOUS = re.compile(r"\w{2,}ing")
VERBS = words_of(
    "accept agree allow answer apologise apologize appear approve arrive ask attend avoid believe belong blame call"
    " carry cause change claim close complain confirm consider contain continue convert cost create criticise"
    " criticize cry damage decide declare defend demand deny destroy die disagree employ end enjoy expect fail"
    " finish fire follow gain happen help hope hurt improve include increase injure join kill last lean like live"
    " look love marry miss move need offer open oppose own play praise prevent produce promise protect prove publish"
    " raise reach receive recover reduce refuse reject remain rescue resign retire return save score seem serve sign"
    " start stay stop succeed suffer supply support survive threaten try use visit vote wait want warn welcome work"
)
"""Plain forms of regular verbs."""
ANYONE = words_of("anyone anybody someone somebody anything something there any it")
COUNTING = words_of("more fewer less than over about at least most exactly")
WITHIN = words_of("in on at")
EXTREMES = words_of("all every each both always only first last most largest smallest highest lowest best worst never")


@dataclass(frozen=True, slots=True)
class YesNoQuestion:
    """A question that "yes" or "no" answers, in the parts that its verdict rests on.

    Attributes:
        text: The question.
        predicate: Its verb; with "be" what it says of the subject, with "have" what is had.
        subject: The senses of its subject's words; empty for "anyone" and pronouns.
        named: Whether the subject is a name, all words of which count.
        noun: Whether the predicate is a noun behind an article.
        passive: Whether its subject is what is done something to.
        copula: Whether "be" joins the predicate to the subject, and it is no verb.
        others: The senses of the other words of content.
        arguments: Those of them that do not belong to the subject, which a sentence must have to say yes.
        of_future: Whether it is about what will or can be.
        numbers: The numbers that it names.
        extremes: Its words such as "only" and "largest", which a sentence must have to say yes.
    """

    text: str
    predicate: Sense
    subject: tuple[Sense, ...]
    named: bool
    noun: bool
    passive: bool
    copula: bool
    others: tuple[Sense, ...]
    arguments: tuple[Sense, ...]
    of_future: bool
    numbers: frozenset[float]
    extremes: frozenset[str]


def yes_no_question(question: str) -> YesNoQuestion | None:
    """The question's parts; None for one that "yes" or "no" does not answer, or that is not built plainly."""
    question = _plainer(question)
    words = tokens(LEAD.sub("", question.strip()))
    if not words or words[0].low not in AUXILIARIES or ALTERNATIVE.search(question):
        return None
    if ASKS_MORE.match(LEAD.sub("", question.strip())):
        return None
    form = parse(question)
    if form is None or form.asks:
        return None
    auxiliary = form.auxiliary.lower().removesuffix("n't")
    with_be = auxiliary in BE
    after, with_be = BE_AFTER.sub("", form.rest), with_be or BE_AFTER.match(form.rest) is not None
    subject_words, rest = _divided(*_joined(form.subject, after), with_be=with_be)
    if not subject_words or not rest or (rest[0].low in PREPOSITIONS - WITHIN or rest[0].low in {"and", "'"}):
        return None
    predicate = _predicate(rest, with_be=with_be)
    if not predicate:
        return None
    subject, further = _content(subject_words), _content(rest)
    passive = (with_be or any(word.low in {"be", "been"} for word in words)) and base_form(predicate) != ""
    return YesNoQuestion(
        question,
        Sense.of(predicate),
        tuple(map(Sense.of, subject)),
        any(word.text[0].isupper() for word in subject_words),
        with_be and rest[0].low in {"a", "an", "the"},
        passive,
        with_be and not passive,
        tuple(Sense.of(word) for word in (*subject, *further) if word != predicate),
        tuple(Sense.of(word) for word in further if word != predicate and word not in EXTREMES),
        auxiliary in MODALS,
        facts(question).numbers if any(letter.isdigit() for letter in question) else frozenset(),
        EXTREMES.intersection(word.low for word in words),
    )


def _joined(subject: str, rest: str) -> tuple[str, str]:
    """Subject and rest where "and" and a second name belong to the subject: "Vinter & Roe and Halsbury | merging"."""
    found = re.match(r"and (?:[A-Z][\w’'-]*|the \w+)(?: (?:&|[A-Z][\w’'-]*))*(?= [a-z])", rest)
    return (f"{subject} {found[0]}", rest[found.end() :].strip()) if found and subject else (subject, rest)


def _plainer(question: str) -> str:
    """The question without the words that only say that something is to come: "Is it going to close?"."""
    core = OR_NOT.sub("", LEAD.sub("", question.strip(" ?!.")))
    core = GO_UP.sub("rise", GO_DOWN.sub("fall", core))
    core = PAYS.sub(r"does \g<what> cost anything", FOR_FREE.sub("free", core))
    found = GOING_TO.match(core)
    if found:
        return f"Will {found['who']} {found['what']}?"
    got = GOT.match(core)
    suffers = got is not None and (is_past(got["what"].lower()) or got["what"].lower() in {"hurt", "cut", "hit"})
    return f"Was {got['who']} {got['what']}{got['rest']}?" if got and suffers else f"{core}?"


def _divided(subject: str, rest: str, *, with_be: bool) -> tuple[Sequence[Token], Sequence[Token]]:
    """The words of the subject and what follows it, also where no name or known form shows where that begins.

    The verb is then the last word before a preposition, an article or the end: "operating profit | rise".
    """
    words, following = tokens(subject), tokens(rest)
    plain = not any(word.text[0].isupper() for word in words) or (following and following[0].low == "and")
    if words and following and (not plain or following[0].low in {"a", "an", "the"}):
        return words, following
    everything = tokens(f"{subject} {rest}".strip())
    first = next((at for at, word in enumerate(everything) if word.low not in DETERMINERS | COUNTING), 0)
    if len(everything) == 1 or (everything and everything[0].low in PRONOUNS - DETERMINERS):
        return everything[:1], everything[1:]
    end = next(
        (at for at in range(first, len(everything)) if everything[at].low in PREPOSITIONS | DETERMINERS),
        len(everything),
    )
    verb = next((at for at in range(first + 1, len(everything)) if _is_plain_verb(everything[at])), 0)
    if verb and not with_be:
        return everything[first:verb], everything[verb:]
    if end - first > 1 and not (with_be and words and following):
        return everything[first : end - 1], everything[end - 1 :]
    return (words, following) if words and following else (everything[first:end], everything[end:])


def _is_plain_verb(word: Token) -> bool:
    return word.low in VERBS or is_irregular(word.low)


def _content(words: Sequence[Token]) -> list[str]:
    return [
        word.low.removesuffix("'s")
        for word in words
        if word.is_word and (word.low not in GRAMMATICAL or word.low in EXTREMES) and word.low not in ANYONE
    ]


def _predicate(rest: Sequence[Token], *, with_be: bool) -> str:
    """The word that the answer affirms or denies: the verb; a noun behind "be" or "have"."""
    first = next((at for at, word in enumerate(rest) if word.low not in COUNTING and not word.text[0].isdigit()), 0)
    rest = rest[first:]
    phrase = [rest[0], *takewhile(lambda word: word.low not in PREPOSITIONS, rest[1:])]
    if with_be and len(rest) == 1 and rest[0].text.isdigit():
        return rest[0].low
    words = [word.low for word in phrase if word.text[0].isalpha() and word.low not in GRAMMATICAL]
    if not words:
        return ""
    is_noun = rest[0].low == "have" or (with_be and rest[0].low in {"a", "an", "the"} | WITHIN)
    return words[-1] if is_noun else words[0]
