"""Pages of the list of articles: searched, sorted, and each as cheap as the first."""

import base64
import json
import threading
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Literal

from index.errors import ArticleChatError
from index.models import IndexedArticle

Sort = Literal["newest", "oldest", "title", "published"]
"""The article indexed last or first, by title, or the one published last; those without a date come at the end."""
Key = tuple[str, str]
"""What an article is sorted by, and its id."""

DESCENDING = frozenset({"newest", "published"})


class CursorError(ArticleChatError):
    """A place in a list that was never given out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """Which of the articles are wanted.

    Attributes:
        limit: How many at most, from 1.
        after: The place that the page before ended with (`ArticlePage.next`); empty for the first page.
        search: Words that must all stand in title, author, site, source or tags, whatever their case and accents.
        tag: Which they must have; None: any or none.
        sort: Their order.
    """

    limit: int = 50
    after: str = ""
    search: str = ""
    tag: str | None = None
    sort: Sort = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """A page of the list, how many articles are on all pages together, and where the next begins, if there is one."""

    entries: tuple[IndexedArticle, ...]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True)
class _Listed:
    """All articles as of a version of the index, with what is searched of each; sorted orders are made once."""

    version: Hashable
    entries: dict[str, IndexedArticle]
    searched: dict[str, str]
    tags: tuple[tuple[str, int], ...]
    orders: dict[Sort, list[Key]]


class ArticleListing:
    """The list of an index's articles, read again after each change; calls may come from any thread."""

    def __init__(self, version: Callable[[], Hashable], entries: Callable[[], Sequence[IndexedArticle]]) -> None:
        """Takes what gives the version of the index, and its articles."""
        self._version, self._entries = version, entries
        self._lock = threading.Lock()
        self._kept: _Listed | None = None

    def page(self, query: ListQuery) -> ArticlePage:
        """One page.

        Raises:
            CursorError: `after` is no place in this order.
        """
        listed = self._listed()
        keys = self._wanted(listed, query)
        backwards = query.sort in DESCENDING
        start, end = 0, len(keys)
        if query.after:
            last = _key(query.after, query.sort)
            start, end = (0, bisect_left(keys, last)) if backwards else (bisect_right(keys, last), len(keys))
        shown = keys[max(start, end - query.limit) : end][::-1] if backwards else keys[start : start + query.limit]
        more = end - start > len(shown)
        entries = tuple(listed.entries[article_id] for _, article_id in shown)
        return ArticlePage(entries=entries, total=len(keys), next=_cursor(shown[-1], query.sort) if more else None)

    def ids(self, query: ListQuery) -> list[str]:
        """The ids of all articles on all pages."""
        return [article_id for _, article_id in self._wanted(self._listed(), query)]

    def tags(self) -> tuple[tuple[str, int], ...]:
        """All tags with the number of their articles, the most frequent first."""
        return self._listed().tags

    def _listed(self) -> _Listed:
        version = self._version()
        with self._lock:
            if self._kept is None or self._kept.version != version:
                entries = {entry.article.id: entry for entry in self._entries()}
                count = Counter(tag for entry in entries.values() for tag in entry.article.tags)
                searched = {article_id: _searched(entry) for article_id, entry in entries.items()}
                tags = tuple(sorted(count.items(), key=lambda each: (-each[1], each[0])))
                self._kept = _Listed(version, entries, searched, tags, {})
            return self._kept

    def _wanted(self, listed: _Listed, query: ListQuery) -> list[Key]:
        """The keys of the articles that are wanted, in ascending order."""
        if query.sort not in listed.orders:
            listed.orders[query.sort] = sorted(
                (_sorted_by(each, query.sort), each.article.id) for each in listed.entries.values()
            )
        keys = listed.orders[query.sort]
        if query.tag is not None:
            keys = [key for key in keys if query.tag in listed.entries[key[1]].article.tags]
        if words := _folded(query.search).split():
            keys = [key for key in keys if all(word in listed.searched[key[1]] for word in words)]
        return keys


def _sorted_by(entry: IndexedArticle, sort: Sort) -> str:
    if sort == "title":
        return _folded(entry.article.title)
    return entry.article.published if sort == "published" else entry.indexed_at


def _searched(entry: IndexedArticle) -> str:
    article = entry.article
    # A file's folder is nobody's business: whether a word stands in it must not be found out either.
    source = article.source if "://" in article.source else article.source.replace("\\", "/").rpartition("/")[2]
    return _folded("\n".join((article.title, article.author, article.site, source, *article.tags)))


def _folded(text: str) -> str:
    """A text without case and accents."""
    return "".join(each for each in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(each))


def _cursor(key: Key, sort: Sort) -> str:
    return base64.urlsafe_b64encode(json.dumps([sort, *key]).encode()).decode().rstrip("=")


def _key(cursor: str, sort: Sort) -> Key:
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if found[0] == sort and len(found) == 3 and all(isinstance(part, str) for part in found):
            return found[1], found[2]
    except (ValueError, TypeError, LookupError, RecursionError):
        pass
    raise CursorError(f"after: take the 'next' of a page that was sorted by {sort!r} as well.")
