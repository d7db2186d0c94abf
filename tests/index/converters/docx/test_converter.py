import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.converters.docx.converter import extract_docx
from index.converters.models import Limits, SourceFile
from index.errors import SourceError
from tests.support.documents import changed, packed

LIMITS = Limits(unpacked=10_000_000)


def parts(document: Document) -> list[str]:
    return extract_docx(SourceFile(packed(document), "a.docx", limits=LIMITS)).text.removesuffix("\n").split("\n\n")


def test_headings_stand_below_the_title() -> None:
    document = docx.Document()
    document.add_heading("The crane", 0)
    document.add_heading("Costs", 1)
    document.add_heading("Paint", 2)
    assert parts(document) == ["# The crane", "## Costs", "### Paint"]


def test_without_a_title_headings_begin_at_the_top() -> None:
    document = docx.Document()
    document.add_heading("Costs", 1)
    assert parts(document) == ["# Costs"]


def test_a_style_made_from_a_heading_is_one() -> None:
    document = docx.Document()
    style = document.styles.add_style("Council Section", 1)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("Costs", style="Council Section")
    assert parts(document) == ["## Costs"]


def test_a_list_is_counted_on_after_a_paragraph() -> None:
    document = docx.Document()
    for style, text in (("List Number", "Go"), ("List Number", "Come"), ("Normal", "Then:"), ("List Number", "Rest")):
        document.add_paragraph(text, style=style)
    assert parts(document) == ["1. Go\n2. Come", "Then:", "3. Rest"]


def test_reads_lists_that_are_made_by_numbering_alone() -> None:
    document = docx.Document()
    decimal = "../w:abstractNum[w:lvl/w:numFmt/@w:val = 'decimal']/@w:abstractNumId"
    number = document.part.numbering_part.element.xpath(f"./w:num[w:abstractNumId/@w:val = {decimal}]/@w:numId")[0]
    for text in ("Go", "Come"):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')
        )
    assert parts(document) == ["1. Go\n2. Come"]


def test_merged_cells_are_given_once() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Crane", "Built", "Sold"), strict=True):
        cell.text = text
    table.rows[1].cells[0].merge(table.rows[1].cells[1]).text = "not known"
    assert parts(document) == ["| Crane | Built | Sold |\n| --- | --- | --- |\n| not known |  |  |"]


def test_tables_and_paragraphs_keep_their_order() -> None:
    document = docx.Document()
    document.add_paragraph("Before.")
    document.add_table(rows=1, cols=2).rows[0].cells[0].text = "Crane"
    document.add_paragraph("After.")
    assert [part[:7] for part in parts(document)] == ["Before.", "| Crane", "After."]


def test_reads_inserted_words_and_not_deleted_ones() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("It ")
    for tag, text in (("del", "<w:delText>goes</w:delText>"), ("ins", "<w:t>stays</w:t>")):
        paragraph._p.append(parse_xml(f"<w:{tag} {nsdecls('w')}><w:r>{text}</w:r></w:{tag}>"))
    assert parts(document) == ["It stays"]


def test_reads_content_controls() -> None:
    document = docx.Document()
    inner = "<w:sdtContent><w:p><w:r><w:t>Filled in.</w:t></w:r></w:p></w:sdtContent>"
    document.element.body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}>{inner}</w:sdt>"))
    assert parts(document) == ["Filled in."]


def test_says_what_its_properties_say() -> None:
    document = docx.Document()
    document.add_paragraph("It stays.")
    about = document.core_properties
    about.title, about.author, about.created = "The crane", "Ana Duarte; Liv Berg", datetime(2025, 3, 5, tzinfo=UTC)
    found = extract_docx(SourceFile(packed(document), "a.docx", limits=LIMITS))
    assert (found.title, found.author, found.published) == ("The crane", "Ana Duarte, Liv Berg", "2025-03-05")


def test_a_program_is_no_author() -> None:
    document = docx.Document()
    document.add_paragraph("It stays.")
    assert extract_docx(SourceFile(packed(document), "a.docx", limits=LIMITS)).author == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"PK\x03\x04 and then nothing", "is a broken DOCX file", id="broken"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "has a password or is an old Office file", id="locked"
        ),
        pytest.param(packed(docx.Document()), "holds no text", id="no text"),
    ],
)
def test_says_what_is_wrong(content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=f"'a.docx' {message}"):
        extract_docx(SourceFile(content, "a.docx", limits=LIMITS))


def test_refuses_a_bomb_before_unpacking_it() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed_bomb:
        packed_bomb.writestr("word/document.xml", bytes(LIMITS.unpacked + 1))
    with pytest.raises(SourceError, match="unpacks to 10 MB, over the limit of 10 MB"):
        extract_docx(SourceFile(out.getvalue(), "a.docx", limits=LIMITS))


def test_reads_no_file_that_an_entity_names() -> None:
    document = docx.Document()
    document.add_paragraph("It stays.")
    content = changed(
        packed(document),
        lambda xml: (
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
            + xml[xml.index(b"<w:document") :].replace(b"stays", b"&a;stays")
        ),
    )
    assert extract_docx(SourceFile(content, "a.docx", limits=LIMITS)).text in {"It stays.\n", "It\n"}
