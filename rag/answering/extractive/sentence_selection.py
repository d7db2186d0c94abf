"""Picks the sentences that make an answer, and gives each what it cannot be understood without."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.models import Sentence
from index.text.block_kinds import LIST_ITEM
from rag.answering.citations import Quote
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
SAME = 0.6
"""Share of the shorter sentence's stems in the longer one from which on the two say the same thing."""
MAX_CONTEXT_SENTENCES = 2
"""How many sentences an answer may need before its own to be understood."""
MAX_LIST_ITEMS = 12
PRONOUN = re.compile(r"[\"“'‘]?(?:he|she|it|they|this|that|these|those|his|her|their|its)\b", re.IGNORECASE)
NAME_PATTERN = re.compile(r"(?<=[a-z,;:—–-] )[\"“]?[A-Z][\w’'-]+")
QUOTATION = re.compile(r"“[^“”]*”\W*|\"[^\"]*\"\W*")


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


def with_context(quote: Quote) -> list[Quote]:
    """A quote and what it cannot be understood without, in the article's order."""
    sentences = quote.passage.sentences
    at = next(number for number, sentence in enumerate(sentences) if sentence.start == quote.sentence.start)
    return [replace(quote, sentence=sentences[number]) for number in needed(sentences, at, whole_list=False)]


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


def needed(sentences: Sequence[Sentence], at: int, *, whole_list: bool) -> list[int]:
    """The numbers of the sentences that the one at `at` is cited with, itself among them, in order.

    Those before it that name who speaks or who is meant, where it does not; the line that opens its list, where it is
    an item of one; and the items, where it opens a list or `whole_list` asks for them.
    """
    if _is_item(sentences[at]):
        first = at
        while first > 0 and _is_item(sentences[first - 1]):
            first -= 1
        opens = [first - 1] if first > 0 and _opens_list(sentences[first - 1]) else []
        return [*opens, *(_items(sentences, first) if whole_list and opens else [at])]
    if _opens_list(sentences[at]):
        return [at, *_items(sentences, at + 1)]
    first = at
    while (
        first > max(0, at - MAX_CONTEXT_SENTENCES) and _leans(sentences[first]) and sentences[first - 1].kind == "body"
    ):
        first -= 1
    # Give up if the added context still has an unresolved pronoun.
    return [at] if first < at and _leans(sentences[first]) else list(range(first, at + 1))


def _items(sentences: Sequence[Sentence], first: int) -> Iterator[int]:
    for number in range(first, min(len(sentences), first + MAX_LIST_ITEMS)):
        if not _is_item(sentences[number]):
            return
        yield number


def _is_item(sentence: Sentence) -> bool:
    return sentence.kind == "body" and bool(LIST_ITEM.match(sentence.text))


def _opens_list(sentence: Sentence) -> bool:
    return sentence.kind == "body" and sentence.text.endswith(":")


def _leans(sentence: Sentence) -> bool:
    """Whether a sentence opens with a pronoun and names nobody, or is speech that does not tell who speaks."""
    if QUOTATION.fullmatch(sentence.text):
        return True
    return bool(PRONOUN.match(sentence.text)) and not NAME_PATTERN.search(sentence.text)


def is_open(question: str) -> bool:
    """Whether an English question can have several answers at once."""
    return bool(OPEN_QUESTION.search(question))


def _same(one: Candidate, other: Candidate) -> bool:
    if one.passage.article_id == other.passage.article_id and one.sentence.start == other.sentence.start:
        return True
    a, b = set(stems(one.sentence.text)), set(stems(other.sentence.text))
    return not a or not b or len(a & b) >= SAME * min(len(a), len(b))
