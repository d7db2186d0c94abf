"""Reads an RTF file, by striprtf."""

import re

from striprtf.striprtf import rtf_to_text

from index.converters import markdown_writer
from index.converters.models import Extract, SourceFile
from index.converters.zip_package import described
from index.errors import SourceError

INFO = re.compile(r"\{\\(title|author) ([^{}]*)\}")
CREATED = re.compile(r"\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
CELL_END = "|"
"""With which striprtf ends each cell of a table's row."""


def extract_rtf(file: SourceFile) -> Extract:
    """The text of a document.

    Raises:
        SourceError: It holds none.
    """
    content = file.content.decode("latin-1")
    if not content.startswith("{\\rtf"):
        raise SourceError(f"{file.name!r} is a broken RTF file: save it again from its program.")
    text, _ = markdown_writer.joined(filter(None, text_parts(rtf_to_text(content, errors="replace"))))
    if not text:
        raise SourceError(f"{file.name!r} holds no text: give a document with some.")
    said = {name: rtf_to_text("{\\rtf1 " + value + "}", errors="replace") for name, value in INFO.findall(content)}
    created = CREATED.search(content)
    day = "{}-{:0>2}-{:0>2}".format(*created.groups()) if created else ""
    about = described(said.get("title", ""), said.get("author", "").split(";"), day)
    return Extract(text=text, title=about.title, author=about.author, published=about.published)


def text_parts(text: str) -> list[str]:
    """The paragraphs and tables of a plain text, a paragraph to a line."""
    parts: list[str] = []
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if line.rstrip().endswith(CELL_END) and line.count(CELL_END) > 1:
            rows.append(line.rstrip().removesuffix(CELL_END).split(CELL_END))
            continue
        parts.append(markdown_writer.table(rows))
        rows = []
        parts.append(markdown_writer.paragraph(line))
    return parts
