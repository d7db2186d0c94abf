"""Signs that a name in a sentence is a person's, or that it is not."""

from collections.abc import Iterator, Sequence
from enum import Enum

from rag.answering.kinds.lists.roles import (
    ADDRESSES,
    GIVEN,
    NOT_PEOPLE,
    PLACELIKE,
    ROLES,
    is_role,
)
from rag.nlp.facts.aliases import folded
from rag.nlp.lexicon import DETERMINERS, FUNCTION_WORDS, words_of
from rag.nlp.tokens import Token, is_plural

INSIDE = words_of("in at near across inside outside around throughout toward towards")
PERSONAL_VERBS = words_of(
    "resigned apologised apologized smiled laughed married retired died wept cried joked nodded shrugged recalled"
    " whispered regretted regrets hopes fears wants thinks believes remembers"
    " admits lives lived sat stood walked ran grew"
)
POSTS = words_of(
    "chief director chairman chairwoman chair president founder mayor owner board shareholders stock shares"
    " headquarters capital parliament government ministry minister coach keeper captain union secretary spokesman"
    " spokeswoman ambassador population"
)
"""What a firm, a club or a country has, and a person has not."""
MAX_APPOSITION = 7
"""Words behind a name and a comma among which the noun stands that says what the person is."""
MAX_POST = 7
"""Words of "of the town of Corvale" between a post and the name of who has it."""
AGES = range(10, 111)


class Sign(Enum):
    """What shows that a name is a person's, or not; the value is its weight, and three are enough."""

    TITLED = (3, "a title before it")
    ROLE_BEFORE = (3, "a role before it")
    ROLE_AFTER = (3, "a role behind it")
    AGE = (3, "an age behind it")
    GIVEN_NAME = (3, "a given name opens it")
    GIVEN_OR_PLACE = (2, "a given name that names places too")
    SYLLABLES = (3, "written like a Korean or Chinese given name")
    ALONE_GIVEN = (1, "a given name alone")
    SPEAKS = (2, "the subject of a verb of speech")
    WHO = (3, "what is said of one who")
    ACTS = (2, "the subject of what people do")
    ARTICLE = (-3, "an article before it")
    SHORTENED = (2, "called by its last word elsewhere, as people are and firms seldom")
    PLACE = (-3, "where something is")
    HAS_POSTS = (-3, "it has a director or a capital")
    OTHER = (-3, "a word that no person is called")

    @property
    def weight(self) -> int:
        """How much it says for a person."""
        return self.value[0]


def signs_of(words: Sequence[Token], first: int, end: int) -> Iterator[Sign]:
    """What a name shows itself, and what the words around it show.

    Args:
        words: The sentence's.
        first: The name's first word.
        end: The word behind its last.
    """
    inside = [word for word in words[first:end] if word.is_word]
    yield from _signs_inside(inside, [folded(word.owner or word.text) for word in inside])
    yield from _signs_before(words, first, len(inside))
    after = set(_signs_after(words, end))
    if len(inside) == 1 and first and words[first - 1].low in {"of", "from", *INSIDE}:
        after.discard(Sign.WHO)
    yield from after


def _signs_inside(inside: Sequence[Token], parts: Sequence[str]) -> Iterator[Sign]:
    if any(part in NOT_PEOPLE and (number or part not in GIVEN) for number, part in enumerate(parts)):
        yield Sign.OTHER
    if any(_is_syllables(word.text) for word in inside):
        yield Sign.SYLLABLES
    if parts[0] in GIVEN:
        if len(parts) == 1:
            yield Sign.ALONE_GIVEN
        else:
            yield Sign.GIVEN_OR_PLACE if parts[0] in PLACELIKE else Sign.GIVEN_NAME


def _is_syllables(word: str) -> bool:
    """Whether a word is two syllables tied as in "Jong-un", the second written small."""
    one, _, other = word.partition("-")
    return one.istitle() and other.isalpha() and other.islower() and len(one) <= 6 and 1 < len(other) <= 6


def _signs_before(words: Sequence[Token], first: int, length: int) -> Iterator[Sign]:
    at = first - 1
    if at > 0 and words[at].text == "." and words[at - 1].low in ADDRESSES:
        at -= 1
    if at > 0 and words[at].low in {"named", "called"}:
        at -= 1
    if at < 0:
        return
    before = words[at]
    titled = before.low in ADDRESSES or (length > 1 and (before.low in ROLES or (is_role(before.low) and not at)))
    if before.text[0].isupper() and titled:
        yield Sign.TITLED
    elif (before.text[0].islower() and is_role(before.low) and not before.owner) or (
        before.text == "," and length > 1 and _is_post_before(words, at)
    ):
        yield Sign.ROLE_BEFORE
    if length > 1 and before.low.endswith("year-old"):
        yield Sign.AGE
    if before.low in DETERMINERS & {"the", "a", "an", "its", "their"}:
        yield Sign.ARTICLE
    if before.low in INSIDE and length == 1:
        yield Sign.PLACE


def _is_post_before(words: Sequence[Token], comma: int) -> bool:
    """Whether a phrase before a comma says what somebody is: "the mayor of Hama-Nishi,", "her deputy,"."""
    if comma and is_role(words[comma - 1].low) and words[comma - 1].text[0].islower():
        return True
    for at in range(comma - 2, max(-1, comma - 2 - MAX_POST), -1):
        if words[at].text in ',;.:“”"()':
            return False
        if words[at].low in {"of", "for", "at", "in"} and at and words[at - 1].text[0].islower():
            return is_role(words[at - 1].low)
    return False


def _signs_after(words: Sequence[Token], end: int) -> Iterator[Sign]:
    last = words[end - 1]
    rest = words[end : end + MAX_APPOSITION + 2]
    if last.owner:
        if any(word.low in POSTS for word in rest[:3]) and not any(word.text in ",.;" for word in rest[:1]):
            yield Sign.HAS_POSTS
        return
    if not rest:
        return
    at = 1 if rest[0].text in {",", "("} else 0
    following = rest[at] if at < len(rest) else None
    if following is None:
        return
    if following.low in {"who", "whom"}:
        verb = rest[at + 1].low if at + 1 < len(rest) else ""
        if verb not in {"are", "were", "have"} and not is_plural(last.low):
            yield Sign.WHO
    elif at and following.text.isdecimal() and int(following.text) in AGES:
        closes = rest[at + 1].text if at + 1 < len(rest) else "."
        if closes in {",", ".", ")", ";"}:
            yield Sign.AGE
    elif at and _is_apposition(rest[1:]):
        yield Sign.ROLE_AFTER
    elif not at and (following.low in PERSONAL_VERBS or [word.low for word in rest[:2]] == ["was", "born"]):
        yield Sign.ACTS


def _is_apposition(rest: Sequence[Token]) -> bool:
    """Whether a phrase behind a name says what a person is: "professor of law", "a seaweed gatherer who"."""
    opens = rest[0].low in {"the", "a", "an", "his", "her", "its", "their", "then", "now", "one"}
    if not opens and not (rest[0].text[0].islower() and rest[0].is_word and rest[0].low not in FUNCTION_WORDS):
        return False
    head = None
    for word in rest:
        if not word.is_word or word.low in (FUNCTION_WORDS - DETERMINERS):
            if word.low not in {"then", "now", "one"}:
                break
        else:
            head = word
    return head is not None and is_role(head.low) and head.text[0].islower()
