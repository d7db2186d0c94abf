"""What a sentence says otherwise than a quote about the same: numbers, dates, names, a denial, an opposite."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.text.dates import MONTH_PATTERN, WEEKDAY_PATTERN
from index.text.number_words import ORDINALS
from rag.answering.support.features import NEGATION, opposite_words
from rag.models.verification import DifferenceKind, Discrepancy
from rag.nlp.facts.aliases import are_kin
from rag.nlp.facts.facts import FactMention, date_mentions, facts, missing, number_mentions
from rag.nlp.lexicon import FUNCTION_WORDS
from rag.nlp.names import find_names
from rag.nlp.stemming import stems
from rag.nlp.tokens import tokens

CONTEXT_CHARS = 40
"""On either side of a fact, what tells which fact of the quote stands in its place."""
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
UNIT = re.compile(r"\s*-?\s*(%|[€$£]|[^\W\d_]+)")
DENIED_WORDS = 3
"""Behind a "not", what it denies."""
PLAIN_DENIALS = frozenset({"not", "no", "never", "n't", "n’t", "cannot", "without", "nobody", "nothing", "neither"})
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
DAY_NAME = re.compile(rf"\b(?:{WEEKDAY_PATTERN}|{MONTH_PATTERN}|(?<=in )May)\b")
ORDINAL = re.compile(rf"\b(?:{'|'.join(ORDINALS)})\b", re.IGNORECASE)
UNTOLD = FUNCTION_WORDS | {""}
"""Behind a number, what does not say what it counts."""
CURRENCY = re.compile(r"[€$£]\s*$")


@dataclass(frozen=True, slots=True)
class _Fact:
    kind: DifferenceKind
    start: int
    end: int
    held: bool
    """Whether the other side has it too."""


def differences(sentence: str, quote: str, known: Sequence[str]) -> tuple[Discrepancy, ...]:
    """The facts of a sentence that neither a quote nor what else is known has, each with what the quote has instead.

    Args:
        sentence: What is said.
        quote: What the article says about it.
        known: Other quotes that the sentence rests on; a fact that they have differs only where the quote has another
            one in its very place.
    """
    said, there = list(_facts(sentence, [quote])), list(_facts(quote, [sentence]))
    free = [fact for fact in there if not fact.held]
    found = []
    for fact in said:
        if fact.held:
            continue
        rivals = [other for other in free if other.kind == fact.kind]
        best = max(rivals, key=lambda other: _likeness(sentence, fact, quote, other), default=None)
        alike = best is not None and _likeness(sentence, fact, quote, best) > 0
        text = sentence[fact.start : fact.end]
        if known and not _lacks(fact.kind, text, known) and not (best and _in_same_place(sentence, fact, quote, best)):
            continue
        if best is not None and alike:
            free.remove(best)
        found.append(Discrepancy(fact.kind, text, quote[best.start : best.end] if best is not None and alike else ""))
    return tuple(found)


def denial(sentence: str, quote: str) -> Discrepancy | None:
    """That one of both denies what the other affirms, or says the opposite."""
    for denying, other, swapped in ((sentence, quote, False), (quote, sentence, True)):
        found = NEGATION.search(denying)
        if found and found[0].lower() in PLAIN_DENIALS and not NEGATION.search(other):
            after = " ".join(WORD.findall(denying[found.end() :])[:DENIED_WORDS])
            said, there = ("", found[0]) if swapped else (found[0], "")
            return Discrepancy("negation", said, there) if set(stems(after)) & set(stems(other)) else None
    return Discrepancy("negation", *words) if (words := opposite_words(sentence, quote)) else None


def covered(sentence: str, quote: str) -> float:
    """Which share of a sentence's stems a quote has, the facts that can differ left out, 0 to 1."""
    facts_of = [sentence[fact.start : fact.end] for fact in _facts(sentence, [quote]) if not fact.held]
    plain = sentence
    for text in facts_of:
        plain = plain.replace(text, " ")
    said, held = set(stems(plain)), set(stems(quote))
    return sum(stem in held for stem in said) / len(said) if said else 0.0


def _facts(text: str, others: Sequence[str]) -> Iterator[_Fact]:
    dates, numbers = date_mentions(text), number_mentions(text)
    there = {value for other in others for value in _values(date_mentions(other))}
    yield from (_Fact("date", each.start, each.end, bool(each.values & there)) for each in dates)
    counted = {value for other in others for value in _values(number_mentions(other))}
    for each in numbers:
        kind: DifferenceKind = "date" if YEAR.fullmatch(text[each.start : each.end]) else "number"
        yield _Fact(kind, each.start, each.end, bool(each.values & counted))
    taken = [(each.start, each.end) for each in (*dates, *numbers)]
    for pattern, kind in ((DAY_NAME, "date"), (ORDINAL, "number")):
        for match in pattern.finditer(text):
            if _is_free(match.start(), match.end(), taken):
                taken.append(match.span())
                held = any(re.search(rf"\b{match[0]}\b", other, re.IGNORECASE) for other in others)
                yield _Fact(kind, *match.span(), held)
    yield from (each for each in _names(text, others) if _is_free(each.start, each.end, taken))


def _is_free(start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    return all(end <= a or start >= b for a, b in taken)


def _names(text: str, others: Sequence[str]) -> Iterator[_Fact]:
    named = set(facts(text).names)
    words = tokens(text)
    known = {word for other in others for word in facts(other).words}
    for first, last in find_names(words, ()):
        own = [part for word in words[first:last] if word.is_word for part in facts(word.text + " said").names]
        own = [word for word in own if word in named]
        if not own:
            continue  # written large for another reason, as the first word of a sentence is
        held = any(are_kin(own[-1], word) for word in known)  # a surname stands for the full name
        end = words[last - 1].start + len(words[last - 1].owner) if words[last - 1].owner else words[last - 1].end
        yield _Fact("name", words[first].start, end, held)


def _lacks(kind: DifferenceKind, text: str, known: Sequence[str]) -> bool:
    if kind == "name":
        return bool(missing(text, known))
    mentions = date_mentions if kind == "date" else number_mentions
    return not _values(mentions(text)) & {value for other in known for value in _values(mentions(other))}


def _values(mentions: Sequence[FactMention]) -> set[object]:
    return {value for mention in mentions for value in mention.values}


def _likeness(sentence: str, fact: _Fact, quote: str, other: _Fact) -> float:
    """How likely a fact of the quote stands in the place of one of the sentence; not at all where it is 0."""
    shared = _shared(sentence, fact, quote, other)
    if fact.kind == "date":
        same_form = sentence[fact.start].isdigit() == quote[other.start].isdigit()
        return 1.0 + shared if same_form else 0.0
    if fact.kind == "number":
        if _is_ordinal(sentence, fact) != _is_ordinal(quote, other):
            return 0.0
        units = {_unit(sentence, fact), _unit(quote, other)}
        return shared + 2.0 if len(units) == 1 else float(shared) if units & UNTOLD else 0.0
    return float(shared) if _neighbours(sentence, fact) & _neighbours(quote, other) else 0.0


def _in_same_place(sentence: str, fact: _Fact, quote: str, other: _Fact) -> bool:
    return _unit(sentence, fact) == _unit(quote, other) and _shared(sentence, fact, quote, other) >= 2


def _is_ordinal(text: str, fact: _Fact) -> bool:
    return ORDINAL.fullmatch(text, fact.start, fact.end) is not None


def _unit(text: str, fact: _Fact) -> str:
    """The word or sign that says what a number counts."""
    before, after = CURRENCY.search(text[: fact.start]), UNIT.match(text, fact.end)
    return before[0].strip() if before else after[1].lower().rstrip("s") if after else ""


def _neighbours(text: str, fact: _Fact) -> set[str]:
    """The word before and the word after, told apart; an article does not count."""
    before = [word.lower() for word in WORD.findall(text[: fact.start]) if word.lower() not in {"the", "a", "an"}]
    after = WORD.findall(text[fact.end :])
    return {f"{word} -" for word in before[-1:]} | {f"- {word.lower()}" for word in after[:1]}


def _shared(sentence: str, fact: _Fact, quote: str, other: _Fact) -> int:
    def around(text: str, place: _Fact) -> set[str]:
        near = (
            f"{text[max(0, place.start - CONTEXT_CHARS) : place.start]} | {text[place.end : place.end + CONTEXT_CHARS]}"
        )
        return {word.lower() for word in WORD.findall(near)}

    return len(around(sentence, fact) & around(quote, other))
