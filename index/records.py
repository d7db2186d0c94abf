"""How articles, passages and sentences are written down in Chroma, and read back."""

import json
from collections.abc import Iterator
from typing import Any, cast

from langchain_core.documents import Document

from index.article import Article, IndexedArticle, Kind, Passage, Sentence
from index.load import is_markdown


def records_of(passage: Passage) -> Iterator[Document]:
    """The record of a passage, with the places of its sentences, then one of each sentence."""
    spans = json.dumps([(s.start, s.end, s.kind) for s in passage.sentences])
    whose = {"article_id": passage.article_id, "passage_id": passage.id}
    place: dict[str, Any] = {"start": passage.start, "end": passage.end, "kind": passage.kind}
    page = {} if passage.page is None else {"page": passage.page}  # Chroma holds no None
    found = {"record": "passage", **whose, **place, **page, "sentences": spans}
    yield Document(passage.text, id=passage.id, metadata=found)
    for number, sentence in enumerate(passage.sentences):
        place = {"start": sentence.start, "end": sentence.end, "kind": sentence.kind}
        yield Document(sentence.text, id=passage.sentence_id(number), metadata={"record": "sentence", **whose, **place})


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
        "markdown": article.markdown,
        "pages": json.dumps(article.pages),
        "passages": entry.passages,
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
        markdown=metadata.get("markdown", is_markdown(metadata["source"])),
        pages=tuple(json.loads(metadata.get("pages", "[]"))),
    )
    return IndexedArticle(article, metadata["passages"], metadata["indexed_at"])
