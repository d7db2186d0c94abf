"""Chooses the article's sentences that a language model may speak from."""

from collections.abc import Sequence

from rag.answering.citing.citations import Quote
from rag.models import Answer, RetrievedPassage

MAX_SENTENCES = 12
MAX_CONTEXT_CHARS = 2400
"""About 600 word pieces: small models lose their way in more, and large ones need no more of one article."""
MAX_CITED_CHARS = 9600
"""Of the sentences that the extractive answer cites: a list or a summary has more, and none may be missing."""


def select(answer: Answer, passages: Sequence[RetrievedPassage]) -> list[Quote]:
    """The sentences that the extractive answer cites, then those around them and of the next best passages.

    Args:
        answer: The extractive answer; its passages come first, in the order of `retrieved`.
        passages: All in which something was found.

    Returns:
        Sentences in their articles' order, the best passage's article first, none twice.
    """
    by_id = {each.passage.id: each for each in passages}
    ranked = [by_id[found.passage_id] for found in answer.retrieved]
    cited = {(citation.article_id, citation.start) for citation in answer.citations}
    scores = {found.passage_id: found.score for found in answer.retrieved}
    everything: list[Quote] = []
    for each in ranked:
        passage = each.passage
        everything += [Quote(sentence, passage, each.article, scores[passage.id]) for sentence in passage.sentences]
    first = [quote for quote in everything if quote.place in cited]
    chosen = _as_many(first, [], len(first), MAX_CITED_CHARS)
    chosen = _as_many(
        [quote for quote in everything if quote.place not in cited], chosen, MAX_SENTENCES, MAX_CONTEXT_CHARS
    )
    order = list(dict.fromkeys(quote.passage.article_id for quote in everything))
    return sorted(chosen, key=lambda quote: (order.index(quote.passage.article_id), quote.sentence.start))


def _as_many(quotes: Sequence[Quote], chosen: Sequence[Quote], sentences: int, chars: int) -> list[Quote]:
    """Those that were chosen and as many more as there is room for; at least one."""
    taken = list(chosen)
    length = sum(len(quote.text) for quote in taken)
    for quote in quotes:
        length += len(quote.text)
        if taken and (len(taken) >= sentences or length > chars):
            break
        taken.append(quote)
    return taken
