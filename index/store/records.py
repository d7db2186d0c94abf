"""How articles, passages and sentences are written down in Chroma, and read back."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, cast

from langchain_core.documents import Document

from index.errors import SourceError, TagError
from index.formats import MARKDOWN, format_of_name
from index.models import Article, ArticleFilter, IndexedArticle, Kind, Passage, Sentence
from index.text.tags import MAX_TAGS, clean_tags

MAX_EARLIER = 50
"""Older texts that an article is known to have replaced; citations of those before the last 50 lead nowhere."""
DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?!\d)")
"""The beginning of an ISO 8601 date; month and day may be unknown."""


def records_of(passage: Passage) -> Iterator[Document]:
    """The record of a passage, then one of each of its sentences."""
    yield passage_record(passage)
    for number in range(len(passage.sentences)):
        yield sentence_record(passage, number)


def passage_record(passage: Passage) -> Document:
    """The record of a passage, with the places of its sentences."""
    spans = json.dumps([(s.start, s.end, s.kind) for s in passage.sentences])
    page = {} if passage.page is None else {"page": passage.page}  # Chroma holds no None
    found = {"record": "passage", **_place(passage, passage), **page, "sentences": spans}
    return Document(passage.text, id=passage.id, metadata=found)


def sentence_record(passage: Passage, number: int) -> Document:
    """The record of a sentence of a passage."""
    sentence = passage.sentences[number]
    found = {"record": "sentence", **_place(passage, sentence)}
    return Document(sentence.text, id=passage.sentence_id(number), metadata=found)


def _place(passage: Passage, part: Passage | Sentence) -> dict[str, Any]:
    whose = {"article_id": passage.article_id, "passage_id": passage.id}
    return {**whose, "start": part.start, "end": part.end, "kind": part.kind}


def check_storable(article: Article) -> None:
    """Whether everything an article says can be written down.

    Raises:
        SourceError: Something is no text, or holds half a surrogate pair, as in JSON's "\\ud800".
    """
    for name in ("title", "text", "source", "author", "published", "site", "assumed_encoding"):
        said = getattr(article, name)
        if not isinstance(said, str):
            raise SourceError(f"The article's {name} is no text ({type(said).__name__}): give it as text.")
        try:
            said.encode()
        except UnicodeEncodeError as error:
            raise SourceError(
                f"The article's {name} holds half a surrogate pair (at {error.start}): give it without."
            ) from error
    if clean_tags(article.tags) != article.tags:
        raise TagError(f"The article's tags are not as they are kept: {clean_tags(article.tags)} would be.")


def passage_of(text: str, metadata: dict[str, Any]) -> Passage:
    """The passage that a record stands for."""
    start = metadata["start"]
    sentences = tuple(
        Sentence(a, b, text[a - start : b - start], cast(Kind, kind))
        for a, b, kind in json.loads(metadata["sentences"])
    )
    page = metadata.get("page")
    return Passage(metadata["article_id"], start, metadata["end"], text, metadata["kind"], sentences, page)


def entry_metadata(entry: IndexedArticle) -> dict[str, Any]:
    """What an article's record holds beside its text."""
    article = entry.article
    return {
        "title": article.title,
        "source": article.source,
        "author": article.author,
        "published": article.published,
        "site": article.site,
        "assumed_encoding": article.assumed_encoding,
        "markdown": article.markdown,
        "pages": json.dumps(article.pages),
        "unread_pages": json.dumps(article.unread_pages),
        "ocr_pages": json.dumps(article.ocr_pages),
        "tags": list(article.tags) or None,  # Chroma holds no empty list, and forgets a key whose value is None
        "read_at": article.read_at,
        "changed": article.changed,
        "earlier": list(article.earlier) or None,
        "published_day": day_number(article.published),
        "passages": entry.passages,
        "records": entry.records,
        "indexed_at": entry.indexed_at,
    }


def entry_of(text: str, metadata: dict[str, Any]) -> IndexedArticle:
    """The article that a record stands for; one of an older version tells less."""
    article = Article(
        metadata["title"],
        text,
        metadata["source"],
        author=metadata.get("author", ""),
        published=metadata.get("published", ""),
        site=metadata.get("site", ""),
        assumed_encoding=metadata.get("assumed_encoding", ""),
        markdown=metadata.get("markdown", format_of_name(metadata["source"]) is MARKDOWN),
        pages=tuple(json.loads(metadata.get("pages", "[]"))),
        unread_pages=tuple(json.loads(metadata.get("unread_pages", "[]"))),
        ocr_pages=tuple(json.loads(metadata.get("ocr_pages", "[]"))),
        tags=tuple(metadata.get("tags") or ()),
        read_at=metadata.get("read_at") or metadata["indexed_at"],
        changed=metadata.get("changed", False),
        earlier=tuple(metadata.get("earlier") or ()),
    )
    return IndexedArticle(article, metadata["passages"], metadata["indexed_at"], metadata.get("records", 0))


def day_number(date: str) -> int:
    """The day of an ISO 8601 date as a number that Chroma can compare, such as 20251031; 0 for anything else.

    Of a month or a year it is the first day: then the article was surely not published before.
    """
    found = DATE.match(date)
    if not found:
        return 0
    year, month, day = (int(part or 1) for part in found.groups())
    return (year * 100 + month) * 100 + day


def condition_of(wanted: ArticleFilter) -> dict[str, Any] | None:
    """Chroma's `where` for the records of the articles that a filter chooses; None: all."""
    found: list[dict[str, Any]] = []
    if wanted.tag is not None:
        found.append({"tags": {"$contains": wanted.tag}})
    if wanted.published_after is not None:
        found.append({"published_day": {"$gte": day_number(wanted.published_after)}})
    return {"$and": found} if len(found) > 1 else next(iter(found), None)


def refreshed(entry: IndexedArticle, older: Iterable[IndexedArticle]) -> IndexedArticle:
    """An article that takes the place of older texts from its source, filed under their tags as well."""
    replaced = [each.article for each in older]
    tags = set(entry.article.tags).union(*(each.tags for each in replaced))
    ids = dict.fromkeys(earlier for each in replaced for earlier in (*each.earlier, each.id))
    ids.pop(entry.article.id, None)
    known = replace(entry.article, earlier=tuple(ids)[-MAX_EARLIER:])
    return tagged(replace(entry, article=known), tuple(sorted(tags)[:MAX_TAGS]))


def tagged(entry: IndexedArticle, tags: tuple[str, ...]) -> IndexedArticle:
    """An article with other tags."""
    return replace(entry, article=replace(entry.article, tags=tags))


def marked(entry: IndexedArticle, *, changed: bool) -> IndexedArticle:
    """An article whose source is, or is not, another one since."""
    return replace(entry, article=replace(entry.article, changed=changed))
