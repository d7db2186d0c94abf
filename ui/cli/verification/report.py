"""What came of checking a text, as text for a terminal."""

from rag.models.verification import Verification
from ui.service.plain_text import FLAGGED, shown, summary, told

SHOWN = {"contradicted": "contradicted", "unsupported": "not carried"}


def verification_text(name: str, text: str, found: Verification) -> str:
    """A line for each sentence that is contradicted or not carried, with what differs and its quotes; then the counts.

    Args:
        name: What the text is called.
        text: The text.
        found: What came of checking it.
    """
    quotes = {citation.number: citation for citation in found.citations}
    lines = []
    for sentence in found.sentences:
        if sentence.support in FLAGGED:
            lines.append(f"{name}:{_place(text, sentence.start)}: {SHOWN[sentence.support]}: {_line(sentence.text)}")
            lines += [f"    {told(each)}" for each in sentence.differs]
            for number in sentence.citations:
                cited = quotes[number]
                place = f"{cited.article_title}, characters {cited.start} to {cited.end}"
                lines.append(f"    “{_line(cited.quote)}” ({place})")
    return shown("\n".join([*lines, summary(found)]))


def _place(text: str, offset: int) -> str:
    """Line and column, from 1, as compilers tell them."""
    before = text[:offset]
    return f"{before.count(chr(10)) + 1}:{offset - (before.rfind(chr(10)) + 1) + 1}"


def _line(text: str) -> str:
    return " ".join(text.split())
