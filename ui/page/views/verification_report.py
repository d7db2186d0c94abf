"""What came of checking a text, as a page of HTML that is saved."""

from collections.abc import Iterator

from markupsafe import Markup

from rag.models.verification import CheckedSentence, Verification
from ui.page.views.templates import palette, render
from ui.service.plain_text import summary, told


def verification_page(name: str, text: str, found: Verification) -> Markup:
    """The whole text as a page, each sentence marked by its support, with what differs and its quotes beside it."""
    quotes = {citation.number: citation for citation in found.citations}
    return render(
        "saved/verification_report",
        name=name,
        pieces=list(_pieces(text, found)),
        quotes=quotes,
        summary=summary(found),
        told=told,
        palette=palette(),
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
