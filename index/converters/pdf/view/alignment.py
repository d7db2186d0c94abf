"""Carries glyphs from the lines of a PDF into the Markdown that is written of them."""

from collections.abc import Iterable, Sequence

from index.converters.markdown_writer import tidy
from index.converters.pdf.view.glyphs import NO_GLYPH

GlyphedText = tuple[str, Sequence[int]]
"""A text, and the glyph of each of its characters."""


def glyphs_of_part(source: GlyphedText, written: str) -> list[int]:
    """The glyphs of a paragraph, heading or item.

    From the end on, as all that is written beside the source's characters are the mark at its beginning and spaces.
    """
    text, glyphs = source
    found = [NO_GLYPH] * len(written)
    at = len(text)
    for place in reversed(range(len(written))):
        if written[place].isspace():
            continue
        at = text.rfind(written[place], 0, at)
        if at < 0:
            break
        found[place] = glyphs[at]
    return found


def glyphs_of_table(cells: Iterable[GlyphedText], written: str) -> list[int]:
    """The glyphs of a table.

    Args:
        cells: In the order of reading; those without a letter or digit are not written.
        written: As `index.converters.markdown_writer.table` writes it; its second line is a rule.
    """
    source = [
        (character, glyph)
        for text, glyphs in cells
        if tidy(text)
        for character, glyph in zip(text, glyphs, strict=True)
    ]
    found = [NO_GLYPH] * len(written)
    rule = written.find("\n")
    after_rule = written.find("\n", rule + 1)
    at = 0
    for place, character in enumerate(written):
        edge = character == "|" and written[place - 1 : place] != "\\"
        escape = character == "\\" and written[place + 1 : place + 2] == "|"
        if character.isspace() or edge or escape or rule < place < after_rule:
            continue
        while at < len(source) and source[at][0] != character:
            at += 1
        if at == len(source):
            break
        found[place] = source[at][1]
        at += 1
    return found
