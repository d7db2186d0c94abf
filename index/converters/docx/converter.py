"""Reads a DOCX file: headings, paragraphs, lists, tables, text boxes and notes in their order."""

from collections.abc import Callable, Iterator

from lxml.etree import _Element

from index.converters import markdown_writer
from index.converters.docx.numbering import BULLET, ListNumbering
from index.converters.docx.paragraphs import is_joined_to_next, paragraph_text
from index.converters.docx.styles import Styles
from index.converters.docx.tables import table_rows
from index.converters.encoding import decode
from index.converters.html.fragment import fragment_parts
from index.converters.models import Extract, SourceFile
from index.converters.zip_package import OfficePackage, attribute, child, local_name, value
from index.errors import SourceError

CONTAINERS = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"})
MAX_CHUNK_DEPTH = 3
"""Documents within one another that are read."""


def extract_docx(file: SourceFile) -> Extract:
    """The text of a document.

    Raises:
        SourceError: It is none, is locked, or is too large or empty once unpacked.
    """
    package = OfficePackage(file, "DOCX", ".docx")
    text, _ = markdown_writer.joined(_Reader(package, file, 0).parts())
    if not text:
        raise SourceError(f"{file.name!r} holds no text: give a document with some.")
    about = package.description()
    return Extract(text=text, title=about.title, author=about.author, published=about.published)


class _Reader:
    """Reads the body of one document, and what its parts refer to."""

    def __init__(self, package: OfficePackage, file: SourceFile, depth: int) -> None:
        self._package, self._file, self._depth = package, file, depth
        self._styles = Styles(package.part_of_kind(package.main, "styles"))
        self._numbering = ListNumbering.of(package.part_of_kind(package.main, "numbering"))
        self._notes: list[tuple[str, str]] = []
        self._below_title = 0

    def parts(self) -> list[str]:
        """The document's parts, its notes last."""
        root = self._package.xml(self._package.main)
        body = child(root, "body")
        if body is None:
            raise ValueError("no body")
        self._below_title = int(any(self._styles.is_title(each) for each in _blocks(body) if local_name(each) == "p"))
        found = list(filter(None, self._blocks(body)))
        return found + list(filter(None, self._noted()))

    def _blocks(self, parent: _Element) -> Iterator[str]:
        """The parts of a body, box, note or cell."""
        before = ""
        for element in _blocks(parent):
            match local_name(element):
                case "tbl":
                    yield markdown_writer.table(table_rows(element, self._cell))
                case "altChunk":
                    yield from self._chunk(attribute(element, "id"))
                case _ if self._styles.is_contents(element):
                    continue  # a table of contents says again what the headings say
                case _:
                    found = paragraph_text(element)
                    self._notes += found.notes
                    before += found.text
                    if not is_joined_to_next(element):
                        yield from self._paragraph(element, before)
                        before = ""
                    for box in found.boxes:
                        yield from self._blocks(box)
        yield markdown_writer.paragraph(before)

    def _paragraph(self, paragraph: _Element, text: str) -> Iterator[str]:
        mark = self._mark(paragraph) if text.strip() else ""
        level = self._styles.heading_level(paragraph)
        if level is not None:
            line = " ".join(filter(None, ["" if mark == BULLET else mark, text]))
            yield markdown_writer.heading(line, level + self._below_title if level else 1)
        elif mark:
            yield markdown_writer.marked(text, mark)
        else:
            quoted = "quote" in self._styles.name(paragraph)
            write: Callable[[str], str] = markdown_writer.quote if quoted else markdown_writer.paragraph
            yield from map(write, text.split("\n"))

    def _mark(self, paragraph: _Element) -> str:
        """What Word writes before a paragraph: a bullet, a number, or nothing."""
        number = value(paragraph, "pPr", "numPr", "numId")
        level = value(paragraph, "pPr", "numPr", "ilvl")
        style, of_style, level_of_style = self._styles.numbering(paragraph)
        number = number or of_style
        if number in {"", "0"}:
            return BULLET if self._styles.name(paragraph).startswith("list bullet") and number != "0" else ""
        at = level or level_of_style or str(self._numbering.level_of_style(number, style))
        return self._numbering.mark(number, int(at) if at.isdecimal() else 0)

    def _cell(self, cell: _Element) -> str:
        """The text of a cell in one line, that of tables in it as well."""
        return " ".join(filter(None, self._cell_texts(cell)))

    def _cell_texts(self, parent: _Element) -> Iterator[str]:
        for element in _blocks(parent):
            if local_name(element) == "tbl":
                yield from (text for row in table_rows(element, self._cell) for text in row)
            elif local_name(element) == "p":
                found = paragraph_text(element)
                self._notes += found.notes
                mark = self._mark(element) if found.text.strip() else ""
                yield f"{mark} {found.text}" if mark not in {"", BULLET} else found.text
                for box in found.boxes:
                    yield from self._cell_texts(box)

    def _noted(self) -> Iterator[str]:
        """The notes in the order of their marks, each one once."""
        for kind in ("footnotes", "endnotes"):
            root = self._package.part_of_kind(self._package.main, kind)
            notes = {attribute(each, "id"): each for each in root} if root is not None else {}
            for _, number in dict.fromkeys(note for note in self._notes if note[0] == kind):
                if number in notes:
                    yield from self._blocks(notes[number])

    def _chunk(self, relationship: str) -> list[str]:
        """A document of another format that the body imports at this place."""
        found = self._package.relationships(self._package.main).get(relationship)
        if found is None or self._depth >= MAX_CHUNK_DEPTH:
            return []
        content = self._package.read(found.target)
        if content.startswith(b"PK"):
            inner = SourceFile(content, self._file.name, limits=self._file.limits)
            return _Reader(OfficePackage(inner, "DOCX", ".docx"), inner, self._depth + 1).parts()
        text = decode(content, self._file.name).text
        if found.target.lower().endswith(".txt"):
            return list(map(markdown_writer.paragraph, text.splitlines()))
        return fragment_parts(text)


def _blocks(parent: _Element) -> Iterator[_Element]:
    """The paragraphs, tables and imported documents of a body or cell, those in content controls as well."""
    for each in parent:
        tag = local_name(each)
        if tag in {"p", "tbl", "altChunk"}:
            yield each
        elif tag in CONTAINERS and value(each, "sdtPr", "docPartObj", "docPartGallery") != "Table of Contents":
            yield from _blocks(each)
