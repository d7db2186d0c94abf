"""The intents: what a question can want."""

from enum import StrEnum


class Intent(StrEnum):
    """What a question wants; in doubt a fact, so that no question of content goes unsearched."""

    SMALL_TALK = "small_talk"
    """A greeting, thanks, a farewell, a courtesy."""
    ASSISTANT = "assistant"
    """Who or what answers here, what it can do, which model it runs."""
    LIBRARY = "library"
    """Which articles there are, and how many."""
    DESCRIPTION = "description"
    """An article's title, author, date, site, source or length."""
    TASK = "task"
    """What only a language model can do: translate, rewrite, explain in other words."""
    SUMMARY = "summary"
    LIST = "list"
    """All of a kind, or how many of them."""
    COMPARISON = "comparison"
    YES_NO = "yes_no"
    QUOTE = "quote"
    """The exact words, the sentence about something."""
    REACTION = "reaction"
    """To the last answer: doubt, more, shorter, whose words they are."""
    FACT = "fact"


UNSEARCHED = frozenset(
    {Intent.SMALL_TALK, Intent.ASSISTANT, Intent.LIBRARY, Intent.DESCRIPTION, Intent.TASK},
)
"""Answered without a search, so they are only told where no question of content can be meant."""
