"""The articles that were looked at last, in memory."""

from collections import OrderedDict

from index.models import IndexedArticle, Passage

MAX_KEPT_PASSAGES = 5_000
"""Passages of the articles that were looked at last: these are kept, with their texts, in some 20 MB."""


class ArticleCache:
    """The articles that were looked at last, with their passages where these were read."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[IndexedArticle, list[Passage] | None]] = OrderedDict()
        self._passages = 0

    def entry(self, article_id: str) -> IndexedArticle | None:
        """An article, if it is kept."""
        if article_id not in self._kept:
            return None
        self._kept.move_to_end(article_id)
        return self._kept[article_id][0]

    def passages(self, entry: IndexedArticle) -> list[Passage] | None:
        """An article's passages, if they are kept and of this very entry."""
        kept, parts = self._kept.get(entry.article.id, (None, None))
        return parts if kept is entry or kept == entry else None

    def put(self, entry: IndexedArticle, parts: list[Passage] | None = None) -> None:
        """Keeps an article, and lets go of those that were not looked at for longest."""
        self.forget(entry.article.id)
        self._kept[entry.article.id] = entry, parts
        self._passages += entry.passages
        while self._passages > MAX_KEPT_PASSAGES and len(self._kept) > 1:
            self.forget(next(iter(self._kept)))

    def forget(self, article_id: str) -> None:
        """Lets go of one."""
        if kept := self._kept.pop(article_id, None):
            self._passages -= kept[0].passages
