"""Picks the sentences that make an answer."""

import re
from collections.abc import Sequence

from rag.answering.citing.citations import Quote
from rag.answering.citing.context import needed
from rag.answering.extractive.candidates import Candidate
from rag.nlp.stemming import stems

OPEN_QUESTION = re.compile(
    r"\b(?:why|reasons?|causes?|explain|describe|list|names? of|which .+ were|what are"
    r"|how(?! (?:many|much|old|long|far|tall|big|large|often|high|deep|fast))"
    r"|what (?:did|does|do|has|have) .+ (?:say|said|think|tell|told|claim|argue|want|promise|warn))\b",
    re.IGNORECASE,
)
"""Questions that can have several answers at once; all others are given one."""
MAX_SENTENCES = 4
FURTHER_LEAD = 2.4
"""How far, in rank score, a further sentence may stand behind the best one: the least that keeps the two reasons that
the seed's first question has and the tests ask for. With the reader before, F1 of the sentences over the 159 open
questions of the calibration articles was 0.64 at 1, 0.63 at 2 and 0.61 at 2.5."""
MAX_CLOSEST = 3
"""How many sentences a refusal shows."""
SAME = 0.6
"""Share of the shorter sentence's stems in the longer one from which on the two say the same thing."""


def compose(question: str, ranked: Sequence[tuple[Candidate, float]], scores: dict[str, float]) -> list[Quote]:
    """The sentences of an answer in the article's order, none twice.

    Args:
        question: The question.
        ranked: At least one candidate with its rank score, best first.
        scores: What to say of each passage, by its id.
    """
    quotes: dict[tuple[str, int], Quote] = {}
    for candidate in choose(question, ranked):
        passage, article = candidate.passage, candidate.retrieved.article
        for number in needed(passage.sentences, candidate.sentence_number, whole_list=is_open(question)):
            sentence = passage.sentences[number]
            quote = Quote(sentence, passage, article, scores[passage.id])
            quotes.setdefault(quote.place, quote)
    return list(quotes.values())


def closest(ranked: Sequence[tuple[Candidate, float]], scores: dict[str, float]) -> list[Quote]:
    """The sentences of the best candidates, best first: what to show where none of them answers.

    Args:
        ranked: At least one candidate with its rank score, best first.
        scores: What to say of each passage, by its id.
    """
    found: dict[tuple[str, int], Quote] = {}
    for candidate, _ in ranked:
        quote = Quote(candidate.sentence, candidate.passage, candidate.retrieved.article, scores[candidate.passage.id])
        if len(found) < MAX_CLOSEST:
            found.setdefault(quote.place, quote)
    return list(found.values())


def choose(question: str, ranked: Sequence[tuple[Candidate, float]]) -> list[Candidate]:
    """The candidates whose sentences make the answer, in the article's order.

    One for most questions; for open ones ("why …") also those that come close to the best and say something else.
    """
    best, score = ranked[0]
    chosen = [best]
    if is_open(question):
        for candidate, other in ranked[1:]:
            if len(chosen) == MAX_SENTENCES or other < score - FURTHER_LEAD:
                break
            if candidate.sentence.kind == "body" and not any(_same(candidate, held) for held in chosen):
                chosen.append(candidate)
    return sorted(
        chosen, key=lambda candidate: (candidate.passage.article_id != best.passage.article_id, candidate.start)
    )


def is_open(question: str) -> bool:
    """Whether an English question can have several answers at once."""
    return bool(OPEN_QUESTION.search(question))


def _same(one: Candidate, other: Candidate) -> bool:
    if one.passage.article_id == other.passage.article_id and one.sentence.start == other.sentence.start:
        return True
    a, b = set(stems(one.sentence.text)), set(stems(other.sentence.text))
    return not a or not b or len(a & b) >= SAME * min(len(a), len(b))
