"""The panel in which a grid of questions and articles is filled, as HTML."""

from markupsafe import Markup

from ui.page.translations import Words
from ui.page.views.templates import render
from ui.service.answering.grid import MAX_GRID_QUESTIONS


def panel(words: Words) -> Markup:
    """The panel, hidden until it is wanted."""
    return render("panels/grid", most=MAX_GRID_QUESTIONS, words=words)
