"""Everyday words of a question in the words of the article: "pupils" for "kids", "chief executive" for "ceo"."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rag.nlp.lexicon import DETERMINERS, DO, MODALS
from rag.nlp.tokens import Token, tokens

GROUPS = "groups.txt"
VOWELS = "aeiou"
HELPERS = DO | MODALS | {"to"}
"""Before the base form of a verb; without one a word such as "start" may be a noun."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase by its forms: singular and plural; or the base, third person, past, participle and -ing form."""

    kind: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replaceable:
    """A place of a question with the terms that may stand there instead, the nearest first."""

    start: int
    end: int
    form: int
    others: tuple[Term, ...]


def reworded(question: str, texts: Iterable[str]) -> str:
    """The question with words that texts do not use replaced by those that they use for the same.

    Args:
        question: The question that stands alone.
        texts: Passages that were retrieved for it.

    Returns:
        The question; itself where the texts use its words, or none of the others.
    """
    said = _Said(texts)
    made, at = [], 0
    for place in _unsaid(question, said):
        if (term := next((term for term in place.others if said.uses(term)), None)) is not None:
            form = said.form(term, place.form)
            made += [question[at : place.start], form if place.start else form[0].upper() + form[1:]]
            at = place.end
    return "".join([*made, question[at:]])


def other_words(question: str, texts: Iterable[str]) -> str:
    """What may stand for the words of a question that texts do not use, to search for as well; "" for nothing.

    Args:
        question: The question that stands alone.
        texts: Passages that were retrieved for it.
    """
    return " ".join(term.forms[0] for place in _unsaid(question, _Said(texts)) for term in place.others)


class _Said:
    """The words of texts, for looking terms up."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = " ".join(" ".join(token.low for token in tokens(text) if token.is_word) for text in texts)
        self._text = f" {self._text} "

    def has(self, phrase: str) -> bool:
        """Whether a term stands there in any form of any kind."""
        return any(self.uses(term) for term, _, _ in _keys().get(phrase.lower(), ()))

    def uses(self, term: Term) -> bool:
        """Whether a form of it stands there."""
        return any(f" {form} " in self._text for form in term.forms)

    def form(self, term: Term, number: int) -> str:
        """That form of a term; of a noun the other one, where only that stands there: "turnover" for "sales"."""
        form = term.forms[min(number, len(term.forms) - 1)]
        if term.kind == "n" and f" {form} " not in self._text:
            return next(other for other in term.forms if f" {other} " in self._text)
        return form


def _unsaid(question: str, said: _Said) -> list[Replaceable]:
    return [each for each in _places(question) if not said.has(question[each.start : each.end])]


def _places(question: str) -> Iterator[Replaceable]:
    """The words and phrases of the question that others may stand for, the longest first at each place."""
    words = [token for token in tokens(question) if token.is_word]
    at = 0
    while at < len(words):
        size, found = _longest(words[at:])
        before = {word.low for word in words[:at]}
        helped = bool(HELPERS & before) and words[at - 1].low not in DETERMINERS
        for term, form, others in [each for each in found if helped or each[0].kind != "v" or each[1]][:1]:
            plural = len(term.forms) == 2 and len({*term.forms}) == 1  # "staff"
            yield Replaceable(words[at].start, words[at + size - 1].end, 1 if plural else form, others)
        at += size


def _longest(words: Sequence[Token]) -> tuple[int, list[tuple[Term, int, tuple[Term, ...]]]]:
    for size in (3, 2, 1):
        phrase = " ".join(word.low for word in words[:size])
        if len(words) >= size and (found := _keys().get(phrase)):
            return size, found
    return 1, []


@cache
def _keys() -> dict[str, list[tuple[Term, int, tuple[Term, ...]]]]:
    """By each form that is asked with: its term, which form it is, and what may stand for the term."""
    text = files(__package__).joinpath(GROUPS).read_text(encoding="utf-8")
    keys: dict[str, list[tuple[Term, int, tuple[Term, ...]]]] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        kind, _, entries = line.partition(" ")
        term, *others = (_term(kind, entry) for entry in entries.split(", "))
        for form, written in reversed(list(enumerate(term.forms))):
            held = keys.setdefault(written, [])
            held[:] = [entry for entry in held if entry[0] != term]
            held.append((term, form, tuple(others)))
    return keys


def _term(kind: str, entry: str) -> Term:
    base, _, bracket = entry.partition(" (")
    irregular = bracket.removesuffix(")").split()
    if kind == "a":
        return Term(kind, (base,))
    if kind == "n":
        return Term(kind, (base, irregular[0] if irregular else _plural(base)))
    head, _, tail = base.partition(" ")
    pasts = [form for form in irregular if not form.endswith("ing")] or [_past(head)]
    running = next((form for form in irregular if form.endswith("ing")), head.removesuffix("e") + "ing")
    forms = (head, _plural(head), pasts[0], pasts[-1], running)
    return Term(kind, tuple(f"{form} {tail}".strip() for form in forms))


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _past(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        return word[:-1] + "ied"
    return word + ("d" if word.endswith("e") else "ed")
