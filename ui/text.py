"""Answers as plain text, for terminals and for whoever reads an answer as a tool's output."""

from typing import Any


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
        lines.append(f"[{citation['number']}] “{citation['quote']}” ({place})")
    return "\n".join(lines)
