"""What is asked of somebody's words: "what does X say about Y?", "quote the sentence about Y", "X's exact words"."""

import re
from dataclasses import dataclass

from rag.nlp.lexicon import AUXILIARIES, FUNCTION_WORDS, WH, words_of
from rag.query.intent.patterns import requests

NO_SPEAKERS = words_of(
    "article text report study document paper page story title headline author piece source pdf file sentence words"
)
"""What says something without being anybody."""
_LEADS = re.compile(r"^(?:and|so|but|ok(?:ay)?|well|now|then)[, ]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """A request for words.

    Attributes:
        speaker: Whose they are, as the question calls them; "" where a sentence of the article is asked for.
        topic: What they are about; "" for anything.
        exact: Whether the sentence alone is wanted, word for word.
    """

    speaker: str
    topic: str
    exact: bool


def speech_request(question: str) -> SpeechRequest | None:
    """The request that a question makes; None for any other question.

    Args:
        question: The question that stands alone.
    """
    text = _LEADS.sub("", " ".join(question.split()).strip(" .?!"))
    for kind, exact in (("sentence", True), ("words", True), ("said", False)):
        for found in requests(kind, text):
            groups = found.groupdict()
            speaker, topic = ((groups.get(name) or "").strip() for name in ("speaker", "topic"))
            if kind == "sentence" or _is_speaker(speaker):
                return SpeechRequest(speaker, topic, exact)
    return None


def _is_speaker(text: str) -> bool:
    """Whether a phrase can name who speaks: a name, or a noun behind an article."""
    words = text.lower().split()
    if words[0] in WH | AUXILIARIES | {"this", "that"} or words[-1] in NO_SPEAKERS:
        return False
    return words[0] in {"the", "a", "an", "his", "her", "its", "their"} or any(
        word not in FUNCTION_WORDS for word in words
    )
