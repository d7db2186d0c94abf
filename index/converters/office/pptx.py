"""Reads a PPTX file: the titles, texts, tables and notes of its slides in their order; a slide is a page."""

from collections.abc import Iterator

from lxml.etree import _Element

from index.converters import markdown_writer
from index.converters.docx.equations import linear
from index.converters.models import Extract, SourceFile
from index.converters.zip_package import OfficePackage, attribute, child, local_name
from index.errors import SourceError

TITLES = frozenset({"title", "ctrTitle"})
FRAME = frozenset({"sldNum", "dt", "ftr", "hdr", "sldImg"})
"""Placeholders that say the same on each slide."""
LISTS = frozenset({"body", "obj", ""})
"""Placeholders whose paragraphs are bullets unless they say otherwise; a box that is none has the type `None`."""


def extract_pptx(file: SourceFile) -> Extract:
    """The text of a presentation.

    Raises:
        SourceError: It is none, is locked, or is too large or empty once unpacked.
    """
    package = OfficePackage(file, "PPTX", ".pptx")
    slides = [list(filter(None, _slide(package, part))) for part in _slide_parts(package)]
    text, starts = markdown_writer.joined(part for slide in slides for part in slide)
    if not text:
        raise SourceError(f"{file.name!r} holds no text: give a presentation with some.")
    first, pages = 0, []
    for slide in slides:
        pages.append(starts[first] if first < len(starts) else len(text))
        first += len(slide)
    about = package.description()
    return Extract(text=text, title=about.title, author=about.author, published=about.published, pages=(0, *pages[1:]))


def _slide_parts(package: OfficePackage) -> Iterator[str]:
    """The parts of the slides in the order in which they are shown."""
    root = package.xml(package.main)
    listed = child(root, "sldIdLst")
    if listed is None:
        return
    relationships = package.relationships(package.main)
    for each in listed:
        identifier = next((v for key, v in each.attrib.items() if str(key).endswith("}id")), "")
        if found := relationships.get(str(identifier)):
            yield found.target


def _slide(package: OfficePackage, part: str) -> Iterator[str]:
    root = package.xml(part)
    tree = child(root, "cSld", "spTree")
    if root is None or tree is None or root.get("show") == "0":
        return
    shapes = list(_shapes(tree))
    shapes.sort(key=lambda shape: _placeholder(shape) not in TITLES)
    for shape in shapes:
        yield from _shape(shape)
    notes = child(package.part_of_kind(part, "notesSlide"), "cSld", "spTree")
    for shape in _shapes(notes) if notes is not None else ():
        if _placeholder(shape) == "body":
            yield from (markdown_writer.paragraph(_text(line)) for line in _paragraphs(shape))


def _shapes(parent: _Element) -> Iterator[_Element]:
    """Shapes and tables, those in groups as well."""
    for each in parent:
        tag = local_name(each)
        if tag in {"sp", "graphicFrame"}:
            yield each
        elif tag == "grpSp":
            yield from _shapes(each)
        elif tag == "AlternateContent" and len(each):
            yield from _shapes(each[0])


def _placeholder(shape: _Element) -> str | None:
    found = child(shape, "nvSpPr", "nvPr", "ph")
    return None if found is None else attribute(found, "type")


def _shape(shape: _Element) -> Iterator[str]:
    if local_name(shape) == "graphicFrame":
        for table in (each for each in shape.iter() if local_name(each) == "tbl"):
            yield markdown_writer.table([_cells(row) for row in table if local_name(row) == "tr"])
        return
    kind = _placeholder(shape)
    if kind in FRAME:
        return
    lines = list(_paragraphs(shape))
    if kind in TITLES:
        yield markdown_writer.heading(" ".join(map(_text, lines)), 1 if kind == "ctrTitle" else 2)
    for line in lines if kind not in TITLES else ():
        properties = child(line, "pPr")
        plain = child(properties, "buNone") is not None
        marked = any(child(properties, each) is not None for each in ("buChar", "buAutoNum"))
        write = markdown_writer.item if marked or (kind in LISTS and not plain) else markdown_writer.paragraph
        yield from map(write, _text(line).split("\v"))


def _cells(row: _Element) -> list[str]:
    return [" ".join(map(_text, _paragraphs(cell))) for cell in row if local_name(cell) == "tc"]


def _paragraphs(shape: _Element) -> Iterator[_Element]:
    body = child(shape, "txBody")
    return (each for each in body if local_name(each) == "p") if body is not None else iter(())


def _text(paragraph: _Element) -> str:
    pieces = []
    for each in paragraph.iter():
        tag = local_name(each)
        if tag == "oMath":
            pieces.append(linear(each))
        elif tag == "t" and not any(local_name(around) in {"oMath", "Fallback"} for around in each.iterancestors()):
            pieces.append(each.text or "")
        elif tag == "br":
            pieces.append("\v")
    return "".join(pieces)
