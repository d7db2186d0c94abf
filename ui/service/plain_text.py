"""Answers as plain text, for terminals and for MCP clients."""

import re
from typing import Any

from rag.models.verification import Discrepancy, Verification

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What would steer a terminal, or turn the direction of what follows; line feeds and tabs are shown as such."""

FLAGGED = ("contradicted", "unsupported")
KINDS = {"number": "number", "date": "date", "name": "name", "negation": "denial", "quote": "quotation"}


def answer_text(body: dict[str, Any]) -> str:
    """The answer, below it its note if it has one, and each quote with its number and place.

    Args:
        body: Of `POST /api/answer`.
    """
    lines = [body["answer"]]
    if "note" in body:
        lines.append(f"({body['note']})")
    for number, citation in enumerate(body["citations"]):
        if number == 0:
            lines.append("")
        page = f"page {citation['page']}, " if "page" in citation else ""
        place = f"{citation['article_title']}, {page}characters {citation['start']} to {citation['end']}"
        if citation.get("ocr"):
            place += "; read by OCR"
        if citation.get("changed"):
            place += f"; its source has changed since it was read on {citation['read_at'][:10]}"
        lines.append(f"[{citation['number']}] “{citation['quote']}” ({place})")
    return "\n".join(lines)


def checked_text(found: Verification) -> str:
    """A checked text's sentences, each with its support and the numbers of its quotes, then the quotes."""
    lines = []
    for sentence in found.sentences:
        lines.append(" ".join([f"{sentence.support}:", sentence.text, *(f"[{each}]" for each in sentence.citations)]))
        lines += [f"    {told(difference)}" for difference in sentence.differs]
    quotes = [
        f"[{each.number}] “{each.quote}” ({each.article_title}, {each.start}-{each.end})" for each in found.citations
    ]
    return "\n".join([*lines, "", *quotes])


def summary(found: Verification) -> str:
    """How many sentences were checked, and how many are carried, contradicted or neither."""
    counts = {
        kind: sum(each.support == kind for each in found.sentences) for kind in ("verbatim", "supported", *FLAGGED)
    }
    return (
        f"{sum(counts.values())} sentences: {counts['verbatim'] + counts['supported']} carried,"
        f" {counts['contradicted']} contradicted, {counts['unsupported']} not carried"
    )


def told(difference: Discrepancy) -> str:
    """A difference in words."""
    article = f"the article “{difference.article}”" if difference.article else "the article does not"
    said = f"the text says “{difference.said}”" if difference.said else "the text does not"
    return f"{KINDS[difference.kind]}: {said}, {article}"


def shown(text: str) -> str:
    """A text of others' as a terminal may show it."""
    return CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))
