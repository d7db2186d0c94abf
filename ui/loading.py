"""The note that is served while models load, in place of the page."""

from dataclasses import asdict
from html import escape
from pathlib import Path
from string import Template

from starlette.datastructures import Headers

from ui.words import words_for

LOADING = Path(__file__).parent / "static" / "loading.html"


def loading_page(headers: Headers) -> str:
    """The note in the language that a request asks for; it looks by itself whether the page is there."""
    words = asdict(words_for(headers.get("accept-language", "")))
    template = Template(LOADING.read_text(encoding="utf-8"))
    return template.substitute({name: escape(word) for name, word in words.items()})
