"""The conversation so far, as far as a question may lean on it: the last exchanges and the names in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.nlp.lexicon import AUXILIARIES, BE, SAYING
from rag.nlp.names import Gender, Kind, Mention, full_names
from rag.nlp.noun_phrases import mentions
from rag.nlp.question_parser import Form, asked_noun
from rag.nlp.tokens import tokens
from rag.nlp.verbs import is_past

NEXT_PRONOUN = re.compile(r"\s+([^\W\d_]+)\b[^.?!“”\"]{0,150}?\b(he|she)\b")
PLACE_PREPOSITIONS = frozenset({"in", "at", "to", "from", "near", "into", "across"})
"""A name behind one is no person: "she came to Orkney" does not tell Orkney's gender."""
HE, SHE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "herself"})


@dataclass(frozen=True, slots=True)
class ParsedExchange:
    """A question that stands alone and its answer, with who and what is mentioned in both."""

    question: str
    form: Form | None
    asked: tuple[Mention, ...]
    answer: str
    told: tuple[Mention, ...]
    is_bare_why: bool = False
    """Whether it was asked as "why?", of the question before it."""

    @property
    def asks_what(self) -> bool:
        """Whether it asks for a thing with "what" alone, and not what something is."""
        form = self.form
        return (
            form is not None
            and form.word == "what"
            and not asked_noun(form)
            and bool(form.rest)
            and form.auxiliary.lower() not in BE
        )


@dataclass(frozen=True, slots=True)
class Context:
    """The last exchanges, the newest first, and the names in them by their last words, in small letters."""

    exchanges: tuple[ParsedExchange, ...]
    names: dict[str, Mention]

    @property
    def last(self) -> ParsedExchange | None:
        """The newest exchange."""
        return self.exchanges[0] if self.exchanges else None

    def full(self, mention: Mention) -> Mention:
        """A name as its longest mention has it, with what any mention shows of it; other phrases as they are."""
        held = self.names.get(mention.text.split()[-1].lower()) if mention.is_name else None
        if held is None:
            return mention
        agrees = set(mention.text.lower().split()) <= set(held.text.lower().split()) or mention.kind == "person"
        if not agrees:
            return mention
        kind: Kind = held.kind if mention.kind in {"name", "place"} or held.kind == "person" else mention.kind
        return replace(mention, text=held.text, kind=kind, gender=mention.gender or held.gender)


def names_of(pairs: Sequence[tuple[str, str]], question: str) -> dict[str, Mention]:
    """The names in questions, their answers and a new question, by their last words, in small letters.

    "He" and "she" tell the gender of the only person in a text, and of the only one in a question and its answer.
    """
    found: list[Mention] = []
    for texts in [(question,), *((text,) for pair in pairs for text in pair), *pairs]:
        named = [_with_pronoun(m, text) for text in texts for m in mentions(text) if m.is_name and m.text[0].isupper()]
        genders = {gender for text in texts for gender in _genders(text)}
        people = {
            mention.text.split()[-1]
            for mention in named
            if mention.kind == "person" or (mention.kind == "name" and mention.preceding_word not in PLACE_PREPOSITIONS)
        }
        if len(genders) == 1 and len(people) == 1:
            (gender,) = genders
            named = [replace(m, kind="person", gender=gender) if m.text.split()[-1] in people else m for m in named]
        found += named
    return full_names(found)


def _genders(text: str) -> set[Gender]:
    words = {word.low for word in tokens(text)}
    genders: dict[Gender, frozenset[str]] = {"he": HE, "she": SHE}
    return {gender for gender, pronouns in genders.items() if words & pronouns}


def _with_pronoun(mention: Mention, text: str) -> Mention:
    """A subject's gender by the pronoun that comes next: "Trump had said before arriving in Seoul that he hoped …"."""
    if mention.kind not in {"person", "name"} or mention.gender or mention.owns:
        return mention
    match = NEXT_PRONOUN.match(text, mention.end)
    if not match or not (match[1].lower() in AUXILIARIES | SAYING or is_past(match[1].lower())):
        return mention
    return replace(mention, kind="person", gender="she" if match[2].lower() == "she" else "he")
