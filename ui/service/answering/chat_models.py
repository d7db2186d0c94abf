"""Which language models may be chosen: those of the settings, and one that a person at this machine gives."""

from collections.abc import Callable

from index.errors import ArticleChatError
from ui.settings import Settings


class GivenModelError(ArticleChatError):
    """A language model that cannot be given."""


class ChatModels:
    """The language models of a server by their names, such as "openai:gpt-4o-mini"; the first is its settings' own.

    A model that is given lasts for as long as the process runs. Its key is handed on to the provider's client and kept
    nowhere else.
    """

    def __init__(self, settings: Settings, *, personal: bool = False) -> None:
        """Takes what is set.

        Args:
            settings: Name the models that are always there.
            personal: Whether only people at this machine reach the server, so that they may give a model.
        """
        self.default = settings.chat_model
        """The one that answers where a question chooses none; empty: the article's own words do."""
        self.personal = personal
        self._set = settings.language_models
        self._given = ""
        self._replace: Callable[[str, str, str], None] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All that may be chosen."""
        return (*self._set, self._given) if self._given else self._set

    def on_given(self, replace: Callable[[str, str, str], None]) -> None:
        """Takes what opens a model that is given: called with its name, its key, and the name that it replaces."""
        self._replace = replace

    def give(self, name: str, key: str) -> None:
        """Lets a language model be chosen from now on, instead of one that was given before.

        Args:
            name: Provider and model.
            key: The provider's; empty: none, or that of its environment variable.

        Raises:
            GivenModelError: It cannot be given to this server, or is there already.
            ModelError: It cannot be opened.
        """
        if not self.personal:
            raise GivenModelError(
                "A language model can be given only to a server on one's own machine that asks for no key: its owner"
                " can set ARTICLE_CHAT_CHAT_MODELS."
            )
        if name in self._set:
            raise GivenModelError(f"The language model {name!r} is there already: choose it.")
        if self._replace is None:
            raise GivenModelError("The server is still loading: give the model again in a few seconds.")
        self._replace(name, key, self._given)
        self._given = name
