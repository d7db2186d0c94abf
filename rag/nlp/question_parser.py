"""What a question is made of: the words it asks with, its auxiliary and subject; and the statement it asks about."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rag.nlp.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BE,
    DETERMINERS,
    DO,
    HAVE,
    PREPOSITIONS,
    PRONOUNS,
    TIME_NOUNS,
    WH,
)
from rag.nlp.names import Mention
from rag.nlp.noun_phrases import mentions
from rag.nlp.tokens import Token, is_plural, tokens
from rag.nlp.verbs import base_form, is_past, past, third_person

LEAD = re.compile(r"^(?:(?:and|but|or|so|then|also|ok(?:ay)?|well)\b,?\s+)+(?=\S)", re.IGNORECASE)
MARKS = " \t\n?!."
UNCONTRACTED = {"who's": "who is", "what's": "what is", "where's": "where is", "when's": "when is", "how's": "how is"}
ENTITY = frozenset({"who", "whom", "what", "which", "whose", "how many", "how much", "wich", "wat"})


@dataclass(frozen=True, slots=True)
class Form:
    """A question in its parts; joined with blanks they are its words.

    Attributes:
        lead: What stands before the question proper: "Garrow's view:", "If they win,".
        asks: The words it asks with, and a preposition before them: "How many ships", "Since when"; "" for yes or no.
        word: The first of these without preposition: "how many", "when"; "" for yes or no.
        auxiliary: The verb that changed places with the subject; "" where what is asked for is the subject.
        subject: The subject, where it can be told; "" otherwise.
        rest: Everything else.
        subject_asked: Whether the words it asks with are the subject.
    """

    lead: str
    asks: str
    word: str
    auxiliary: str
    subject: str
    rest: str
    subject_asked: bool

    @property
    def body(self) -> str:
        """The question without the words it asks with."""
        return " ".join(part for part in (self.auxiliary, self.subject, self.rest) if part)

    @property
    def is_adjunct(self) -> bool:
        """Whether all but the words it asks with is a sentence of its own: so for "when", not for "what"."""
        with_preposition = bool(self.asks) and self.asks.split()[0].lower() in PREPOSITIONS
        of_time = self.asks.split()[-1].lower() in TIME_NOUNS if self.asks else False
        return not self.subject_asked and (self.word not in ENTITY or with_preposition or of_time)


def parse(question: str, known: frozenset[str] = frozenset()) -> Form | None:
    """The parts of a question; None where it is not built like one.

    Args:
        question: The question.
        known: Names that count though written small, as `rag.nlp.noun_phrases` takes them.
    """
    text = LEAD.sub("", question.strip(MARKS))
    lead, text = _lead(text)
    words = tokens(text)
    if not words:
        return None
    at = 1 if words[0].low in PREPOSITIONS and len(words) > 1 and words[1].low.split("'")[0] in WH else 0
    if words[at].low in UNCONTRACTED:
        is_wh, rest = UNCONTRACTED[words[at].low].split()
        return _rest(lead, text[: words[at].start + len(is_wh)], is_wh, rest, text[words[at].end :].strip(), known)
    if words[at].low in AUXILIARIES:
        return _rest(lead, "", "", words[at].text, text[words[at].end :].strip(), known)
    if words[at].low not in WH:
        return None
    word = words[at].low
    if word == "how" and at + 1 < len(words) and words[at + 1].low in {"many", "much", "come"}:
        word = f"how {words[at + 1].low}"
    if word == "how come":
        return _how_come(lead, text, words[at + 1].end, known)
    verb = next((i for i in range(at + 1, min(len(words), at + 7)) if words[i].low in AUXILIARIES), None)
    if verb is None or any(not w.is_word or w.low in {"who", "that"} or is_past(w.low) for w in words[at + 1 : verb]):
        return _subject_asked(lead, text, words, at, word)
    asks = text[: words[verb - 1].end]
    following = words[verb + 1].low if verb + 1 < len(words) else ""
    asks_subject = (
        word in ENTITY and words[verb].low not in DO and (_is_verb(following) or (at + 1 == verb and not following))
    )
    if asks_subject:
        return Form(lead, asks, word, "", "", text[words[verb].start :], True)
    return _rest(lead, asks, word, words[verb].text, text[words[verb].end :].strip(), known)


def statement(form: Form) -> str:
    """What a question takes for granted, as a statement: "When did the talks start?", "the talks started"; or ""."""
    if form.subject_asked:
        return f"{'someone' if form.word.startswith('who') else 'something'} {form.rest}" if form.word in ENTITY else ""
    if not form.subject or not form.asks:
        return ""
    gap = "" if form.is_adjunct else "someone" if form.word in {"who", "whom"} else "something"
    auxiliary, rest = form.auxiliary.lower(), form.rest
    if auxiliary in DO and rest:
        before, verb, others = _around_verb(rest)
        if auxiliary == "did":
            rest = f"{before} {past(verb.lower())} {gap} {others}"
        elif auxiliary in {"do", "does"}:
            rest = f"{before} {third_person(verb.lower()) if auxiliary == 'does' else verb} {gap} {others}"
        else:
            rest = f"{auxiliary} {rest}"
    elif form.word in ENTITY and not rest:
        return ""
    else:
        rest = f"{auxiliary} {rest}"
    if form.rest.split()[:1] and form.rest.split()[0].lower() in WH:
        return ""
    if form.word == "where" and rest.endswith(" be"):
        rest += " there"
    return " ".join(f"{form.subject} {rest}".split())


def _around_verb(rest: str) -> tuple[str, str, str]:
    """What stands before the verb behind a subject ("finally", "himself"), the verb, and what follows it."""
    words = rest.split()
    at = 0
    while at < len(words) - 1 and (
        words[at].lower().endswith(("ly", "self", "selves")) or words[at].lower() in ADVERBS
    ):
        at += 1
    return " ".join(words[:at]), words[at], " ".join(words[at + 1 :])


def _lead(text: str) -> tuple[str, str]:
    """What stands before the question proper, with the sign that ends it, and the question proper."""
    for sign in (":", ","):
        head, found, tail = text.partition(f"{sign} ")
        first = tokens(tail)[:2]
        starts = first and (first[0].low in AUXILIARIES or any(word.low.split("'")[0] in WH for word in first))
        if found and starts and tokens(head) and tokens(head)[0].low.split("'")[0] not in WH | AUXILIARIES:
            return head + sign, tail
    return "", text


def _rest(lead: str, asks: str, word: str, auxiliary: str, tail: str, known: frozenset[str]) -> Form:
    subject = subject_of(tail, known, copula=auxiliary.lower() in BE)
    return Form(lead, asks, word, auxiliary, tail[:subject], tail[subject:].strip(), False)


def subject_of(tail: str, known: frozenset[str] = frozenset(), *, copula: bool) -> int:
    """Where the subject at the start of what follows an auxiliary ends; 0 where that cannot be told."""
    words = tokens(tail)
    if not words:
        return 0
    if words[0].low in PRONOUNS - DETERMINERS or (words[0].low in {"this", "that"} and len(words) == 1):
        return words[0].end
    # The auxiliary itself is put back for `mentions`, which leaves the verb behind the subject out.
    helper = "is " if copula else "did "
    opening = [
        mention for mention in mentions(helper + tail, known) if mention.start == len(helper) and not mention.owns
    ]
    if opening:
        return max(mention.end for mention in opening) - len(helper)
    # A verb that stands behind a lone word in small letters: "did okoro say".
    return words[0].end if len(words) > 1 and words[0].low not in PREPOSITIONS | DETERMINERS else 0


def _how_come(lead: str, text: str, end: int, known: frozenset[str]) -> Form:
    """ "How come" keeps the order of a statement, which is turned into that of a question."""
    tail = text[end:].strip()
    subject = subject_of(tail, known, copula=True)
    verb, _, others = tail[subject:].strip().partition(" ")
    base = base_form(verb.lower())
    if subject and verb.lower() in AUXILIARIES:
        return Form(lead, text[:end], "how come", verb, tail[:subject], others, False)
    if subject and base:
        return Form(lead, text[:end], "how come", "did", tail[:subject], f"{base} {others}".strip(), False)
    return Form(lead, text[:end], "how come", "", tail[:subject], tail[subject:].strip(), False)


def _subject_asked(lead: str, text: str, words: Sequence[Token], at: int, word: str) -> Form | None:
    """ "Who chaired the talks?": what is asked for is the subject."""
    if word not in ENTITY:
        return None
    verb = at + len(word.split())
    if word in {"which", "what", "whose", "how many", "how much"}:
        while verb < len(words) - 1 and not _is_verb(words[verb].low) and not is_plural(words[verb - 1].low):
            if is_plural(words[verb].low) and verb > at + 1 and words[verb + 1].low in DETERMINERS | ADVERBS:
                break  # "which country takes most …"
            verb += 1
    if verb >= len(words):
        return None
    return Form(lead, text[: words[verb - 1].end], word, "", "", text[words[verb].start :], True)


def _is_verb(word: str) -> bool:
    return word in AUXILIARIES - HAVE or is_past(word) or word.endswith("ing")


def asked_noun(form: Form | None) -> str:
    """The noun that "which", "what" or "how many" asks with, in small letters: "town"; "" where there is none."""
    if form is None or form.word not in ENTITY:
        return ""
    last = form.asks.split()[-1].lower()
    return "" if last in WH or last in {"many", "much"} else last


def is_name_question(form: Form | None, mentioned: Collection[Mention]) -> bool:
    """Whether a question asks who or what a name is ("Who is Yakov Zinberg?"), so that it is about that name."""
    if form is None or form.word not in {"who", "what", "whom"} or form.rest:
        return False
    return any(mention.is_name and mention.text == form.subject for mention in mentioned)
