"""Numbers citations and writes the answer's text: the one place where markers are made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Passage, Sentence
from rag.answer import AnswerSentence, Citation

BRACKETED_NUMBER = re.compile(r"\[(?=\d+\])")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of an article that is to be cited, with its passage and its article's title."""

    sentence: Sentence
    passage: Passage
    title: str
    score: float


def cite(quotes: Sequence[Quote]) -> tuple[str, tuple[AnswerSentence, ...], tuple[Citation, ...]]:
    """An answer made of the quotes themselves, each with its marker.

    Returns:
        The text with `[n]` behind each sentence, the sentences, and the citations, numbered from 1 in order.
    """
    sentences, citations = [], []
    for number, quote in enumerate(quotes, start=1):
        sentence, passage = quote.sentence, quote.passage
        if passage.text[sentence.start - passage.start : sentence.end - passage.start] != sentence.text:
            raise AssertionError(f"sentence {sentence.start}-{sentence.end} is not at its place in {passage.id}")
        sentences.append(AnswerSentence(sentence.text, (number,), "verbatim"))
        citations.append(
            Citation(
                number=number,
                article_id=passage.article_id,
                article_title=quote.title,
                passage_id=passage.id,
                quote=sentence.text,
                start=sentence.start,
                end=sentence.end,
                passage=passage.text,
                score=quote.score,
            )
        )
    text = " ".join(f"{escape(s.text)} [{s.citations[0]}]" for s in sentences)
    return text, tuple(sentences), tuple(citations)


def escape(text: str) -> str:
    r"""One line in which the article's own bracketed numbers are `\[3]`, so that every bare `[n]` is a marker."""
    return BRACKETED_NUMBER.sub(r"\\[", " ".join(text.split()))
