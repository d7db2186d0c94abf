"""Makes questions from an article's sentences, by rules: what a sentence tells is left out of it, and asked for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.models import Sentence
from index.text.unicode import composed
from rag.nlp.clauses import Clause, clause, has_content, is_plain, reported
from rag.nlp.facts.quantities import CLOCK, COUNT, LONG, MONEY, TIME
from rag.nlp.lexicon import BE, HAVE, MODALS, SAYING, words_of
from rag.nlp.names import Mention
from rag.nlp.noun_phrases import mentions
from rag.nlp.tokens import is_plural
from rag.suggestions.question_templates import Made, introductions, people_of, relatives, tells

MAX_QUESTION_WORDS = 12
"""Words of a question."""
MIN_QUESTION_WORDS = 4
NAMING = frozenset({"who is", "what is"})
SPENDING = words_of("cost costs paid spent lost loses saved saves raised earned owed invested")
PLACE = re.compile(r"^(?:in|at|near) (?=[A-Z])")
REASON = re.compile(r",? ?(?:because|due to|owing to|thanks to)\b")
ADVERB = re.compile(r" *\b(?:only|mainly|partly|largely|just|simply|mostly)$")
MEANS = re.compile(r"\bby (?=[a-z]+ing\b)")
AGENT = re.compile(r"^(?P<done>(?:[a-z]+ly )?[a-z]+(?:ed|en|n|t|d)) by (?P<agent>[A-Z].*)$")
TELLING = words_of(
    "announced promised warned denied believes claims claimed recommended proposed suggested concluded"
    " discovered found expects expected hopes revealed confirmed admitted demanded argued predicted told estimated"
)
ABOUT_PLACE_OR_TIME = words_of("in at on for during with")


@dataclass(frozen=True, slots=True)
class GeneratedQuestion:
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


def generated_questions(sentences: Sequence[Sentence]) -> list[GeneratedQuestion]:
    """All questions that the rules make of an article's sentences, in its order."""
    body = [replace(sentence, text=composed(sentence.text)) for sentence in sentences if sentence.kind == "body"]
    named = [mention for sentence in body for mention in mentions(sentence.text) if mention.is_name]
    people = people_of(named)
    # Any word is written large where a sentence begins.
    known = {mention.text for mention in named if mention.start > 0 or len(mention.text.split()) > 1}
    found = []
    for sentence in body:
        made = [*introductions(sentence.text), *relatives(sentence.text)]
        for told in (clause(sentence.text), reported(sentence.text)):
            if told and (not told.subject.is_name or told.subject.start > 0 or told.subject.text in known):
                made += _asked(replace(told, subject=_in_full(told.subject, people)))
        for kind, question, answer in made:
            question = " ".join(question.split())
            if (MIN_QUESTION_WORDS - (kind in NAMING)) <= len(question.split()) <= MAX_QUESTION_WORDS:
                found.append(GeneratedQuestion(f"{question}?", kind, sentence.start, sentence.end, answer))
    return found


def _in_full(subject: Mention, people: dict[str, str]) -> Mention:
    """A person's name as a reader needs it who has not read on: with the given name."""
    return replace(subject, text=people.get(subject.text, subject.text)) if subject.is_name else subject


def _asked(told: Clause) -> Iterator[Made]:
    """Questions of a clause: what they ask with, the question without its mark, and what answers it."""
    rest, tail, whole = told.rest, told.tail, told.is_whole
    if match := COUNT.fullmatch(told.subject.text):
        if whole and is_plain(rest) and has_content(rest):
            yield "how many", f"How many {match['noun']} {told.auxiliary or told.verb} {rest}", told.subject.text
        return
    if told.auxiliary in {"is", "was"} and told.subject.is_name and rest.startswith(("a ", "an ", "the ")):
        yield "what is", f"{'Who' if told.subject.kind == 'person' else 'What'} {told.asked('')}", rest
    does = told.verb not in SPENDING | SAYING if told.verb else told.auxiliary not in BE
    if whole and does and tells(rest) and told.subject.is_name and told.subject.kind == "person":
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
    verb, _, object_ = ("", "", rest) if told.verb else rest.partition(" ")
    if (told.verb or verb) in SPENDING and (match := MONEY.match(object_)):
        yield "how much", f"How much {told.asked(verb)}", match[0]
    elif (told.verb or told.auxiliary in HAVE | MODALS) and (match := COUNT.match(object_)):
        further = object_[match.end() :].split()
        countable = is_plural(match["noun"].split()[-1]) and (not further or further[0] in ABOUT_PLACE_OR_TIME)
        if whole and countable:
            yield "how many", f"How many {match['noun']} {told.asked(' '.join([verb, *further]))}", match[0]
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
