"""Pages that stand alone, before there is a chat: the note that models load, the form that asks for a key."""

from typing import Literal

from ui.page.translations import Words
from ui.page.views.templates import render


def page_alone(name: Literal["loading", "signin"], words: Words, **more: str) -> str:
    """A page in a language; `more` is what else is filled in, as text."""
    return render(name, words=words, **more)
