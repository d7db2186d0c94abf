"""Labelled statements from question-answering data: what a question with its answer asserts, and what it does not.

A question and an answer make a statement (Demszky et al. 2018, arXiv 1809.02922): "When did the talks start?" and
"1990" say that the talks started in 1990. The sentence that holds the answer carries it; with another of the passage's
phrases in the answer's place, or against another sentence, nothing does. The passage's own sentences, shortened, joined
or altered, are further examples.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.sentences import sentence_spans
from rag.english.forms import Form, parse, statement
from rag.english.tokens import tokens
from rag.english.words import AUXILIARIES, BE, PREPOSITIONS
from rag.support.facts import facts

GAP = re.compile(r"\b(?:someone|something)\b")
ASIDE = re.compile(r"\s*\([^()]*\)|, (?:which|who|whose|where)\b[^,;]*(?=,)|,[^,;]{3,60}(?=,)|(?<=\w), [^,]*(?=\.$)")
LONGEST_ANSWER = 12
"""Words; longer ones make no statement."""
NEGATED = {"is", "are", "was", "were", "has", "have", "had", "can", "could", "will", "would", "should"}


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, the quotes that are to carry it, and whether they do."""

    sentence: str
    quotes: tuple[str, ...]
    supported: bool


def from_question(
    question: str, context: str, answer: tuple[int, int], distractors: Sequence[str], rng: random.Random
) -> Iterator[Statement]:
    """Statements from one question with its answer's place in the context; none where they cannot be made."""
    text = context[answer[0] : answer[1]]
    said = asserted(question, text, before=context[: answer[0]])
    if said is None:
        return
    spans = list(sentence_spans(context, 0, len(context)))
    at = next((i for i, (a, b) in enumerate(spans) if a <= answer[0] < b), 0)
    sentences = [context[a:b].strip() for a, b in spans]
    quotes = tuple(sentences[at : at + 1])
    if at and rng.random() < 0.3:
        quotes = (sentences[at - 1], *quotes)
    yield Statement(said, quotes, True)
    wrong = [each for each in distractors if each.lower() not in text.lower() and text.lower() not in each.lower()]
    near = [each for each in wrong if any(each in quote for quote in quotes)] or wrong
    if near and (false := asserted(question, rng.choice(near), before=context[: answer[0]])):
        yield Statement(false, quotes, False)
    others = [sentence for i, sentence in enumerate(sentences) if i != at and text not in sentence]
    if others and rng.random() < 0.6:
        yield Statement(said, (max(others, key=lambda other: _shared(said, other)),), False)
    if rng.random() < 0.25 and (denied := negated(said)):
        yield Statement(denied, quotes, False)


def from_passage(context: str, rng: random.Random) -> Iterator[Statement]:
    """Statements from a passage's own sentences: shortened and joined ones hold, altered ones do not."""
    sentences = [context[a:b].strip() for a, b in sentence_spans(context, 0, len(context))]
    whole = [sentence for sentence in sentences if 6 <= len(sentence.split()) <= 45 and sentence.endswith(".")]
    if len(whole) < 2:
        return
    one, other = rng.sample(whole, 2)
    shortened = ASIDE.sub("", one)
    if shortened != one and len(shortened.split()) >= 5:
        yield Statement(shortened, (one,), True)
    joined = f"{one[:-1]}, and {other[:1].lower() + other[1:] if not _opens_with_name(other) else other}"
    yield Statement(joined, (one, other), True)
    yield Statement(joined, (one,), False)
    if denied := negated(one):
        yield Statement(denied, (one,), False)
    if swapped := altered(one, other, rng):
        yield Statement(swapped, (one, other) if rng.random() < 0.5 else (one,), False)


def asserted(question: str, answer: str, *, before: str) -> str | None:
    """What a question and its answer assert, or None; `before` is what stands before the answer in its passage."""
    form = parse(question)
    answer = answer.strip().rstrip(".,;:")
    if form is None or not answer or len(answer.split()) > LONGEST_ANSWER:
        return None
    if form.subject_asked:
        return _sentence(f"{answer} {form.rest}")
    if form.asks and not form.is_adjunct:
        if GAP.search(made := statement(form)):
            return _sentence(GAP.sub(lambda _: answer, made, count=1))
        if form.auxiliary.lower() in BE and form.subject:
            return _sentence(f"{form.subject} {form.auxiliary} {answer} {form.rest}")
        return None
    if form.asks and (made := statement(form)):
        return _sentence(f"{made} {_lead(form, before)}{answer}")
    return None


def negated(sentence: str) -> str | None:
    """The sentence with its first auxiliary denied, or its denial dropped."""
    if " not " in sentence:
        return sentence.replace(" not ", " ", 1)
    for word in tokens(sentence):
        if word.low in NEGATED:
            return f"{sentence[: word.end]} not{sentence[word.end :]}"
    return None


def altered(sentence: str, other: str, rng: random.Random) -> str | None:
    """The sentence with one of its numbers or names replaced by another, or two of its names exchanged."""
    names = [word.text for word in tokens(sentence)[1:] if word.text[0].isupper() and word.low not in AUXILIARIES]
    foreign = [word.text for word in tokens(other)[1:] if word.text[0].isupper() and word.text not in sentence]
    figures = re.findall(r"\b\d[\d,.]*\d\b|\b\d\b", sentence)
    choice = rng.random()
    if figures and choice < 0.5:
        figure = rng.choice(figures)
        digits = list(figure)
        at = rng.choice([i for i, sign in enumerate(digits) if sign.isdigit()])
        digits[at] = rng.choice([d for d in "123456789" if d != digits[at]])
        return sentence.replace(figure, "".join(digits), 1)
    if len(set(names)) >= 2 and choice < 0.75:
        a, b = rng.sample(sorted(set(names)), 2)
        return re.sub(rf"\b(?:{re.escape(a)}|{re.escape(b)})\b", lambda m: b if m[0] == a else a, sentence)
    if names and foreign:
        return sentence.replace(rng.choice(names), rng.choice(foreign), 1)
    return None


def _lead(form: Form, before: str) -> str:
    """The word that ties an answer to its statement: "in" for a year, "because" for a reason."""
    words = before.split()
    if words and words[-1].lower() in PREPOSITIONS | {"because", "to", "by"}:
        return f"{words[-1].lower()} "
    return "because of " if form.word == "why" else ""


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:1].upper()}{text[1:]}."


def _opens_with_name(sentence: str) -> bool:
    first = sentence.split()[0].lower().rstrip(",.")
    return any(first.startswith(name) for name in facts(sentence).names)


def _shared(one: str, other: str) -> int:
    return len({word.low for word in tokens(one)} & {word.low for word in tokens(other)})
