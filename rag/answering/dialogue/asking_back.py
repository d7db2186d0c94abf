"""Asks back where two readings of a question stand: two people of one name, or two articles that are "the report"."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from index.models import Article
from rag.answering.kinds.lists.people import people
from rag.models import RetrievedPassage
from rag.nlp.facts.aliases import folded
from rag.nlp.lexicon import FUNCTION_WORDS, SAYING
from rag.nlp.stemming import stems
from rag.nlp.tokens import Token, tokens
from rag.retrieval.scopes import Searched

MAX_READINGS = 4
MAX_PASSAGES = 400
"""Most passages with a name for which to ask back; a more frequent name takes too long to read."""
_THE_WORK = re.compile(
    r"\bthe (?P<noun>report|study|trial|paper|survey|review|interview|budget|match|game|minutes|strike|inquiry|audit"
    r"|recall|test|election|obituary|profile|fact sheet|letter|annual report|festival|marathon)\b(?! (?:“|\"))",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?: called| titled)? [“\"](?P<title>[^“”\"]+)[”\"]")
_GENERIC = frozenset(stems("say think tell about do did who what age old job work say come part people number year"))


def readings(question: str, shelf: Callable[[], Searched]) -> tuple[str, ...]:
    """The questions that a question may mean, where it may mean two or more; else none.

    Args:
        question: The question that stands alone.
        shelf: Gives what is asked, where the question needs a look at it.
    """
    return _of_people(question, shelf) or _of_works(question, shelf)


def names_title(question: str) -> bool:
    """Whether a question has quotation marks that may hold a title."""
    return _TITLE.search(question) is not None


def titled(question: str, articles: Iterable[Article]) -> tuple[str, str] | None:
    """The question without the title of an article that it names in quotation marks, and that article's id."""
    found = _TITLE.search(question)
    held = next((each for each in articles if found and each.title == found["title"]), None)
    return (f"{question[: found.start()]}{question[found.end() :]}", held.id) if found and held else None


def _of_people(question: str, shelf: Callable[[], Searched]) -> tuple[str, ...]:
    """One reading for each person whom a lone name may mean, where the question tells of none of them alone."""
    words = tokens(question)
    for at, word in enumerate(words):
        name = word.owner or word.text
        if not name[:1].isupper() or at == 0 or _is_in_name(words, at) or word.low in FUNCTION_WORDS:
            continue
        meant = _called(name, shelf())
        chosen = _told_apart(_content(question, name), meant)
        if 1 < len(chosen) <= MAX_READINGS:
            end = word.start + len(name)
            return tuple(f"{question[: word.start]}{full}{question[end:]}" for full in chosen)
    return ()


def _is_in_name(words: Sequence[Token], at: int) -> bool:
    """Whether a capitalised word stands beside another, so that the name is full."""
    beside = [words[place] for place in (at - 1, at + 1) if 0 <= place < len(words)]
    return any(word.text[0].isupper() and word.start and word.low not in FUNCTION_WORDS for word in beside)


def _called(name: str, shelf: Searched) -> dict[str, str]:
    """The full names of different people who are called so in different articles, and the texts that name them."""
    pattern = re.compile(rf"\b{re.escape(name)}\b")
    naming = [passage for passage in shelf.passages if pattern.search(passage.text)]
    found: dict[str, str] = {}
    if len(naming) > MAX_PASSAGES or len({passage.article_id for passage in naming}) < 2:
        return {}
    for article_id, group in groupby(naming, lambda passage: passage.article_id):
        read = [RetrievedPassage(passage, shelf.articles[article_id]) for passage in group]
        full = [entry.text for entry in people(read) if folded(name) in map(folded, entry.text.split())]
        if len(full) != 1 or len(full[0].split()) < 2:
            return {}
        found[full[0]] = found.get(full[0], "") + " ".join(one.passage.text for one in read)
    return found


def _of_works(question: str, shelf: Callable[[], Searched]) -> tuple[str, ...]:
    """One reading for each article that may be "the report", where the question's words stand in several."""
    found = _THE_WORK.search(question)
    if not found or len(articles := list(shelf().articles.values())) < 2:
        return ()
    noun = found["noun"].lower()
    named = [article for article in articles if re.search(rf"\b{noun}\b", article.title, re.IGNORECASE)]
    texts = {article.title: f"{article.title} {article.text}" for article in named}
    chosen = _told_apart(_content(question, noun), texts)
    if not 1 < len(chosen) <= MAX_READINGS:
        return ()
    return tuple(f"{question[: found.end()]} “{title}”{question[found.end() :]}" for title in chosen)


def _content(question: str, name: str) -> frozenset[str]:
    words = [word.text for word in tokens(question) if word.is_word and word.low not in FUNCTION_WORDS | SAYING]
    return frozenset(stems(" ".join(words))) - frozenset(stems(name)) - _GENERIC


def _told_apart(content: frozenset[str], texts: dict[str, str]) -> list[str]:
    """Those whose texts have most of a question's other words: one where the question tells which is meant."""
    shares = {name: len(content & frozenset(stems(text))) for name, text in texts.items()}
    most = max(shares.values(), default=0)
    return [name for name, count in shares.items() if count == most]
