"""Makes unanswerable questions out of answerable ones by one change that turns their premise false.

The kinds of change are those that Rajpurkar et al. 2018 (arXiv 1806.03822, table 1) found among the questions that
people wrote to be unanswerable: a name or number swapped, an antonym, a negation.
"""

import random
import re
from collections.abc import Iterable

from rag.nlp.lexicon import ANTONYMS, STOP_WORDS
from rag.training.sources.examples import Example

NUMBER_PATTERN = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
NAME_PATTERN = re.compile(r"\b[A-Z][\w-]*[a-z](?:(?: (?:of|the|and|de|van))* [A-Z][\w-]*[a-z])*")
NEGATABLE = re.compile(r"^(?:what|who|which)\b.*?\b(is|are|was|were|did|does|could|has|have)\b", re.IGNORECASE)
"""Not "why" and "how": "why didn't …" is asked about what an article says did not happen."""


def altered(example: Example, rng: random.Random) -> Example | None:
    """The example with its question changed so that its passage does not answer it, or None where nothing applies."""
    changes = [swap_number, swap_name, oppose]
    rng.shuffle(changes)
    # A negation always applies and is the least natural change.
    for change in [*changes, negate] if rng.random() < 0.25 else changes:
        question = change(example, rng)
        if question:
            return Example(question, example.passage, (), example.source)
    return None


def swap_number(example: Example, rng: random.Random) -> str | None:
    """The question with one of its numbers replaced, by one of the passage of like length where there is one."""
    found = list(NUMBER_PATTERN.finditer(example.question))
    if not found:
        return None
    at = rng.choice(found)
    length = len(at[0])
    others = {n for n in NUMBER_PATTERN.findall(example.passage) if len(n) == length} - set(
        NUMBER_PATTERN.findall(example.question)
    )
    if others and rng.random() < 0.7:
        new = rng.choice(sorted(others))
    else:
        digit = rng.randrange(length)
        if not at[0][digit].isdigit():
            return None
        new = at[0][:digit] + str((int(at[0][digit]) + rng.randrange(1, 9)) % 10) + at[0][digit + 1 :]
    return _replaced(example.question, at, new)


def swap_name(example: Example, rng: random.Random) -> str | None:
    """The question with one of its names replaced by another name of the passage that is no answer."""
    answers = {example.passage[start:end] for start, end in example.spans}
    asked = [m for m in NAME_PATTERN.finditer(example.question) if m.start() > 0 and m[0] in example.passage]
    held = set(_names(example.passage))
    held -= {name for name in held if name in example.question or any(name in a or a in name for a in answers)}
    if not asked or not held:
        return None
    at = rng.choice(asked)
    alike = [name for name in held if len(name.split()) == len(at[0].split())]
    return _replaced(example.question, at, rng.choice(sorted(alike or held)))


def oppose(example: Example, rng: random.Random) -> str | None:
    """The question with one word replaced by its opposite."""
    found = [m for m in re.finditer(r"\b[a-z]+\b", example.question) if m[0] in ANTONYMS]
    # An article that speaks of both may answer the one as well as the other.
    able = [(m, new) for m in found for new in ANTONYMS[m[0]] if not re.search(rf"\b{new}\b", example.passage)]
    if not able:
        return None
    at, new = rng.choice(able)
    return _replaced(example.question, at, new)


def negate(example: Example, _: random.Random) -> str | None:
    """The question with its verb denied."""
    found = NEGATABLE.match(example.question)
    if not found or re.search(r"\bnot\b|n['’]t\b|\bnever\b", example.question):
        return None
    return example.question[: found.end()] + "n't" + example.question[found.end() :]


def _names(passage: str) -> Iterable[str]:
    """Capitalised words of a passage that do not merely open a sentence."""
    for found in NAME_PATTERN.finditer(passage):
        if found[0].split()[0].lower() in STOP_WORDS:
            continue
        opens = not found.start() or passage[: found.start()].rstrip()[-1:] in ".!?:“”\"'"
        if not opens or " " in found[0]:
            yield found[0]


def _replaced(question: str, at: re.Match[str], new: str) -> str:
    return question[: at.start()] + new + question[at.end() :]
