"""What stands around the conversation, as HTML: masthead, welcome, controls, the field for questions."""

import json
from collections.abc import Sequence
from html import escape

from ui.api.schemas import LONGEST_QUESTION
from ui.page.translations import Words

CONTROLS = ("again", "edit", "copy_link", "undo", "clear", "export")
"""What can be done with the last exchange and with all, by the names of their words."""


def masthead(words: Words) -> str:
    """The page's head."""
    show = f'<button type="button" id="show" class="quiet">{escape(words.show_article)}</button>'
    return f"<header><h1>Article Chat</h1><p>{escape(words.tagline)}</p>{show}</header>"


def conversation(
    exchanges: Sequence[str], kept: Sequence[str], blank: str, starters: Sequence[str], words: Words
) -> str:
    """The conversation's exchanges, or where there are none what it starts with; and what can be done with it.

    Args:
        exchanges: As HTML, oldest first.
        kept: The same as JSON, for the browser to keep on.
        blank: One to which nothing was said yet, as HTML.
        starters: Questions to begin with.
        words: In the page's language.
    """
    controls = "".join(control(name, getattr(words, name)) for name in CONTROLS)
    return (
        f'<div class="welcome"><h2>{escape(words.welcome)}</h2><p>{escape(words.invitation)}</p>'
        f"{suggested(starters)}</div>"
        f'<div id="exchanges" data-kept="{escape(json.dumps(kept))}">{"".join(exchanges)}</div>'
        f'<template id="blank">{blank}</template>'
        f'<div class="controls" hidden>{controls}</div>'
        f'<p class="dropped" hidden>{escape(words.dropped)} {control("restore", words.restore)}</p>'
    )


def suggested(questions: Sequence[str]) -> str:
    """Questions that a click asks."""
    offered = "".join(f'<button type="button" class="starter">{escape(each)}</button>' for each in questions)
    return f'<div class="starters">{offered}</div>'


def composer(words: Words) -> str:
    """The field for questions, what is told to those who do not see, and the words that scripts need."""
    return (
        f'<form id="composer"><label class="unseen" for="question">{escape(words.your_question)}</label>'
        f'<textarea id="question" rows="1" maxlength="{LONGEST_QUESTION}" autocomplete="off"'
        f' placeholder="{escape(words.placeholder)}"></textarea>'
        f'<button type="submit" class="ask">{escape(words.ask)}</button>'
        f'<button type="button" class="stop" hidden>{escape(words.stop)}</button></form>'
        f'<p id="announcer" class="unseen" role="status" data-language="{words.language}"'
        f' data-why="{escape(words.why)}" data-thanks="{escape(words.thanks)}"'
        f' data-copied="{escape(words.copied)}" data-stopped="{escape(words.stopped)}"'
        f' data-reading="{escape(words.reading)}" data-dropped="{escape(words.dropped)}"'
        f' data-unreachable="{escape(words.unreachable)}"></p>'
    )


def control(name: str, label: str) -> str:
    """A small button; its name says what `static/js/main.js` does."""
    return f'<button type="button" class="quiet" data-do="{name.replace("_", "-")}">{escape(label)}</button>'
