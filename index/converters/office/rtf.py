"""Reads an RTF file, by striprtf: paragraphs, numbered as they are shown, tables, and notes at the end."""

import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from index.converters import markdown_writer
from index.converters.models import Extract, SourceFile
from index.converters.zip_package import described
from index.errors import SourceError

INFO = re.compile(r"\{\\(title|author) ([^{}]*)\}")
CREATED = re.compile(r"\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
IMPOSSIBLE_CHARACTER = re.compile(r"\\u(?:-?\d{6,}|-(?:[7-9]\d{4}|6[6-9]\d{3}|65[6-9]\d\d|655[4-9]\d|6553[7-9]))")
"""One over 99,999, or below -65,536, to which that is added."""
SHOWN_NUMBER = re.compile(r"\{\\(?:listtext|pntext)\b")
"""What begins a group with the number or bullet of a paragraph, which striprtf leaves out under these names."""
NOTE = "{\\footnote"
MARK = re.compile(r"([•·▪◦o\uf0b7-]|\(?[\w.]{1,10}[.)]?)\t(.*)")
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
    body, notes = _without_notes(SHOWN_NUMBER.sub("{", IMPOSSIBLE_CHARACTER.sub("", content)))
    parts = [part for piece in (body, *notes) for part in _parts(_plain(piece))]
    text, _ = markdown_writer.joined(filter(None, parts))
    if not text:
        raise SourceError(f"{file.name!r} holds no text: give a document with some.")
    said = {name: _plain("{\\rtf1 " + value + "}") for name, value in INFO.findall(content)}
    created = CREATED.search(content)
    day = "{}-{:0>2}-{:0>2}".format(*created.groups()) if created else ""
    about = described(said.get("title", ""), said.get("author", "").split(";"), day)
    return Extract(text=text, title=about.title, author=about.author, published=about.published)


def _plain(content: str) -> str:
    text: str = rtf_to_text(content, errors="replace")
    # It writes characters beyond plane 0 as the two halves that the file gives them in.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _without_notes(content: str) -> tuple[str, list[str]]:
    """A document without its notes, and each of these as a document."""
    body, notes, at = [], [], 0
    while (begin := content.find(NOTE, at)) >= 0:
        body.append(content[at:begin])
        at = _group_end(content, begin)
        notes.append("{\\rtf1" + content[begin + len(NOTE) : at])
    return "".join([*body, content[at:]]), notes


def _group_end(content: str, begin: int) -> int:
    """Where the group ends that begins at a place; the end of the text where it does not."""
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(content, begin):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(content)


def _parts(text: str) -> Iterator[str]:
    """The paragraphs, items and tables of what striprtf gives, a paragraph or row to a line."""
    rows: list[list[str]] = []
    for line in [*text.split("\n"), ""]:
        if line.rstrip().endswith(CELL_END) and line.count(CELL_END) > 1:
            rows.append(line.rstrip().removesuffix(CELL_END).split(CELL_END))
            continue
        yield markdown_writer.table(rows)
        rows = []
        if item := MARK.match(line.strip()):
            mark = item[1] if item[1][-1] in ".)" or item[1][0].isdecimal() else "-"
            yield markdown_writer.marked(item[2], mark)
        else:
            yield markdown_writer.paragraph(line)
