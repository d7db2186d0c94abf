"""The panel in which a pasted text is checked against the articles, and its report, as HTML."""

from typing import get_args

from markupsafe import Markup
from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from rag.models.verification import ClaimSupport, DifferenceKind, Verification
from ui.api.verification import MAX_TEXT_CHARS
from ui.page.translations import Words
from ui.page.views.templates import render
from ui.page.views.verification_report import verification_page

KINDS = (*get_args(ClaimSupport), *get_args(DifferenceKind))


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A text and what came of checking it, as the browser holds it."""

    text: str
    found: Verification


CHECKED = TypeAdapter(CheckedText)


def panel(words: Words) -> Markup:
    """The panel, hidden until it is wanted."""
    return render("panels/text_check", kinds=KINDS, longest_text=MAX_TEXT_CHARS, words=words)


def report(checked: str, words: Words) -> str:
    """The report to be saved, as a whole page of HTML; empty where `checked` is none.

    Args:
        checked: A `CheckedText` as JSON.
        words: Their title is the report's.
    """
    try:
        given = CHECKED.validate_json(checked)
    except ValidationError:
        return ""
    cited = {each.number for each in given.found.citations}
    if not all(number in cited for sentence in given.found.sentences for number in sentence.citations):
        return ""
    return verification_page(words.check_text, given.text, given.found)
