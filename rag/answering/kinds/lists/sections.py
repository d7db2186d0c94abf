"""Lists that an article has a section for: "what are their plans?", under the heading "Plans"."""

import re
from collections.abc import Iterator, Sequence

from index.text.block_kinds import LIST_ITEM
from rag.answering.citing.citations import Quote
from rag.answering.kinds.composition import Composition, Entry, listing
from rag.answering.kinds.summary import leans, unmarked
from rag.models import RetrievedPassage
from rag.nlp.stemming import stems

SECTION_RIGHT = 0.7
"""How probably such a section has what is asked: it is named so."""
MAX_ENTRIES = 6
MAX_HEADING_WORDS = 4
_ASKED = re.compile(
    r"^(?:and |so )?(?:(?:what|which)(?: are|['’]?re| were)|list|name|give me|tell me)(?: me)?(?: all)? "
    r"(?:the|their|its|his|her|our|(?:the )?[\w&’' ]+?['’]s?)(?: (?:main|key|future|next))? (?P<what>[a-z]+s)$",
    re.IGNORECASE,
)
_PLANS = frozenset(stems("plans goals targets aims prospects outlook steps"))
_AHEAD = re.compile(
    r"\b(?:will|shall|(?:is|are) (?:to|due to|going to)|intends?|plans?|aims?|hopes? to|expects?|from next)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(r"[“\"”]|\b(?:said|says|thinks|called|told)\b", re.IGNORECASE)


def section_asked(question: str) -> str | None:
    """The noun in the plural that a question asks for a list of; None for another question.

    Args:
        question: The question that stands alone.
    """
    found = _ASKED.match(" ".join(question.split()).strip(" .?!"))
    return found["what"].lower() if found else None


def section_list(question: str, passages: Sequence[RetrievedPassage]) -> Composition | None:
    """What stands in the section that is named as the question asks; None where there is none.

    The items of its list where it has one; of plans the sentences about what is to come; else what opens a paragraph.

    Args:
        question: The question that stands alone.
        passages: All passages of what is asked, by article and place.
    """
    what = section_asked(question)
    quotes = list(_section(frozenset(stems(what)), passages)) if what else []
    items = [quote for quote in quotes if LIST_ITEM.match(quote.text)]
    if not items and what and _PLANS & frozenset(stems(what)):
        items = [quote for quote in quotes if _AHEAD.search(quote.text) and not _REPORTED.search(quote.text)]
        items = [quote for quote in items if not leans(quote.text)] or items
    items = items or [quote for quote in quotes if _opens_paragraph(quote)]
    entries = [Entry(quote.text, quote) for quote in items[:MAX_ENTRIES]]
    return listing(entries, SECTION_RIGHT) if len(entries) > 1 else None


def _section(named: frozenset[str], passages: Sequence[RetrievedPassage]) -> Iterator[Quote]:
    """The body sentences between the heading of that name and the next one."""
    inside = False
    for found in passages:
        for sentence in found.passage.sentences:
            if sentence.kind == "heading":
                heading = frozenset(stems(sentence.text))
                inside = named <= heading and len(sentence.text.split()) <= MAX_HEADING_WORDS + 1
            elif inside and sentence.kind == "body" and (plain := unmarked(sentence)).text.strip():
                yield Quote(plain, found.passage, found.article, 1.0)


def _opens_paragraph(quote: Quote) -> bool:
    return quote.article.text[: quote.sentence.start].rstrip(" *_").endswith("\n")
