"""How a sentence differs from what a question asks: another number, an opposite, something that is lacking."""

import re
from collections.abc import Sequence

from rag.answering.kinds.verdict.polarity import GRAMMATICAL, Polarity, Sense, is_of
from rag.answering.kinds.verdict.yes_no_question import YesNoQuestion
from rag.nlp.facts.facts import facts
from rag.nlp.tokens import tokens

LACKING = re.compile(
    r"\b(?:without|no|lack of|lacks|lacked) (?:a |an |any |the )?(?:[\w’'-]+ ){0,2}?[\w’'-]+", re.IGNORECASE
)
"""What a sentence says is not there."""
HEDGED = re.compile(r"\b(?:about|around|almost|nearly|some|over|more than|at least|up to) \S*\d", re.IGNORECASE)
"""A number that is none exactly."""
MORE = re.compile(
    r"\b(?:more than|over|above|at least|exceed\w*)\s+(?=[\d€$£]|\w+ (?:hundred|thousand|million))", re.IGNORECASE
)
LESS = re.compile(
    r"\b(?:less than|fewer than|under|below|at most)\s+(?=[\d€$£]|\w+ (?:hundred|thousand|million))", re.IGNORECASE
)


def turns(arguments: Sequence[Sense], said: Polarity) -> bool:
    """Whether a clause has the opposite of an argument: "closed lower", where "close higher" is asked."""
    return any(
        any(is_of(word, sense.opposite) for word in said.after)
        and not any(is_of(word, sense.same) for word in said.after)
        for sense in arguments
    )


def says_no_more(asked: YesNoQuestion, said: Polarity) -> bool:
    """Whether a clause ends with its verb, so that nothing in it can differ from the question: "Roux will stand."."""
    further = [word for word in said.after if word.is_word and word.low not in GRAMMATICAL]
    return not further and bool(asked.subject)


def has_all(senses: Sequence[Sense], text: str) -> bool:
    """Whether a text has a word for each sense."""
    words = [word for word in tokens(text) if word.is_word]
    return all(any(is_of(word, sense.same) for word in words) for sense in senses)


def lacks(asked: YesNoQuestion, text: str) -> bool:
    """Whether a sentence says of the subject that it is without what the question asks about: "without a medal"."""
    lacked = LACKING.findall(text)
    if not asked.arguments or not lacked or asked.copula:
        return False
    named = sum(any(is_of(word, sense.same) for word in tokens(text)) for sense in asked.subject)
    return named >= max(1, len(asked.subject)) and any(
        any(is_of(word, asked.arguments[-1].same) for word in tokens(phrase)) for phrase in lacked
    )


def states_another(asked: YesNoQuestion, spoken: Sequence[Polarity]) -> bool:
    """Whether the clause states one other number where the question has its own: "founded in 1908", not 1918."""
    (number,) = asked.numbers if len(asked.numbers) == 1 else (None,)
    if number is None or len(spoken) != 1:
        return False
    clause = " ".join(word.text for word in (*spoken[0].before, *spoken[0].after))
    if HEDGED.search(clause):
        return False
    said = facts(clause).numbers
    rest = [sense for sense in asked.arguments if not any(stem.isdigit() for stem in sense.same)]
    alike = len(said) == 1 and all(is_year(number) is is_year(other) for other in said)
    # "48 cents" and "37": the unit may be left out, and what else is missing is one word at most.
    return alike and sum(not has_all([sense], clause) for sense in rest) <= 1


def is_year(number: float) -> bool:
    """Whether a number can be a year."""
    return 1500 <= number <= 2100 and number.is_integer()


def compared(asked: YesNoQuestion, text: str) -> bool | None:
    """Whether the sentence's number is what the question supposes; None where it supposes none."""
    if not asked.numbers:
        return None
    said = facts(text).numbers
    bound = max(asked.numbers)
    if bounds(asked):
        others = [number for number in said if number != bound or len(said) == 1]
        if len(others) != 1:
            return None
        return others[0] > bound if MORE.search(asked.text) else others[0] < bound
    return asked.numbers <= said


def bounds(asked: YesNoQuestion) -> bool:
    """Whether a question asks for more or less than a number."""
    return bool(MORE.search(asked.text) or LESS.search(asked.text))
