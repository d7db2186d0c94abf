"""The page's HTML templates (Jinja2), in which every text is escaped where it is put into markup."""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup, escape

TEMPLATES = Path(__file__).parents[1] / "templates"
PALETTE = Path(__file__).parents[1] / "static" / "css" / "palette.css"
BETWEEN_TAGS = re.compile(r"(?<=[>}])\s*\n\s*(?=[<{])")


class JoinedLines(Extension):
    """Drops the line breaks between tags of a template, which would show as spaces and shift an article's offsets."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """The template as it is compiled."""
        return BETWEEN_TAGS.sub("", source)


def exact(text: str) -> Markup:
    """A text as HTML, to the character: a parser would turn a bare carriage return into a line feed, and drop NUL."""
    html = escape(text.replace("\0", "\N{REPLACEMENT CHARACTER}"))
    return html.replace("\r", Markup("&#13;")) if "\r" in html else html


@cache
def environment() -> Environment:
    """Where templates are compiled; a name that a template was not given is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[JoinedLines],
        auto_reload=False,
    )
    made.filters["exact"] = exact
    return made


def render(template: str, /, **values: object) -> Markup:
    """A template with its values filled in, as HTML that other templates take as it is.

    Args:
        template: Its path among the templates, without the suffix.
        values: Escaped where they are no `Markup`.
    """
    return Markup(environment().get_template(f"{template}.html").render(values))  # noqa: S704  autoescape is on


@cache
def palette() -> Markup:
    """The style sheet with the colours, to be written into a page: who must sign in gets no files yet."""
    return Markup(PALETTE.read_text(encoding="utf-8"))  # noqa: S704  a file of ours
