"""The project's one error tree: each message names what was wrong and what to do."""

from typing import Self

MAX_SHOWN_CHARS = 60
"""Characters of an invalid article id that an error message repeats."""


class ArticleChatError(Exception):
    """Anything a user can cause or mend; the message is one clear sentence, fit to be shown."""


class SourceError(ArticleChatError):
    """A file, folder or text that cannot become an article."""


class ChangedSourceError(SourceError):
    """A source that is gone, or has changed and cannot be read any more: what is indexed of it is an older reading."""


class TooLargeError(SourceError):
    """A file or text over a limit."""


class UnknownKindError(SourceError):
    """A file of a kind that cannot be read."""


class TagError(SourceError):
    """A tag that an article cannot have."""


class UnknownArticleError(ArticleChatError):
    """An article id that is not in the index."""

    @classmethod
    def of(cls, article_id: object) -> Self:
        """The error for an id, of which it repeats the beginning."""
        shown = repr(article_id)
        shown = shown if len(shown) <= MAX_SHOWN_CHARS else shown[:MAX_SHOWN_CHARS] + "…"
        return cls(f"There is no article {shown}: the list of articles has the ids there are.")

    @classmethod
    def replaced(cls, article_id: str, title: str, newer: str) -> Self:
        """The error for the id of an older reading of an article."""
        return cls(f"{title!r} has changed since it was read as {article_id!r}: it is article {newer!r} now.")


class EmptyScopeError(ArticleChatError):
    """A tag or a date by which no article is chosen."""


class ModelError(ArticleChatError):
    """A model that cannot be found, or whose weights are not the expected ones."""


class StoreError(ArticleChatError):
    """An index that cannot be opened, read or written."""


class DamagedIndexError(StoreError):
    """An index whose files can be read and written and make no sense."""


class LostServerError(StoreError):
    """A Chroma server that does not answer."""


class StoreInUseError(StoreError):
    """The index belongs to another running process."""


class StampMismatchError(StoreError):
    """The index was made with another embedding model or splitter."""
