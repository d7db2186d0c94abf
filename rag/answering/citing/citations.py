"""Numbers citations and writes the answer's text: the one place where markers are made."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.models import Article, Passage, Sentence
from rag.models import AnswerSentence, Citation, RetrievedPassage

BRACKETED_NUMBER = re.compile(r"\[(?=\d+\])")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of an article that is to be cited, with its passage and its article."""

    sentence: Sentence
    passage: Passage
    article: Article
    score: float

    @property
    def text(self) -> str:
        """The article's own words."""
        return self.sentence.text

    @property
    def place(self) -> tuple[str, int]:
        """Its article and where it starts there."""
        return self.passage.article_id, self.sentence.start


def sentence_quotes(
    passages: Iterable[RetrievedPassage], kinds: Collection[str] | None = None, score: float = 1.0
) -> Iterator[Quote]:
    """The sentences of passages in order, as quotes.

    Args:
        passages: The passages.
        kinds: The kinds of sentences that are wanted, such as "body"; all where not given.
        score: What each quote is scored.
    """
    for found in passages:
        for sentence in found.passage.sentences:
            if kinds is None or sentence.kind in kinds:
                yield Quote(sentence, found.passage, found.article, score)


class Numbering:
    """Gives quotes their numbers, from 1 in the order in which they are first cited."""

    def __init__(self) -> None:
        self._cited: dict[tuple[str, int], Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations so far, in order."""
        return tuple(self._cited.values())

    def cite(self, quote: Quote) -> Citation:
        """The citation of a quote: the same one each time it is cited."""
        sentence, passage = quote.sentence, quote.passage
        if passage.text[sentence.start - passage.start : sentence.end - passage.start] != sentence.text:
            raise AssertionError(f"sentence {sentence.start}-{sentence.end} is not at its place in {passage.id}")
        text, page = quote.article.text, quote.article.page_at(sentence.start)
        made = Citation(
            number=len(self._cited) + 1,
            article_id=passage.article_id,
            article_title=quote.article.title,
            passage_id=passage.id,
            quote=sentence.text,
            start=sentence.start,
            end=sentence.end,
            passage=passage.text,
            score=quote.score,
            utf16_start=_utf16_units(text[: sentence.start]),
            utf16_end=_utf16_units(text[: sentence.end]),
            page=page,
            published=quote.article.published or None,
            ocr=page in quote.article.ocr_pages or None,
            read_at=quote.article.read_at or None,
            changed=quote.article.changed or None,
        )
        return self._cited.setdefault(quote.place, made)


def _utf16_units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class CitedText(NamedTuple):
    """A text made of quotes, as an answer shows it."""

    text: str
    """With the markers `[n]` behind each sentence."""
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    """Numbered from 1 in the order in which they are cited."""


def cite(quotes: Sequence[Quote]) -> CitedText:
    """The text that consists of the quotes, each with its marker."""
    numbering = Numbering()
    sentences = tuple(AnswerSentence(quote.text, (numbering.cite(quote).number,), "verbatim") for quote in quotes)
    return CitedText(" ".join(map(marked, sentences)), sentences, numbering.citations)


def marked(sentence: AnswerSentence) -> str:
    """A sentence as it stands in an answer's text: on one line, its markers behind it."""
    return escape(sentence.text) + markers(sentence.citations)


def markers(numbers: Sequence[int]) -> str:
    """The markers of citations, each with a blank before it."""
    return "".join(f" [{number}]" for number in numbers)


def escape(text: str) -> str:
    r"""One line in which the article's own bracketed numbers are `\[3]`, so that every bare `[n]` is a marker."""
    return protect(" ".join(text.split()))


def protect(text: str) -> str:
    r"""A piece of a line, escaped likewise, with all its blanks."""
    return BRACKETED_NUMBER.sub(r"\\[", text)
