"""What is known of an article as a document, and where its own text says so."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from index.models import Article, Passage
from index.text.dates import MONTHS
from rag.answering.citing.citations import Quote
from rag.query.intent.intent import Aspect


def described(article: Article, aspect: Aspect) -> str:
    """What the document's description says of an aspect; empty where it says nothing."""
    match aspect:
        case Aspect.TITLE:
            return article.title
        case Aspect.AUTHOR:
            return article.author
        case Aspect.DATE:
            return article.published
        case Aspect.SITE:
            return article.site or (article.source if article.source.startswith("http") else "")
        case Aspect.LENGTH:
            return f"{len(article.text.split()):,}"
        case Aspect.PAGES:
            return str(len(article.pages)) if article.pages else ""


def stated(value: str, aspect: Aspect, article: Article, passages: Sequence[Passage]) -> tuple[Quote, str] | None:
    """The sentence in which the article's own text says it, and the words that do; None where none does.

    A sentence that is no running text, such as a title or a byline, goes before one that is.
    """
    if aspect in {Aspect.LENGTH, Aspect.PAGES}:
        return None
    found: list[tuple[bool, Quote, str]] = []
    for passage in passages:
        for sentence in passage.sentences:
            for words in _spellings(value, aspect):
                if match := re.search(rf"(?<!\w){re.escape(words)}(?!\w)", sentence.text, re.IGNORECASE):
                    found.append((sentence.kind == "body", Quote(sentence, passage, article, 1.0), match[0]))
    outside = [each for each in found if not each[0]]
    # A name in running text may be anybody's; a title that recurs there is still the title.
    kept = outside or (found if aspect is Aspect.TITLE else [])
    return (kept[0][1], kept[0][2]) if kept else None


def in_words(value: str, months: Sequence[str], pattern: str) -> str:
    """A date in ISO 8601 as it is written in a language; other values as they are."""
    day = _day(value)
    return pattern.format(day=day.day, month=months[day.month - 1], year=day.year) if day else value


def _spellings(value: str, aspect: Aspect) -> Iterator[str]:
    yield value
    day = _day(value) if aspect is Aspect.DATE else None
    if day:
        month = MONTHS[day.month - 1].capitalize()
        for name in (month, month[:3], f"{month[:3]}."):
            yield f"{day.day} {name} {day.year}"
            yield f"{name} {day.day}, {day.year}"
        yield f"{day.day:02}.{day.month:02}.{day.year}"
        yield f"{day.day}/{day.month}/{day.year}"


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None
