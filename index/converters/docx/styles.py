"""Paragraph styles: which of them are titles, headings, lists or a table of contents."""

import re
from collections.abc import Iterator

from lxml.etree import _Element

from index.converters.zip_package import attribute, child, local_name, value

MAX_BASES = 20
"""Styles that are based on one another; some are based on themselves."""
BODY_LEVEL = 9
"""The outline level of body text."""
HEADING = re.compile(r"heading (\d)")


class Styles:
    """The styles of a document, by their ids."""

    def __init__(self, root: _Element | None) -> None:
        """Takes the root of the part that defines them; None for none."""
        self._styles = {
            attribute(each, "styleId"): each
            for each in (root if root is not None else ())
            if local_name(each) == "style"
        }
        self._default = next(
            (
                style
                for style, each in self._styles.items()
                if attribute(each, "type") == "paragraph" and attribute(each, "default") in {"1", "true"}
            ),
            "",
        )

    def name(self, paragraph: _Element) -> str:
        """The name of a paragraph's style in lower case."""
        return value(self._styles.get(self._style(paragraph)), "name").lower()

    def is_title(self, paragraph: _Element) -> bool:
        """Whether a paragraph is the document's title, by its style or one that this is based on."""
        return self.heading_level(paragraph) == 0

    def is_contents(self, paragraph: _Element) -> bool:
        """Whether a paragraph belongs to a table of contents."""
        return self.name(paragraph).startswith("toc ")

    def heading_level(self, paragraph: _Element) -> int | None:
        """The level of a heading, 0 for the document's title; None for another paragraph."""
        names = [value(style, "name").lower() for _, style in self._bases(paragraph)]
        for name in names:
            if name == "title":
                return 0
            if level := HEADING.fullmatch(name):
                return int(level.group(1))
        levels = [value(paragraph, "pPr", "outlineLvl")]
        levels += [value(style, "pPr", "outlineLvl") for _, style in self._bases(paragraph)]
        outline = next(filter(str.isdecimal, levels), str(BODY_LEVEL))
        return int(outline) + 1 if len(outline) == 1 and int(outline) < BODY_LEVEL else None

    def numbering(self, paragraph: _Element) -> tuple[str, str, str]:
        """The style by which a paragraph is numbered, and the list and level of it; empty where it names none."""
        for identifier, style in self._bases(paragraph):
            if child(style, "pPr", "numPr") is not None:
                return identifier, value(style, "pPr", "numPr", "numId"), value(style, "pPr", "numPr", "ilvl")
        return "", "", ""

    def _style(self, paragraph: _Element) -> str:
        return value(paragraph, "pPr", "pStyle") or self._default

    def _bases(self, paragraph: _Element) -> Iterator[tuple[str, _Element]]:
        """A paragraph's style, and those that it is based on."""
        identifier = self._style(paragraph)
        for _ in range(MAX_BASES):
            if (style := self._styles.get(identifier)) is None:
                return
            yield identifier, style
            identifier = value(style, "basedOn")
