"""The opening clause of a sentence in its parts, where these can be told: what it is about, and what it says."""

import re
from dataclasses import dataclass

from index.text.number_words import UNITS
from rag.nlp.lexicon import (
    AUXILIARIES,
    BE,
    DAYS_AND_MONTHS,
    DO,
    FUNCTION_WORDS,
    HAVE,
    MODALS,
    PREPOSITIONS,
    PRONOUNS,
    words_of,
)
from rag.nlp.names import Mention
from rag.nlp.noun_phrases import mentions
from rag.nlp.tokens import Token, tokens
from rag.nlp.verbs import base_form, is_past

LEAD = re.compile(
    r"(?:On|In|At|Last|Since|During|By|After|Until|From|This|For|Under|Before|Between|Across|Inside|Outside|According)\b"
    r"[^,;:—–“”\"]{2,50}, (?=\w)"
)
ASIDE = re.compile(r", [^,;:—–“”\"]{2,110},(?= )")
"""What stands between commas behind a subject."""
PRESENT = words_of(
    "belongs believes claims contains costs employs expects holds hopes insists intends lacks lies likes lives loses"
    " needs owns plans promises recommends saves stands suggests supports threatens thinks wants"
)
"""Presents that are told from plural nouns."""
OPENS_CLAUSE = words_of(
    "after although and as because before but following for if like once or since so than that though to unless until"
    " when whenever where whereas whether which while who whom whose why how what due owing thanks despite without"
    " amid including rather"
)
VAGUE = words_of(
    "one ones man woman men women people person group first second third latter former other others same rest most"
    " idea reason thing result problem move two three four five six decision answer question point aim part both none"
    " few several many each such story case change day time way year next last"
)
"""Heads of subjects that say little outside their sentence."""
NEEDED = words_of("that than to as rather what how if whether without like due owing")
"""Words that open what the clause before them is not whole without."""
MEASURES = DAYS_AND_MONTHS | frozenset(UNITS[2:13]) | {"thirty", "last"}
POINTING = words_of("there here then")
REPORTED = re.compile(
    r"[^“”\"]{2,80}?\b"
    r"(?:(?:said|says|believes|showed|shows|found|reported|announced) that |(?:said|says) (?=the |[A-Z]))"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """What a sentence opens with; joined with blanks its parts are its words.

    Attributes:
        lead: What stands before the subject, without its comma: "On Wednesday"; else "".
        subject: Whom or what it is about.
        auxiliary: "was", "will", …; "" where the verb stands alone.
        verb: The verb where it stands alone: "collected", "costs"; else "".
        rest: What follows the verb, as far as a comma or a word that opens another clause.
        tail: What follows that, sign or word included.
    """

    lead: str
    subject: Mention
    auxiliary: str
    verb: str
    rest: str
    tail: str

    @property
    def is_whole(self) -> bool:
        """Whether it says something without its tail."""
        return not needs(self.tail)

    def asked(self, rest: str) -> str:
        """The clause in the order of a question, with another rest: "did the fund collect …", "will it be …"."""
        subject = self.subject.text
        if not self.subject.is_name or subject.startswith("The "):
            subject = subject[0].lower() + subject[1:]
        if self.auxiliary:
            return " ".join(f"{self.auxiliary} {subject} {rest}".split())
        if self.verb in PRESENT:
            return " ".join(f"does {subject} {base_form_of_present(self.verb)} {rest}".split())
        return " ".join(f"did {subject} {base_form(self.verb)} {rest}".split())


def reported(sentence: str) -> Clause | None:
    """The opening clause of what somebody said; None where nothing is told so, or that is not built plainly."""
    match = REPORTED.match(sentence)
    return clause(sentence[match.end() :]) if match else None


def needs(tail: str) -> bool:
    """Whether what comes before a text is not whole without it."""
    return any(word.low in NEEDED for word in tokens(tail)[:1])


def opening(text: str) -> str:
    """A text as far as its first clause goes."""
    return _cut(text, [Token("", 0, 0, ""), *tokens(text)])[0]


def base_form_of_present(verb: str) -> str:
    """The plain form of one of the presents."""
    return verb[:-1]


def clause(sentence: str) -> Clause | None:
    """The opening clause; None where it is not built plainly: a subject that is named, and a verb behind it."""
    if any(sign in sentence for sign in '?!“"') or sentence[:1] in "'‘-*#":
        return None
    match = LEAD.match(sentence)
    at = match.end() if match else 0
    found = [mention for mention in mentions(sentence) if mention.start == at and not mention.owns]
    if not found:
        return None
    subject = max(found, key=lambda mention: mention.end)
    if not _stands_alone(subject):
        return None
    end = subject.end
    if aside := ASIDE.match(sentence, end):
        end = aside.end()
    words = [word for word in tokens(sentence) if word.start >= end]
    if len(words) < 3 or words[0].start - end > 1:
        return None
    verb = words[0]
    if verb.low in BE | MODALS | HAVE and verb.low not in DO and "'" not in verb.low:
        auxiliary, lone = verb.text, ""
        if verb.low in HAVE and not is_past(words[1].low):
            return None
    elif verb.low in PRESENT or (base_form(verb.low) and not _is_participle(words)):
        auxiliary, lone = "", verb.text
    else:
        return None
    rest, tail = _cut(sentence, words)
    lead = sentence[: match.end() - 2] if match else ""
    return Clause(lead, subject, auxiliary, lone, rest, tail)


def _stands_alone(subject: Mention) -> bool:
    """Whether it is understood without what stands before its sentence."""
    words = subject.text.lower().split()
    if any(word in PRONOUNS - {"the"} for word in words) or words[-1] in VAGUE:
        return False
    return subject.is_name or (words[0] == "the" and len(words) > 1) or words[0][0].isdigit() or words[0] in MEASURES


def _is_participle(words: list[Token]) -> bool:
    """Whether what looks like a verb only describes the noun before it: "the ship built in Norway sank"."""
    if words[1].low not in PREPOSITIONS:
        return False
    following = words[2:9]
    return any(word.low in AUXILIARIES or is_past(word.low) for word in following)


def _cut(sentence: str, words: list[Token]) -> tuple[str, str]:
    """What follows the verb, as far as its clause goes, and what follows that."""
    start = words[0].end
    for number, word in enumerate(words[1:], start=1):
        following = words[number + 1].low if number + 1 < len(words) else ""
        of_time = word.low in {"for", "since", "until"} and (following[:1].isdigit() or following in MEASURES)
        opens = word.low in OPENS_CLAUSE and not of_time and not (word.low == "to" and number == 1)
        if opens or not (word.is_word or word.text in "€£$%’'-"):
            return sentence[start : word.start].strip(), sentence[word.start :]
    return sentence[start:].strip(), ""


def is_plain(text: str) -> bool:
    """Whether a text names nothing by pronouns, and no place or time by pointing at it."""
    return not any(word.low in PRONOUNS | POINTING for word in tokens(text))


def has_content(text: str) -> bool:
    """Whether a text has a word besides those that only join others."""
    return any(word.is_word and word.low not in FUNCTION_WORDS for word in tokens(text))
