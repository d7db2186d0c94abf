"""What stands around the conversation, as HTML: masthead, welcome, controls, the field for questions."""

from collections.abc import Sequence

from markupsafe import Markup

from ui.api.schemas import MAX_QUESTION_CHARS
from ui.page.translations import Words
from ui.page.views.templates import render

CONTROLS = ("again", "edit", "copy_link", "undo", "clear", "export")
"""What can be done with the last exchange and with all, by the names of their words."""


def masthead(manager: Markup | None, words: Words) -> Markup:
    """The page's head, with the dialog that adds articles; None where nobody may."""
    return render("masthead", manager=manager or "", words=words)


def conversation(
    exchanges: Sequence[Markup], kept: Sequence[str], blank: Markup, starters: Sequence[str], words: Words
) -> Markup:
    """The conversation's exchanges, or where there are none what it starts with; and what can be done with it.

    Args:
        exchanges: As HTML, oldest first.
        kept: Each of them as JSON, for the browser to keep on.
        blank: One to which nothing was said yet, as HTML.
        starters: Questions to begin with.
        words: In the page's language.
    """
    return render(
        "conversation",
        exchanges=exchanges,
        kept=f"[{','.join(kept)}]",
        blank=blank,
        questions=starters,
        controls=CONTROLS,
        words=words,
    )


def suggested(questions: Sequence[str]) -> Markup:
    """Questions that a click asks."""
    return render("starters", questions=questions)


def composer(words: Words, *, changeable: bool) -> Markup:
    """The field for questions, what is told to those who do not see, and the words that scripts need.

    Args:
        words: In the page's language.
        changeable: Whether readers may add articles.
    """
    return render("composer", longest_question=MAX_QUESTION_CHARS, changeable=changeable, words=words)
