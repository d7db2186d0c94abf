"""Finds the pronouns of a question that mean something outside it, and puts what they mean in their place."""

import re
from collections.abc import Sequence

from rag.nlp.lexicon import AUXILIARIES, BE, CONJUNCTIONS, FUNCTION_WORDS, PERSON_NOUNS, PREPOSITIONS, SAYING
from rag.nlp.names import Mention
from rag.nlp.noun_phrases import mentions
from rag.nlp.question_parser import Form, asked_noun, parse
from rag.nlp.tokens import Token, tokens
from rag.nlp.verbs import is_past
from rag.query.followup.conversation import Context
from rag.query.followup.coreference import antecedent, spoken

GROUPS = {
    "he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she", "it": "it", "its": "it",
    "they": "they", "them": "they", "their": "they", "theirs": "they",
}  # fmt: skip
OWNING = frozenset({"his", "her", "hers", "its", "their", "theirs"})
SUBJECTS = frozenset({"he", "she", "they"})
EXPLETIVE = re.compile(
    r"\bit\s+(?:(?:is|was|be|been|really|also|so)\s+)?(?:true|possible|likely|clear|known|necessary|important|worth|because"
    r"|that|who|rain\w*|snow\w*|not|take|takes|took|matter|seem|him|them|dark|cold|hot|legal|allowed|too)\b"
    r"|\bit\s+cost(?=\s+(?:to|him|her|them|us|you)\b)|\b(?:what time|what day|how late) (?:is|was) it\b|\bmake it\b",
    re.IGNORECASE,
)
CLAUSE = (
    CONJUNCTIONS | SAYING | frozenset({"when", "before", "after", "since", "until", "who", "which", "to", ",", "where"})
)


def resolve_pronouns(question: str, context: Context, known: frozenset[str]) -> str:
    """The question with each pronoun that means something outside it replaced, where that can be found.

    Args:
        question: The question.
        context: The last exchanges.
        known: Names that count though written small.
    """
    words, form, own = tokens(question), parse(question, known), mentions(question, known)
    expletive = {match.start() for match in EXPLETIVE.finditer(question) if match[0].lower().startswith("it")}
    swaps: list[tuple[int, int, str]] = []
    meant: dict[str, str] = {}
    for at, word in enumerate(words):
        stem, _, ending = word.low.partition("'")
        group = GROUPS.get(stem)
        if (
            group == "it"
            and at
            and words[at - 1].low in {"do", "did", "does", "doing", "done"}
            and not _starts_clause(words, at)
        ):
            continue
        if (
            group is None
            or group in meant
            or (group == "it" and (word.start in expletive or EXPLETIVE.search(question)))
        ):
            continue
        if _is_bound(words, at, group, own, form):
            meant[group] = ""
            continue
        found = antecedent(group, context, question, [text for text in meant.values() if text])
        if found is None or (at and words[at - 1].low == "of" and stem == "them" and not found.plural):
            continue
        meant[group] = found.text
        text = spoken(found)
        if at and words[at - 1].low == "of" and stem == "them" and text[0].islower() and not text.startswith("the "):
            text = f"the {text}"  # "how many of the economic experts"
        if stem in OWNING and not (stem == "her" and not _owns(words, at)):
            text += "'" if text.endswith("s") and found.plural else "'s"
        swaps.append((word.start, word.end, text + (f"'{ending}" if ending else "")))
    for start, end, text in reversed(swaps):
        opening = start == 0 and question[:1].isupper()
        question = question[:start] + (text[:1].upper() + text[1:] if opening else text) + question[end:]
    return question


def _is_bound(words: Sequence[Token], at: int, group: str, own: Sequence[Mention], form: Form | None) -> bool:
    """Whether a pronoun means something in its own question."""
    here, stem = words[at].start, words[at].low.partition("'")[0]
    fitting = [mention for mention in own if _could_be(mention, group)]
    comma = next((word.start for word in words[at:] if word.text == ","), None)
    if comma is not None and any(mention.start > comma for mention in fitting):
        return True
    before = [mention.end for mention in fitting if mention.end <= here]
    first = next((i for i, word in enumerate(words) if word.low in AUXILIARIES), len(words))
    if first == at - 1:
        return any(word.text == "," for word in words[:at] if before and word.start >= max(before))
    if form is not None and form.word == "who" and form.subject_asked and group == "they":
        return not set(form.rest.lower().split()[:1]) & BE
    if form is not None and form.subject_asked and form.word == "which" and stem in SUBJECTS:
        return group == "they" or asked_noun(form) in PERSON_NOUNS
    if group in {"he", "she"} and form is not None and form.subject and not form.subject[0].isupper():
        lone = " " not in form.subject and form.subject.lower() not in FUNCTION_WORDS | set(GROUPS)
        if lone and not form.subject.lower().endswith("s") and stem in SUBJECTS:
            return True
    if form is not None and not form.subject_asked and form.asks:
        # What is asked for is no antecedent: "How many ships do they own?"
        asked = words[0].start + len(form.asks) + len(form.lead)
        before = [end for end in before if end > asked or form.lead]
    if not before:
        return False
    follows = words[at + 1].low if at + 1 < len(words) else ""
    is_subject = stem in SUBJECTS or (stem == "it" and (follows in AUXILIARIES or is_past(follows)))
    if is_subject or (stem in OWNING and not (stem == "her" and not _owns(words, at))):
        return True
    between = [word.low for word in words if min(before) <= word.start < here]
    return bool(CLAUSE & set(between))


def _could_be(mention: Mention, group: str) -> bool:
    if group in {"he", "she"}:
        return mention.kind in {"person", "name"} and not mention.plural and mention.gender in {"", group}
    if group == "they":
        return mention.plural or mention.kind in {"group", "name"}
    return not mention.plural and mention.kind != "person"


def _starts_clause(words: Sequence[Token], at: int) -> bool:
    """Whether a verb follows: "did it sink", where "did it" alone stands for what was done."""
    follows = words[at + 1].low if at + 1 < len(words) else ""
    return follows.isalpha() and (follows not in FUNCTION_WORDS or follows in {"have", "be", "cost"})


def _owns(words: Sequence[Token], at: int) -> bool:
    """Whether "her" is an owner's: a noun follows."""
    if at + 1 >= len(words) or not words[at + 1].is_word:
        return False
    follows = words[at + 1].low
    return follows not in FUNCTION_WORDS - {"own", "early", "last"} and follows not in PREPOSITIONS | AUXILIARIES
