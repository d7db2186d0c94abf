"""An indexed article as others may know it: without its text, and without where its file lies."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Self

from index.models import IndexedArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """An indexed article without its text, as others may know it."""

    id: str
    title: str
    source: str
    characters: int
    passages: int
    indexed_at: str
    author: str = ""
    published: str = ""
    site: str = ""
    unread_pages: tuple[int, ...] = ()
    ocr_pages: tuple[int, ...] = ()
    assumed_encoding: str = ""
    tags: tuple[str, ...] = ()
    read_at: str = ""
    changed: bool = False

    @classmethod
    def of(cls, entry: IndexedArticle) -> Self:
        """The summary of an indexed article."""
        article = entry.article
        return cls(
            id=article.id,
            title=article.title,
            source=public_source(article.source),
            characters=len(article.text),
            passages=entry.passages,
            indexed_at=entry.indexed_at,
            author=article.author,
            published=article.published,
            site=article.site,
            unread_pages=article.unread_pages,
            ocr_pages=article.ocr_pages,
            assumed_encoding=article.assumed_encoding,
            tags=article.tags,
            read_at=article.read_at,
            changed=article.changed,
        )


def public_source(source: str) -> str:
    """A source as others may know it: a URL whole, of a file only its name."""
    return source if "://" in source else PurePath(source).name
