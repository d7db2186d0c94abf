"""Pages that stand alone, before there is a chat: the note that models load, the form that asks for a key."""

from dataclasses import asdict
from html import escape
from pathlib import Path
from string import Template
from typing import Literal

from ui.page.translations import Words

STATIC = Path(__file__).parent / "static" / "templates"


def page_alone(name: Literal["loading", "signin"], words: Words, **more: str) -> str:
    """A page in a language; `more` is what else is filled in, as text."""
    template = Template((STATIC / f"{name}.html").read_text(encoding="utf-8"))
    return template.substitute({key: escape(value) for key, value in {**asdict(words), **more}.items()})
