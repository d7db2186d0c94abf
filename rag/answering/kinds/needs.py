"""What a question needs of retrieval: its own passages, all of them, or some for each side of a comparison."""

from dataclasses import dataclass

from rag.answering.kinds.comparison.request import asked_comparison
from rag.answering.kinds.lists.list_request import list_request
from rag.answering.kinds.lists.sections import section_asked
from rag.answering.kinds.speech.who_said import words_asked
from rag.query.intent.intent import Intent
from rag.query.intent.speech_request import speech_request
from rag.retrieval.overview import asks_overview

OVERVIEWS = (Intent.SUMMARY, Intent.SIMPLE)
"""Questions that the articles as a whole answer."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What to retrieve.

    Attributes:
        whole: Whether all passages answer, and nothing is searched for.
        everything: Whether all passages are needed beside those that are found.
        sides: Questions to search for as well, one for each side of a comparison.
    """

    whole: bool = False
    everything: bool = False
    sides: tuple[str, ...] = ()


def needed(question: str, wanted: Intent) -> Needs:
    """What a question needs.

    Args:
        question: The question that stands alone.
        wanted: What it wants, as far as that was told.
    """
    if compared := asked_comparison(question):
        return Needs(everything=True, sides=compared.questions)
    if asked := speech_request(question):
        return Needs(whole=not asked.speaker, everything=bool(asked.speaker))
    if asks_overview(question) or list_request(question) is not None or wanted in OVERVIEWS:
        return Needs(whole=True)
    return Needs(everything=bool(words_asked(question) or section_asked(question)))
