"""Pages that stand alone, before there is a chat: the note that models load, the form that asks for a key; any head."""

from typing import Literal

from markupsafe import Markup

from ui.page.translations import Words
from ui.page.views.templates import palette, render


def page_alone(name: Literal["loading", "signin"], words: Words, **more: str) -> str:
    """A page in a language; `more` is what else is filled in, as text."""
    return render(f"alone/{name}", words=words, palette=palette(), **more)


def head(words: Words, *, title: str, address: str = "") -> Markup:
    """What a page says of itself to previews, bookmarks and home screens, for its head.

    Args:
        words: In the page's language.
        title: The page's.
        address: The site's, with a slash at the end; empty where its files may not be had yet.
    """
    return render("alone/head", words=words, title=title, address=address)
