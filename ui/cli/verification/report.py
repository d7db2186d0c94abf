"""What came of checking a text, as text for a terminal and as a page of HTML."""

from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rag.models.verification import CheckedSentence, Verification
from ui.service.plain_text import shown, told

FLAGGED = ("contradicted", "unsupported")
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


def summary(found: Verification) -> str:
    """How many sentences were checked, and how many are carried, contradicted or neither."""
    counts = {
        kind: sum(each.support == kind for each in found.sentences) for kind in ("verbatim", "supported", *FLAGGED)
    }
    return (
        f"{sum(counts.values())} sentences: {counts['verbatim'] + counts['supported']} carried,"
        f" {counts['contradicted']} contradicted, {counts['unsupported']} not carried"
    )


def verification_page(name: str, text: str, found: Verification) -> str:
    """The whole text as a page, each sentence marked by its support, with what differs and its quotes beside it."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    quotes = {citation.number: citation for citation in found.citations}
    return environment.get_template("report.html").render(
        name=name, pieces=list(_pieces(text, found)), quotes=quotes, summary=summary(found), told=told
    )


def _pieces(text: str, found: Verification) -> Iterator[tuple[str, CheckedSentence | None]]:
    """The text in pieces: those between sentences, and the sentences."""
    at = 0
    for sentence in found.sentences:
        if text[at : sentence.start]:
            yield text[at : sentence.start], None
        yield sentence.text, sentence
        at = sentence.end
    if text[at:]:
        yield text[at:], None


def _place(text: str, offset: int) -> str:
    """Line and column, from 1, as compilers tell them."""
    before = text[:offset]
    return f"{before.count(chr(10)) + 1}:{offset - (before.rfind(chr(10)) + 1) + 1}"


def _line(text: str) -> str:
    return " ".join(text.split())
