"""Reads an ODT file: headings, paragraphs, lists, tables, text boxes, notes and formulas in their order."""

from collections.abc import Iterator
from zipfile import ZipFile

from lxml.etree import _Element

from index.converters import markdown_writer
from index.converters.html.mathml import linear
from index.converters.models import Extract, SourceFile
from index.converters.zip_package import attribute, child, described, local_name, open_package, parse_xml
from index.errors import SourceError

UNREAD = frozenset(
    {"tracked-changes", "table-of-content", "alphabetical-index", "annotation", "sequence-decls", "forms"}
)
MAX_REPEATED = 100
"""How often a cell is repeated at most; spreadsheets repeat empty ones a million times."""
TITLE_STYLES = frozenset({"Title"})
QUOTE_STYLES = frozenset({"Quotations"})


def extract_odt(file: SourceFile) -> Extract:
    """The text of a document.

    Raises:
        SourceError: It is none, is locked, or is too large or empty once unpacked.
    """
    package = open_package(file, "ODT", ".odt")
    names = set(package.namelist())
    if "META-INF/manifest.xml" in names and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise SourceError(f"{file.name!r} has a password: save it without one.")
    text, _ = markdown_writer.joined(_Reader(package, parse_xml(package.read("content.xml"))).parts())
    if not text:
        raise SourceError(f"{file.name!r} holds no text: give a document with some.")
    meta = child(parse_xml(package.read("meta.xml")), "meta") if "meta.xml" in names else None
    said = {local_name(each): each.text or "" for each in meta} if meta is not None else {}
    author = said.get("initial-creator", "") or said.get("creator", "")
    about = described(said.get("title", ""), author.split(";"), said.get("creation-date", "") or said.get("date", ""))
    return Extract(text=text, title=about.title, author=about.author, published=about.published)


class _Reader:
    """Reads the body of one document."""

    def __init__(self, package: ZipFile, root: _Element) -> None:
        self._package, self._root = package, root
        self._numbered: set[str] = set()
        self._bases: dict[str, str] = {}
        for style in root.iter():
            if local_name(style) == "style":
                self._bases[attribute(style, "name")] = attribute(style, "parent-style-name")
            elif local_name(style) == "list-style" and child(style, "list-level-style-number") is not None:
                self._numbered.add(attribute(style, "name"))
        self._notes: list[_Element] = []
        self._boxes: list[_Element] = []
        self._below_title = 0

    def parts(self) -> list[str]:
        body = child(self._root, "body", "text")
        if body is None:
            raise ValueError("no body")
        titled = (self._is(each, TITLE_STYLES) for each in body.iter() if local_name(each) == "p")
        self._below_title = int(any(titled))
        found = list(self._blocks(body))
        while self._notes:
            notes, self._notes = self._notes, []
            found += [part for note in notes for part in self._blocks(note)]
        return list(filter(None, found))

    def _is(self, paragraph: _Element, styles: frozenset[str]) -> bool:
        style = attribute(paragraph, "style-name")
        return style in styles or self._bases.get(style, "") in styles

    def _blocks(self, parent: _Element) -> Iterator[str]:
        for each in parent:
            tag = local_name(each)
            if tag == "h":
                level = attribute(each, "outline-level", "1")
                yield markdown_writer.heading(
                    self._text(each), int(level) + self._below_title if level.isdecimal() else 1
                )
            elif tag == "p":
                yield from self._paragraph(each)
            elif tag == "list":
                yield from self._list(each, attribute(each, "style-name") in self._numbered)
            elif tag == "table":
                yield markdown_writer.table(self._rows(each))
            elif tag not in UNREAD and tag:
                yield from self._blocks(each)
            boxes, self._boxes = self._boxes, []
            for box in boxes:
                yield from self._blocks(box)

    def _paragraph(self, paragraph: _Element) -> Iterator[str]:
        text = self._text(paragraph)
        if self._is(paragraph, TITLE_STYLES):
            yield markdown_writer.heading(text.replace("\n", " "), 1)
        else:
            write = markdown_writer.quote if self._is(paragraph, QUOTE_STYLES) else markdown_writer.paragraph
            yield from map(write, text.split("\n"))

    def _list(self, element: _Element, numbered: bool) -> Iterator[str]:
        number = 0
        for entry in element:
            for each in entry:
                tag = local_name(each)
                if tag == "list":
                    yield from self._list(each, attribute(each, "style-name") in self._numbered or numbered)
                elif tag == "h":
                    yield from self._blocks(entry)
                    break
                elif tag == "p" and local_name(entry) == "list-item" and each is entry[0]:
                    number += 1
                    yield markdown_writer.item(self._text(each).replace("\n", " "), number if numbered else None)
                elif tag == "p":
                    yield from self._paragraph(each)

    def _rows(self, table: _Element) -> Iterator[list[str]]:
        for row in table:
            tag = local_name(row)
            if tag == "table-row":
                cells: list[str] = []
                for cell in row:
                    if local_name(cell) == "table-cell":
                        repeated = attribute(cell, "number-columns-repeated", "1")
                        times = min(int(repeated), MAX_REPEATED) if repeated.isdecimal() else 1
                        cells += [" ".join(self._cell_texts(cell))] * times
                    elif local_name(cell) == "covered-table-cell":
                        cells.append("")
                yield cells
            elif tag in {"table-header-rows", "table-rows", "table-row-group"}:
                yield from self._rows(row)

    def _cell_texts(self, cell: _Element) -> Iterator[str]:
        for each in cell.iter():
            inner = local_name(each) in {"p", "h"}
            if inner and not any(local_name(around) in {"note", "annotation"} for around in each.iterancestors()):
                yield self._text(each).replace("\n", " ")

    def _text(self, element: _Element) -> str:
        pieces = [element.text or ""]
        for each in element:
            tag = local_name(each)
            if tag == "s":
                pieces.append(" ")
            elif tag in {"tab", "line-break"}:
                pieces.append("\n" if tag == "line-break" else "\t")
            elif tag == "note":
                self._notes += [body for body in each if local_name(body) == "note-body"]
            elif tag == "frame":
                self._boxes += [box for box in each if local_name(box) == "text-box"]
                pieces.append(self._formula(each))
            elif tag not in UNREAD and tag:
                pieces.append(self._text(each))
            pieces.append(each.tail or "")
        return "".join(pieces)

    def _formula(self, frame: _Element) -> str:
        """The formula of an embedded object, which is MathML; empty where it is something else."""
        for each in frame:
            if local_name(each) == "object":
                part = attribute(each, "href").removeprefix("./").rstrip("/") + "/content.xml"
                inline = next((inner for inner in each if local_name(inner) == "math"), None)
                if inline is None and part in self._package.namelist():
                    root = parse_xml(self._package.read(part))
                    inline = root if local_name(root) == "math" else None
                if inline is not None:
                    return linear(inline)
        return ""
