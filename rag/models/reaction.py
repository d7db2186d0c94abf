"""Reactions to an answer."""

from enum import StrEnum


class Reaction(StrEnum):
    """What is wanted of the last answer, where a question asks nothing new of the article."""

    DOUBT = "doubt"
    """That it be said again, and how certain it is."""
    MORE = "more"
    """What the article says around it."""
    SPEAKER = "speaker"
    """Who says so."""
    SHORTER = "shorter"
    """Its shortest form."""
