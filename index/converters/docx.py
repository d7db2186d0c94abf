"""Reads a DOCX file: headings, paragraphs, lists and tables in their order, by python-docx."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from index.converters import markdown_writer
from index.converters.models import Extract, SourceFile
from index.errors import SourceError

PARTS = 10_000
"""Files that a DOCX file may hold; one with a few pictures holds some dozen."""
COLUMNS = 1000
"""In which a table's row is taken at its word; Word writes 63 at most."""
STYLES = 20
"""That are based on one another; some are based on themselves."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old .doc files begin, and DOCX files with a password, which are packed into such a file."""
NOBODY = frozenset({"python-docx", "microsoft office user", "user", "admin", "author", "unknown"})
"""Authors that programs write down."""
GONE = ("w:del", "w:moveFrom", "w:txbxContent")
"""Text deleted under change tracking, and boxes, which stand beside the text."""
RUNS = ".//w:r" + "".join(f"[not(ancestor::{tag})]" for tag in GONE)


def extract_docx(file: SourceFile) -> Extract:
    """The text of a document.

    Raises:
        SourceError: It is none, is locked, or is too large or empty once unpacked.
    """
    content, name, unpacked = file.content, file.name, file.limits.unpacked
    if content.startswith(OLD_OFFICE):
        raise SourceError(f"{name!r} has a password or is an old .doc file: save it as .docx without a password.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            sizes = [part.file_size for part in packed.infolist()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise SourceError(f"{name!r} is a broken DOCX file: save it again from its program.") from error
    if len(sizes) > PARTS:
        raise SourceError(f"{name!r} holds {len(sizes):,} files, over the limit of {PARTS:,}: take its pictures out.")
    if (size := sum(sizes)) > unpacked:
        raise SourceError(
            f"{name!r} unpacks to {size / 1e6:,.0f} MB, over the limit of {unpacked / 1e6:,.0f} MB:"
            " take its pictures out."
        )
    document = docx.Document(io.BytesIO(content))
    text, _ = markdown_writer.joined(filter(None, _parts(document)))
    if not text:
        raise SourceError(f"{name!r} holds no text: give a document with some.")
    about = document.core_properties
    author = ", ".join(filter(None, map(markdown_writer.tidy, about.author.split(";"))))
    published = about.created.date().isoformat() if about.created else ""
    return Extract(
        text=text,
        title=markdown_writer.tidy(about.title),
        author="" if author.lower() in NOBODY else author,
        published=published,
    )


def _parts(document: Document) -> Iterator[str]:
    elements = list(_elements(document.element.body))
    styles = [_style(Paragraph(element, document)) for element in elements if element.tag == qn("w:p")]
    below_title = int("Title" in styles)
    formats = _list_formats(document)
    counts: Counter[str] = Counter()
    for element in elements:
        if element.tag == qn("w:tbl"):
            yield markdown_writer.table(_rows(Table(element, document)))
            continue
        paragraph = Paragraph(element, document)
        style, text = _style(paragraph), _text(element)
        level = re.fullmatch(r"Heading (\d)", style)
        if style == "Title" or level:
            counts.clear()
            yield markdown_writer.heading(text, int(level.group(1)) + below_title if level else 1)
        elif style.lower().startswith("toc "):
            continue  # a table of contents says again what the headings say
        elif (kind := _list_kind(paragraph, style, formats)) is not None:
            number, bullet = kind
            counts[number] += 1
            yield markdown_writer.item(text, None if bullet else counts[number])
        else:
            if not style.startswith("List"):
                counts["style"] = 0
            write = markdown_writer.quote if "Quote" in style else markdown_writer.paragraph
            yield from map(write, text.split("\n"))


def _elements(parent: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """The paragraphs and tables of a body or cell, those in content controls as well."""
    for child in parent:
        if child.tag in {qn("w:p"), qn("w:tbl")}:
            yield child
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml"), qn("w:smartTag")}:
            yield from _elements(child)


def _text(element: BaseOxmlElement) -> str:
    return "".join(run.text for run in element.xpath(RUNS))


def _rows(table: Table) -> Iterator[list[str]]:
    for row in table.rows:
        written = row._tr.tc_lst
        wide = sum(cell.grid_span for cell in written) > COLUMNS
        # A merged cell is given once for each place that it covers.
        cells = written if wide else [cell._tc for cell in row.cells]
        own = [cell for number, cell in enumerate(cells) if cell not in cells[:number]]
        yield [" ".join(_text(element) for element in cell.iter(qn("w:p"))) for cell in own]


def _style(paragraph: Paragraph) -> str:
    """The name of a paragraph's style, or of the first heading that the style is based on."""
    style: ParagraphStyle | None = paragraph.style
    name = (style and style.name) or ""
    for _ in range(STYLES):
        if style is None:
            break
        if style.name == "Title" or re.fullmatch(r"Heading \d", style.name or ""):
            return str(style.name)
        style = style.base_style if isinstance(style.base_style, ParagraphStyle) else None
    return name


def _list_formats(document: Document) -> dict[str, str]:
    """How the first level of each list is marked: "bullet", "decimal", …"""
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    formats = {}
    for number in root.xpath("./w:num"):
        abstract = number.xpath("./w:abstractNumId/@w:val")
        found = (
            root.xpath(f"./w:abstractNum[@w:abstractNumId='{int(abstract[0])}']/w:lvl[1]/w:numFmt/@w:val")
            if abstract
            else []
        )
        formats[number.get(qn("w:numId"))] = found[0] if found else "bullet"
    return formats


def _list_kind(paragraph: Paragraph, style: str, formats: dict[str, str]) -> tuple[str, bool] | None:
    """Which list a paragraph is an item of, and whether its mark is a bullet; None for no list."""
    if style.startswith(("List Bullet", "List Number")):
        return "style", style.startswith("List Bullet")
    found = paragraph._p.xpath("./w:pPr/w:numPr/w:numId/@w:val")
    if not found or found[0] == "0":
        return None
    return found[0], formats.get(found[0], "bullet") == "bullet"
