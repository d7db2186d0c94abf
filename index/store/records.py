"""How articles, passages and sentences are written down in Chroma, and read back."""

import json
from collections.abc import Iterator
from typing import Any, cast

from langchain_core.documents import Document

from index.errors import SourceError
from index.formats import MARKDOWN, format_of_name
from index.models import Article, IndexedArticle, Kind, Passage, Sentence


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
    )
    return IndexedArticle(article, metadata["passages"], metadata["indexed_at"], metadata.get("records", 0))
