"""The dialog that adds articles, as HTML; `static/js/library/article-manager.js` works it."""

from markupsafe import Markup

from index.formats import BY_SUFFIX, FIRST_SUFFIXES
from ui.page.translations import Words
from ui.page.views.templates import render

MAX_TEXT_CHARS = 1_000_000
"""Characters that can be pasted."""


def dialog(megabytes: float, words: Words) -> Markup:
    """The three ways of adding an article.

    Args:
        megabytes: The most that a file may have.
        words: In the page's language.
    """
    most = f"{megabytes:g}"
    return render(
        "articles/manager",
        accepted=",".join(BY_SUFFIX),
        file_hint=words.file_hint.format(suffixes=", ".join(FIRST_SUFFIXES), megabytes=most),
        too_large=words.too_large.format(name="{name}", megabytes=most),
        most=most,
        longest_text=MAX_TEXT_CHARS,
        words=words,
    )
