"""Joins the lines of a paragraph, and mends the words that were cut at their ends."""

import re
from collections.abc import Sequence

from index.converters.pdf.lines import Line
from index.converters.pdf.paragraphs import Paragraph
from index.converters.pdf.view.glyphs import NO_GLYPH
from index.text.number_words import TENS

UNSPACED = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")
"""Chinese and Japanese, which have no spaces between words."""
COMPOUND = re.compile(rf"(?:{'|'.join(TENS)}|\d)-$", re.IGNORECASE)
"""What keeps its hyphen at the end of a line, as does what is hyphenated elsewhere in the document."""


def words_of(lines: Sequence[Line]) -> frozenset[str]:
    """The words that stand within a line, in lower case: how a word is written where no line's end cuts it."""
    found: set[str] = set()
    for line in lines:
        words = re.findall(r"\w[\w-]*", line.text.lower())
        found.update(words[:-1] if line.text.endswith("-") else words)
    return frozenset(found)


def joined_lines(paragraph: Paragraph, words: frozenset[str]) -> tuple[str, list[tuple[int, int]], list[int]]:
    """The text of a paragraph, pairs of where in it a page begins and which one, and the glyph of each character.

    Args:
        paragraph: Of at least one line.
        words: The document's words in lower case, those with hyphens as they stand within lines.
    """
    text, places = "", []
    glyphs: list[int] = []
    pages = dict(paragraph.pages)
    for number, line in enumerate(paragraph.lines):
        part = line.text.strip()
        if text.endswith("-") and part and text[-2:-1].isalnum():
            if not _keeps_hyphen(text, part, words):
                text = text[:-1]
                glyphs.pop()
        elif text and not (UNSPACED.match(text[-1]) and UNSPACED.match(part)):
            text += " "
            glyphs.append(NO_GLYPH)
        if number in pages:
            places.append((len(text), pages[number]))
        text += part
        before = len(line.text) - len(line.text.lstrip())
        glyphs += line.glyphs[before : before + len(part)] if line.glyphs else [NO_GLYPH] * len(part)
    return text, places, glyphs


def _keeps_hyphen(text: str, after: str, words: frozenset[str]) -> bool:
    """Whether the hyphen at the end of a line belongs to the word rather than to the line's end."""
    head = re.split(r"[^\w-]", text.rsplit(" ", 1)[-1])[-1].lower()
    rest = re.split(r"[^\w-]", after, maxsplit=1)[0].lower()
    if not after[0].islower() or COMPOUND.search(head):
        return True
    return head + rest in words and head[:-1] + rest not in words
