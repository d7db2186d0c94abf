"""Answers that take the whole of an article: which kind a question asks for, and the answer."""

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.kinds.composition import Composition, Entry, listing, prose
from rag.answering.kinds.lists.list_request import list_request
from rag.answering.kinds.lists.lists import list_answer
from rag.answering.kinds.lists.sections import section_list
from rag.answering.kinds.speech.said import sentence_about
from rag.answering.kinds.speech.who_said import who_said
from rag.answering.kinds.summary import summary_quotes
from rag.models import RetrievedPassage
from rag.query.intent.speech_request import speech_request
from rag.retrieval.overview import summary_request

SUMMARY_RIGHT = 0.88
SHORT = re.compile(
    r"\b(?:short(?:ly)?|brief(?:ly)?|quick|tl;?dr|sum(?:med)? (?:it|this) up|gist|nutshell)\b", re.IGNORECASE
)
"""What asks for a summary of few sentences."""
SHORT_COUNT = 3


def of_whole(question: str, passages: Sequence[RetrievedPassage]) -> Composition | None:
    """The answer to a question about the whole of what is asked; None where the texts have nothing for it.

    Args:
        question: The question that stands alone.
        passages: All passages, by article and place.
    """
    if listed := list_request(question):
        return list_answer(listed, passages)
    if asked := speech_request(question):
        return sentence_about(asked.topic, passages)
    return _summary(question, passages)


def of_everything(question: str, passages: Sequence[RetrievedPassage]) -> Composition | None:
    """Who said it, or what stands in the section of a name, where the question asks for that and the texts have it.

    Args:
        question: The question that stands alone.
        passages: All passages, by article and place.
    """
    return who_said(question, passages) or section_list(question, passages)


def _summary(question: str, passages: Sequence[RetrievedPassage]) -> Composition | None:
    request = summary_request(question)
    if request.count is None and SHORT.search(question):
        request = replace(request, count=SHORT_COUNT)
    quotes = summary_quotes(passages, request)
    if not quotes:
        return None
    several = len({quote.article.id for quote in quotes}) > 1
    if several or request.bullets:
        entries = [Entry(quote.text, quote, quote.article.title if several else None) for quote in quotes]
        return listing(entries, SUMMARY_RIGHT)
    return prose(quotes, SUMMARY_RIGHT)
