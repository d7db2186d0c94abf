"""What stands around the conversation, as HTML: masthead, welcome, list of chats, the field for questions."""

from collections.abc import Sequence

from markupsafe import Markup

from rag.llm.providers import PROVIDERS
from ui.api.schemas import MAX_QUESTION_CHARS
from ui.page.translations import Words
from ui.page.views.templates import render
from ui.service.answering.chat_models import ChatModels
from ui.settings import PREFIX

EXAMPLE = f"{PREFIX}CHAT_MODELS=openai:gpt-4o-mini"
"""How the owner of a server lets a language model be chosen."""


def masthead(manager: Markup | None, words: Words) -> Markup:
    """The page's head, with the dialog that adds articles; None where nobody may."""
    return render("masthead", manager=manager or "", words=words)


def conversation(blank: Markup, starters: Sequence[str], words: Words) -> Markup:
    """Where the conversation's exchanges are put, what it starts with, and the list of all conversations.

    Args:
        blank: An exchange to which nothing was said yet, as HTML.
        starters: Questions to begin with.
        words: In the page's language.
    """
    return render("conversation", blank=blank, questions=starters, longest_question=MAX_QUESTION_CHARS, words=words)


def suggested(questions: Sequence[str]) -> Markup:
    """Questions that a click asks."""
    return render("starters", questions=questions)


def composer(words: Words, models: ChatModels, *, changeable: bool) -> Markup:
    """The field for questions, what is told to those who do not see, and the words that scripts need.

    Args:
        words: In the page's language.
        models: Those that readers may choose.
        changeable: Whether readers may add articles.
    """
    return render(
        "composer",
        longest_question=MAX_QUESTION_CHARS,
        models=models,
        providers=PROVIDERS,
        setting=EXAMPLE,
        changeable=changeable,
        words=words,
    )
