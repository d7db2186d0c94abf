"""Answers that are lists: the text, its sentences, citations and entries, made of quotes."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.citing.citations import Numbering, Quote, cite, escape, markers
from rag.models import AnswerItem, AnswerSentence, Citation, ReadThrough


@dataclass(frozen=True, slots=True)
class Composition:
    """What an answer of another kind than a fact says, without what all answers have."""

    text: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    confidence: float
    short_answer: str | None = None
    items: tuple[AnswerItem, ...] = ()
    complete: ReadThrough | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list: words that stand in the quote, and what they are said of, where that must be told."""

    text: str
    quote: Quote
    label: str | None = None


def prose(quotes: Sequence[Quote], confidence: float, short_answer: str | None = None) -> Composition:
    """An answer of whole sentences, before them a short answer that is none of the article's words."""
    text, sentences, citations = cite(quotes)
    if short_answer is not None:
        text = f"{short_answer}. {text}"
    return Composition(text, sentences, citations, confidence, short_answer)


def listing(
    entries: Sequence[Entry],
    confidence: float,
    *,
    short_answer: str | None = None,
    complete: ReadThrough | None = None,
    ends: str = ":",
) -> Composition:
    """An answer of one line for each entry, its label before it.

    Args:
        entries: In order.
        confidence: How probably it is right.
        short_answer: What opens it, such as the number of entries; nothing where not given.
        complete: What was read through for it.
        ends: What stands behind the short answer.
    """
    numbering = Numbering()
    items = tuple(AnswerItem(entry.text, (numbering.cite(entry.quote).number,), entry.label) for entry in entries)
    sentences = tuple(AnswerSentence(item.text, item.citations, "verbatim") for item in items)
    lines = [f"- {_labelled(item)}{markers(item.citations)}" for item in items]
    if short_answer is not None:
        lines.insert(0, f"{short_answer}{ends}\n")
    return Composition("\n".join(lines), sentences, numbering.citations, confidence, short_answer, items, complete)


def _labelled(item: AnswerItem) -> str:
    return f"{escape(item.label)}: {escape(item.text)}" if item.label else escape(item.text)
