"""What a sentence cannot be understood without: who speaks, who is meant, and the list that it opens or belongs to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.models import Sentence
from index.text.block_kinds import LIST_ITEM
from rag.answering.citing.citations import Quote

MAX_CONTEXT_SENTENCES = 2
"""How many sentences an answer may need before its own to be understood."""
MAX_LIST_ITEMS = 12
PRONOUN = re.compile(r"[\"“'‘]?(?:he|she|it|they|this|that|these|those|his|her|their|its)\b", re.IGNORECASE)
NAME_PATTERN = re.compile(r"(?<=[a-z,;:—–-] )[\"“]?[A-Z][\w’'-]+")
QUOTATION = re.compile(r"“[^“”]*”\W*|\"[^\"]*\"\W*")


def with_context(quote: Quote) -> list[Quote]:
    """A quote and what it cannot be understood without, in the article's order."""
    sentences = quote.passage.sentences
    at = next(number for number, sentence in enumerate(sentences) if sentence.start == quote.sentence.start)
    return [replace(quote, sentence=sentences[number]) for number in needed(sentences, at, whole_list=False)]


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
    """Whether a sentence opens with a pronoun and has no name, or is speech without its speaker."""
    if QUOTATION.fullmatch(sentence.text):
        return True
    return bool(PRONOUN.match(sentence.text)) and not NAME_PATTERN.search(sentence.text)
