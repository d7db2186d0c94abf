"""Answers in a language model's words, as the chain tells them, for tests of what shows them."""

from collections.abc import Iterator, Sequence

from index.models import Article
from rag.answering.citing.citations import marked, markers, protect
from rag.models import Answer, AnswerSentence, Checked, Citation, Delta, Event, Found, Retrieved, Support

Said = tuple[str, Sequence[str], Support]
"""A sentence, the quotes it cites, and how far they carry it."""


def spoken(article: Article, question: str, said: Sequence[Said], note: str | None = None) -> Answer:
    """The answer that is made of such sentences."""
    numbers: dict[str, int] = {}
    for _, quotes, _ in said:
        for quote in quotes:
            numbers.setdefault(quote, len(numbers) + 1)
    citations = tuple(citation_of(article, quote, number) for quote, number in numbers.items())
    sentences = tuple(
        AnswerSentence(text, tuple(numbers[quote] for quote in quotes), support) for text, quotes, support in said
    )
    return Answer(
        status="answered",
        question=question,
        standalone_question=question,
        answer=" ".join(map(marked, sentences)),
        short_answer=None,
        sentences=sentences,
        citations=citations,
        retrieved=tuple(Retrieved(c.article_id, c.passage_id, c.start, c.end, c.score) for c in citations),
        confidence=0.6,
        answerer="scripted:model",
        timings_ms={"total": 1.0},
        note=note,
    )


def told(answer: Answer, seconds: float = 0.0) -> Iterator[Event | float]:
    """What is told of an answer, word by word, each sentence checked at its end.

    Args:
        answer: The answer.
        seconds: Between two words.
    """
    yield Found(answer.retrieved)
    known = 0
    for number, sentence in enumerate(answer.sentences):
        words = protect(sentence.text).split(" ")
        for position, word in enumerate(words):
            yield Delta(word if number == position == 0 else f" {word}")
            yield seconds
        yield Delta(markers(sentence.citations))
        yield seconds * 5  # a check takes longer than a word
        newest = max([known, *sentence.citations])
        yield Checked(sentence, answer.citations[known:newest])
        known = newest
    yield answer


def citation_of(article: Article, quote: str, number: int) -> Citation:
    start = article.text.index(quote)
    end = start + len(quote)
    return Citation(
        number=number,
        article_id=article.id,
        article_title=article.title,
        passage_id=f"{article.id}-{start}-{end}",
        quote=quote,
        start=start,
        end=end,
        passage=quote,
        score=0.9,
    )
