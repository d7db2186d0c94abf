"""The project's one error tree: each message names what was wrong and what to do."""


class ArticleChatError(Exception):
    """Anything a user can cause or mend; the message is one clear sentence, fit to be shown."""


class SourceError(ArticleChatError):
    """A file, folder or text that cannot become an article."""


class TooLargeError(SourceError):
    """A file or text over a limit."""


class UnknownKindError(SourceError):
    """A file of a kind that cannot be read."""


class UnknownArticleError(ArticleChatError):
    """An article id that is not in the index."""


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
