"""Conversations as files for people: questions, answers, and the quotes with their places."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from ui.page.conversation import Conversation
from ui.page.export.docx import docx
from ui.page.export.html import html
from ui.page.export.markdown import markdown
from ui.page.translations import Words

ExportFormat = Literal["markdown", "html", "docx"]

EXPORTS: Mapping[ExportFormat, Callable[[Sequence[Conversation], Words], str]] = {
    "markdown": markdown,
    "html": html,
    "docx": docx,
}
"""What makes a file of conversations, by its format; one that is no text, in Base64."""
