"""Clauses: where the one of a predicate begins and ends, and which words in it deny the predicate."""

from collections.abc import Sequence

from rag.nlp.lexicon import AUXILIARIES, BE, DO, HAVE, MODALS, words_of
from rag.nlp.tokens import Token
from rag.nlp.verbs import is_past

NEGATORS = words_of(
    "not no never none nobody nothing neither nor without cannot hardly unable fails failed refuses refused refusing"
    " missed misses denies denied rejects rejected lacks lacked avoided"
)
BEFORE_ONLY = words_of(
    "without missed misses unable fails failed refuses refused refusing denies denied rejects rejected lacks lacked"
    " avoided hardly"
)
"""Words that deny only what follows them."""
BREAKS = words_of(
    "but although though while whereas because since if when where which who whom whose until unless after before"
)
"""Words that open a clause of their own, beyond which a negation does not reach."""
RELATIVE = words_of("who which whom")
STATING = words_of("denies denied rejects rejected hardly")
"""Those of them that what is denied follows as a clause: "denied he was ill"."""
OF_SUBJECT = words_of("no none nobody nothing neither nor")
"""Words that deny of a subject, and so of all its verbs."""
FINITE = (BE - {"be", "been", "being"}) | DO | MODALS | HAVE
REACH = 6
"""Words before a word within which an unreal word or one of `BEFORE_ONLY` concerns it."""


def clause(words: Sequence[Token], at: int) -> tuple[Sequence[Token], Sequence[Token]]:
    """The words of a word's clause before and behind it."""
    first = at
    while first > 0 and not _breaks(words[first - 1], words[first - 2].low if first > 1 else ""):
        first -= 1
    if first > 0 and words[first - 1].text == "," and (first == at or _is_apposition(words[first:at])):
        # An apposition is about what stands before its comma.
        first = max(0, first - 1 - REACH)
    if first > 1 and words[first - 1].low in RELATIVE:
        # What the pronoun stands for, or "none of" before it.
        first = max(0, first - 1 - REACH)
    if first > 1 and words[first - 1].text == "," and (words[first].low in AUXILIARIES or is_past(words[first].low)):
        # A verb behind an aside, or a further one, has the subject that the sentence opens with.
        first = 0
    first += _own_clause(words[first:at])
    last = at + 1
    while (
        last < len(words) and not _breaks(words[last], words[last - 1].low) and words[last].low not in {"and", "that"}
    ):
        last += 1
    return words[first:at], words[at + 1 : last]


def _is_apposition(words: Sequence[Token]) -> bool:
    """Whether words behind a comma open a noun phrase: "a former", "the then"."""
    opens = words[0].low in {"a", "an", "the", "former", "his", "her", "its", "their"}
    return opens and not any(word.low in AUXILIARIES or is_past(word.low) for word in words)


def _breaks(word: Token, before: str) -> bool:
    return not word.is_word or (word.low in BREAKS and before not in HAVE)


def denials(before: Sequence[Token], after: Sequence[Token]) -> int:
    """How many words of a clause deny its predicate; two of them affirm it.

    Args:
        before: The words of the clause before the predicate.
        after: Those behind it.
    """
    verb = _own_verb(before)
    found = [
        number
        for number, word in enumerate(before)
        if word.low not in BEFORE_ONLY and _denies(word, number, before) and (number >= verb or word.low in OF_SUBJECT)
    ]
    # "Neither staff nor guests", "no one, not even staff": the second only goes on with the first.
    further = [at for at in found[1:] if before[at].low == "nor" or _is_even(before, at)]
    count = len(found) - len(further)
    count += any(_govern(word, number, before) for number, word in enumerate(before))
    return count + any(_denies(word, number, after) for number, word in enumerate(after) if word.low not in BEFORE_ONLY)


def _is_even(words: Sequence[Token], at: int) -> bool:
    return words[at].low == "not" and at + 1 < len(words) and words[at + 1].low == "even"


def _denies(word: Token, number: int, words: Sequence[Token]) -> bool:
    following = words[number + 1].low if number + 1 < len(words) else ""
    if word.low == "not" and following in {"only", "just"}:
        return False
    return word.low in NEGATORS or word.low.endswith("n't")


def _govern(word: Token, number: int, before: Sequence[Token]) -> bool:
    """Whether a word of `BEFORE_ONLY` reaches as far as the predicate.

    It does not in "staff without a badge would not see".
    """
    behind = before[number + 1 :]
    ends = word.low not in STATING and any(_is_finite(each) for each in behind)
    return word.low in BEFORE_ONLY and not ends


def _own_clause(before: Sequence[Token]) -> int:
    """Where the clause of a predicate begins behind an "and" that opens one with a subject of its own.

    "No one would wear one and that managers would not see": "No one" is not who would not see.
    """
    for at in reversed(_joints(before)):
        behind = before[at + 1 :]
        if behind and not _is_finite(behind[0]) and any(map(_is_finite, behind)) and any(map(_is_verb, before[:at])):
            return at + 1
    return 0


def _own_verb(before: Sequence[Token]) -> int:
    """Where a further verb of the same subject begins, which a "not" at the first one does not reach."""
    for at in reversed(_joints(before)):
        behind = before[at + 1 :]
        if behind and _is_finite(behind[0]):
            return at + 1
    return 0


def _joints(before: Sequence[Token]) -> list[int]:
    return [at for at, word in enumerate(before) if word.low == "and"]


def _is_finite(word: Token) -> bool:
    return word.low in FINITE


def _is_verb(word: Token) -> bool:
    return _is_finite(word) or is_past(word.low)
