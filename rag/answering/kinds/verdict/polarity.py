"""Polarity of a sentence towards a statement: whether it affirms or denies it, or leaves it open."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.kinds.verdict.clauses import REACH, clause, denials
from rag.nlp.lexicon import ANTONYMS, BE, FUNCTION_WORDS, OPPOSITE_SENSES, words_of
from rag.nlp.stemming import stems
from rag.nlp.tokens import Token, tokens
from rag.nlp.verbs import base_form

GRAMMATICAL = FUNCTION_WORDS - {"come"}
"""Words that can be no predicate; "how come" makes "come" one of them elsewhere."""
UNREAL = words_of(
    "whether if unless may might could should hope hopes hoped want wants wanted wish wishes ready offer offers"
    " offered plan plans planned intend intends intended intention expect expects expected ask asks asked likely"
    " unlikely possible possibly perhaps try tries tried demand demands demanded threaten threatens threatened fear"
    " fears feared urge urged urges believed believes supposed alleged allegedly suspected suspects reportedly thought"
)
"""Words before a verb that leave open whether it happened."""
FUTURE = words_of("will shall would")
OPEN = re.compile(
    r"\b(?:unknown|unclear|undecided|unconfirmed|in doubt|too early to (?:tell|say)|remains to be seen"
    r"|being (?:studied|investigated|examined)"
    r"|no (?:sign|signs|evidence|indication|proof) of .* (?:so far|yet)|put off|postponed"
    r"|not (?:yet )?(?:been )?(?:known|clear|decided|certain|confirmed|settled|said if|said whether)"
    r"|(?:cannot|can't|could not|did not|declined to|refused to|would not)"
    r" (?:say|tell|comment|confirm))\b",
    re.IGNORECASE,
)
"""What says that something is not known."""
SENSES = (
    *(side for pair in OPPOSITE_SENSES for side in pair.split("/")),
    "injure injury hurt wound",
    "sorry apologise apologize apology",
    "fire sack dismiss",
    "pay paid refund",
    "meet meeting met",
    "profit profitable",
    "plan schedule",
    "talk negotiation discussion",
    "check look examine inspect",
    "lead head run chair",
    "criticise criticize attack condemn",
    "relation relationship",
    "think believe",
    "damage affect harm",
    "beat win won",
    "wooden wood",
    "merge merger",
    "resign quit",
    "shut close",
    "complain complaint",
    "choose elect appoint",
    "need necessary require required",
    "child children son daughter",
    "ref referee umpire",
    "nuke nuclear",
    "part involve involved participate",
    "pay paid cover covered reimburse",
    "walk pedestrian foot",
    "cycle cyclist bike bicycle",
    "boss manager",
)
OPPOSITES = (
    *OPPOSITE_SENSES,
    "unite united/divide divided split",
    "enlarge enlarged expand extend/close closed shut shrink",
    "open/shut",
    "keep kept stay stays remain/remove demolish torn tear",
    "play/withdraw withdrew withdrawn",
    "finish complete/interrupt abandon",
    "admit confess/deny denied",
    "adopt pass approve/reject",
    "hire appoint/dismiss sack",
    "guilty convict/acquit innocent clear",
    "full/empty",
    "public/secret private",
    "married/single unmarried",
)
WINS = words_of("beat beats beating beaten defeated defeating overcame")
"""Verbs of which the subject wins, and in the passive loses."""
LEAST_PREFIX, MOST_ENDING = 4, 3
"""Letters that two stems of one family share at least, and that either has beyond them at most: panic, panick."""


@dataclass(frozen=True, slots=True)
class Sense:
    """Stems that stand for a word, and those that stand for its opposite."""

    same: frozenset[str]
    opposite: frozenset[str]

    @classmethod
    def of(cls, word: str) -> "Sense":
        """The sense of a word in lower case."""
        own = _stems_of(word)
        same, opposite = set(own), {stem for other in ANTONYMS.get(word, ()) for stem in _stems_of(other)}
        for side in SENSES:
            if own & _stems_of(side):
                same |= _stems_of(side)
        for pair in OPPOSITES:
            one, other = map(_stems_of, pair.split("/"))
            opposite |= other if own & one else one if own & other else set()
        return cls(frozenset(same), frozenset(opposite - same))


@lru_cache(maxsize=8192)  # the words of a passage are compared with those of every question
def _stems_of(text: str) -> frozenset[str]:
    forms = (form for word in text.split() for form in {word, base_form(word) or word})
    return frozenset(stem for form in forms for stem in stems(form))


def is_of(word: Token, wanted: Collection[str]) -> bool:
    """Whether a word has one of the stems, or one of its family."""
    return any(_kin(stem, other) for stem in _stems_of(word.low) for other in wanted)


def _kin(one: str, other: str) -> bool:
    if one == other:
        return True
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= LEAST_PREFIX and max(len(one), len(other)) - shared <= MOST_ENDING and shared >= len(one) - 2


WINNING = _stems_of("win")


@dataclass(frozen=True, slots=True)
class Polarity:
    """How a sentence speaks of a predicate at one place.

    Attributes:
        affirms: Whether it affirms it; else it denies it.
        turned: Whether it speaks of the predicate's opposite.
        unreal: Whether it leaves open if it happened.
        future: Whether it is about what will be.
        noun: Whether an article stands before it: the thing itself, not that it happened.
        passive: Whether it is a verb in the passive.
        before: The words of its clause before the predicate, and what a relative pronoun that opens it stands for.
        after: Those of its clause behind it.
        start: Where the predicate begins in the sentence.
    """

    affirms: bool
    turned: bool
    unreal: bool
    future: bool
    noun: bool
    passive: bool
    before: tuple[Token, ...]
    after: tuple[Token, ...]
    start: int


def polarities(sentence: str, predicate: Sense) -> Iterator[Polarity]:
    """What a sentence says of each mention of a predicate, the sense of a question's verb or noun."""
    words = [word for word in tokens(sentence) if word.is_word or word.text in ",;—–()"]
    for at, word in enumerate(words):
        if word.low in GRAMMATICAL:
            continue
        turned = is_of(word, predicate.opposite) and not is_of(word, predicate.same)
        same = is_of(word, predicate.same)
        if word.low in WINS and (predicate.same | predicate.opposite) & WINNING:
            # "Defeat" is lost as a noun, and won as a verb.
            lost = any(each.low in BE for each in words[max(0, at - 2) : at])
            turned = lost is bool(predicate.same & WINNING)
            same = not turned
        if not turned and not same:
            continue
        before, after = clause(words, at)
        near = before[-REACH:]
        denied = denials(before, after)
        is_noun = bool(before) and before[-1].low in {"a", "an", "the"}
        unreal = any(each.low in UNREAL for each in (*near, *(after if is_noun else ())))
        yield Polarity(
            affirms=(denied % 2 == 0) is not turned,
            turned=turned,
            unreal=unreal and denied == 0,
            future=any(each.low in FUTURE for each in near) or _is_infinitive(before),
            noun=is_noun,
            passive=any(each.low in BE for each in before[-2:]) and bool(base_form(word.low)),
            before=tuple(before),
            after=tuple(after),
            start=word.start,
        )


def _is_infinitive(before: Sequence[Token]) -> bool:
    """Whether a verb is one that somebody is to do; "the only one to do it" did it."""
    ranked = any(word.low in {"only", "first", "last"} for word in before)
    return bool(before) and before[-1].low == "to" and not ranked
