"""A question with what is known about its right answer, and where in the article that stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np

from index.models import Article
from rag.models import Status

Place = tuple[int, int]
"""Start and end in the article's text, in code points."""
YesNo = Literal["yes", "no", "open"]
"""What can be said to a yes/no question; "open" says neither."""

QUESTION_WORDS = {
    "who": "who", "whom": "who", "whose": "who", "what": "what", "which": "which", "when": "when", "where": "where",
    "why": "why", "how": "how",
}  # fmt: skip
YES_NO = re.compile(
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)(?:n't)?\b|won't\b|can't\b"
)
POINTS_IN_TIME = frozenset({"year", "years", "date", "day", "month", "decade", "century"})


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question of a set, with its right answers.

    Attributes:
        id: The same in every run over the same set.
        question: As asked.
        article: The article it is about.
        answers: Wordings that count as right; empty where there are none.
        answerable: Whether the article has the answer.
        type: What kind of question it is, such as "who".
        evidence: The pieces that carry the answer, each as the places in the article where it can be read.
        evidence_given: Whether the set says where the evidence stands; otherwise it is wherever an
            answer's words stand.
        kind: What the question is after, such as "speaker"; empty where the set does not say.
        style: How it is typed, such as "typos"; likewise.
        forbid: Texts that must not stand in the answer.
        short: Short answers that count as right; empty where any does.
        yes_no: What is to be said to a yes/no question; None for other questions, and where the set does not say.
        contradicted_by: What contradicts the question's premise, like `evidence`.
        status: The status that the answer must have; None where `answerable` says enough.
        all_of: Texts that must all stand in the answer.
        points: How many sentences or entries the answer must have; None for any number.
        follows: What it leans on in its conversation; empty where the set does not say.
        conversation: The number of the conversation that it is a turn of, from 1; 0: it is asked alone.
    """

    id: str
    question: str
    article: Article
    answers: tuple[str, ...]
    answerable: bool
    type: str
    evidence: tuple[tuple[Place, ...], ...]
    evidence_given: bool
    kind: str = ""
    style: str = ""
    forbid: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    yes_no: YesNo | None = None
    contradicted_by: tuple[tuple[Place, ...], ...] = ()
    status: Status | None = None
    all_of: tuple[str, ...] = ()
    points: int | None = None
    follows: str = ""
    conversation: int = 0


def sample(questions: Sequence[GoldQuestion], limit: int, seed: int = 0) -> list[GoldQuestion]:
    """At most `limit` of the questions, drawn at random but the same each time, in their order.

    A turn of a conversation is asked after all that come before it, so that conversations are cut at their ends only.
    """
    if limit >= len(questions):
        return list(questions)
    groups = [list(group) for _, group in groupby(questions, key=lambda q: q.conversation or q.id)]
    found: set[str] = set()
    for number in np.random.default_rng(seed).choice(len(groups), min(limit, len(groups)), replace=False):
        found.update(question.id for question in groups[number][: limit - len(found)])
    return [question for question in questions if question.id in found]


def occurrences(text: str, words: str, start: int = 0, end: int | None = None) -> tuple[Place, ...]:
    """Every place between `start` and `end` where `words` stand, whatever the white space between them.

    As whole words where there are such places: the answer "2" is not in "2008".
    """
    if not words.strip():
        return ()
    pattern = r"\s+".join(map(re.escape, words.split()))
    for form in (rf"(?<!\w){pattern}(?!\w)", pattern):
        found = re.compile(form).finditer(text, start, len(text) if end is None else end)
        if places := tuple(match.span() for match in found):
            return places
    return ()


def question_type(question: str) -> str:
    """The type of a question by its first question word: "how many", "when", "yes/no", …; "other" for keywords.

    "What year" and the like ask when.
    """
    plain = question.strip().lower().replace("’", "'")
    if YES_NO.match(plain):
        return "yes/no"
    words = re.findall(r"[a-z]+", plain)
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == "how" and following in {"many", "much"}:
            return "how many"
        if word in {"what", "which"} and following in POINTS_IN_TIME:
            return "when"
        if word in QUESTION_WORDS:
            return QUESTION_WORDS[word]
    return "other"
