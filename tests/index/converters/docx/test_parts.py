"""What hangs on the paragraphs of a Word document: boxes, notes, imported documents, properties."""

import pytest

from index.converters.docx.converter import extract_docx
from index.converters.models import Extract, SourceFile
from index.errors import SourceError
from tests.support.documents import word_document, word_paragraph

STAYS = word_paragraph("The crane stays.")
SOLD = word_paragraph("The boats are sold.")
BOX = "<w:txbxContent>" + word_paragraph("Eleven boats were lost.") + "</w:txbxContent>"


def extract(content: bytes) -> Extract:
    return extract_docx(SourceFile(content, "a.docx"))


def parts(body: str, **more: str | bytes) -> list[str]:
    return extract(word_document(body, **more)).text.removesuffix("\n").split("\n\n")


@pytest.mark.parametrize(
    "drawn",
    [
        f"<w:drawing>{BOX}</w:drawing>",
        f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>",
        f"<mc:AlternateContent><mc:Choice><w:drawing>{BOX}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent>",
        f"<mc:AlternateContent><mc:Choice><w:drawing/></mc:Choice><mc:Fallback>{BOX}</mc:Fallback></mc:AlternateContent>",
        f"<w:pict><v:group><v:shape>{BOX}</v:shape></v:group></w:pict>",
        f"<w:drawing><mc:AlternateContent><mc:Choice>{BOX}</mc:Choice></mc:AlternateContent></w:drawing>",
    ],
)
def test_a_text_box_follows_its_paragraph(drawn: str) -> None:
    body = word_paragraph("The crane stays.", more=f"<w:r>{drawn}</w:r>") + SOLD
    assert parts(body) == ["The crane stays.", "Eleven boats were lost.", "The boats are sold."]


def test_a_box_within_a_box_is_read() -> None:
    inner = word_paragraph("Outer.", more=f"<w:r><w:pict>{BOX}</w:pict></w:r>")
    body = word_paragraph("", more=f"<w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>")
    assert parts(body) == ["Outer.", "Eleven boats were lost."]


def test_a_box_in_a_cell_is_read_in_the_cell() -> None:
    cell = word_paragraph("Crane", more=f"<w:r><w:pict>{BOX}</w:pict></w:r>")
    table = f"<w:tbl><w:tr><w:tc>{cell}</w:tc><w:tc>{word_paragraph('1935')}</w:tc></w:tr></w:tbl>"
    assert parts(table)[0].startswith("| Crane Eleven boats were lost. | 1935 |")


def reference(kind: str, number: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def note(kind: str, number: int, text: str) -> str:
    return f'<w:{kind} w:id="{number}">{word_paragraph(text)}</w:{kind}>'


def test_notes_stand_at_the_end_in_the_order_of_their_marks() -> None:
    body = word_paragraph("One.", more=reference("endnote", 2) + reference("footnote", 3)) + word_paragraph(
        "Two.", more=reference("footnote", 2)
    )
    footnotes = note("footnote", -1, "Separator") + note("footnote", 2, "Second.") + note("footnote", 3, "First.")
    assert parts(body, footnotes=footnotes, endnotes=note("endnote", 2, "Last.")) == [
        *("One.", "Two.", "First.", "Second.", "Last.")
    ]


def test_a_note_without_a_mark_is_not_read() -> None:
    assert parts(STAYS, footnotes=note("footnote", 0, "Separator")) == ["The crane stays."]


def test_a_note_that_is_marked_twice_is_read_once() -> None:
    body = word_paragraph("One.", more=reference("footnote", 2) * 2)
    assert parts(body, footnotes=note("footnote", 2, "Note.")) == ["One.", "Note."]


def test_a_note_in_a_table_is_read() -> None:
    cell = word_paragraph("Crane", more=reference("footnote", 2))
    table = f"<w:tbl><w:tr><w:tc>{cell}</w:tc><w:tc>{STAYS}</w:tc></w:tr></w:tbl>"
    assert parts(table, footnotes=note("footnote", 2, "Note."))[-1] == "Note."


@pytest.mark.parametrize(
    ("chunk", "read"),
    [
        (".html:<html><body><h1>Law</h1><p>It is dear.</p></body></html>", ["# Law", "It is dear."]),
        (".htm:<p>It is dear.</p><ul><li>very</li></ul>", ["It is dear.", "- very"]),
        (".txt:It is dear.\nVery.", ["It is dear.", "Very."]),
        (b".docx:" + word_document(word_paragraph("It is dear.")), ["It is dear."]),
        (".html:<table><tr><td>a</td><td>b</td></tr></table>", ["| a | b |\n| --- | --- |"]),
        (".html:", []),
    ],
)
def test_an_imported_document_stands_in_its_place(chunk: str | bytes, read: list[str]) -> None:
    body = f'{STAYS}<w:altChunk r:id="aFChunk"/>{SOLD}'
    assert parts(body, aFChunk=chunk) == ["The crane stays.", *read, "The boats are sold."]


def test_an_import_that_leads_nowhere_is_left_out() -> None:
    assert parts(f'{STAYS}<w:altChunk r:id="x"/>') == ["The crane stays."]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<m:r><m:t>F=ma</m:t></m:r>", "F=ma"),
        ("<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b+1</m:t></m:r></m:den></m:f>", "a/(b+1)"),
        ("<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "x^2"),
        ("<m:sSub><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sub><m:r><m:t>i</m:t></m:r></m:sub></m:sSub>", "x_i"),
        ("<m:rad><m:deg/><m:e><m:r><m:t>x</m:t></m:r></m:e></m:rad>", "√x"),
        (
            '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i=1</m:t></m:r></m:sub>'
            "<m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:r><m:t>i</m:t></m:r></m:e></m:nary>",
            "∑_(i=1)^n i",
        ),
        (
            '<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e><m:r><m:t>a</m:t></m:r></m:e></m:d>',
            "[a]",
        ),
        ("<m:d><m:e><m:r><m:t>a</m:t></m:r></m:e></m:d>", "(a)"),
        ("<m:func><m:fName><m:r><m:t>sin</m:t></m:r></m:fName><m:e><m:r><m:t>x</m:t></m:r></m:e></m:func>", "sin x"),
    ],
)
def test_equations_are_written_in_a_line(formula: str, text: str) -> None:
    body = word_paragraph("The load is ", more=f"<m:oMath>{formula}</m:oMath><w:r><w:t>.</w:t></w:r>")
    assert parts(body) == [f"The load is {text}."]


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next() -> None:
    body = word_paragraph("It is due ", "<w:rPr><w:del/></w:rPr>") + word_paragraph("on the first day.")
    assert parts(body) == ["It is due on the first day."]


def test_hidden_text_is_not_read() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t> Secret.</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> Seen.</w:t></w:r>'
    assert parts(word_paragraph("It stays.", more=hidden + shown)) == ["It stays. Seen."]


def test_a_table_of_contents_is_left_out() -> None:
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    contents = f"<w:sdt>{gallery}<w:sdtContent>{word_paragraph('Costs 3')}</w:sdtContent></w:sdt>"
    assert parts(contents + STAYS) == ["The crane stays."]


@pytest.mark.parametrize(
    ("description", "told"),
    [
        ("<dc:title>Word Document</dc:title><dc:creator>python-docx</dc:creator>", ("", "", "")),
        ("<dc:title>Document1</dc:title><dc:creator>Apache POI</dc:creator>", ("", "", "")),
        (
            "<dc:title>Microsoft Word - x.doc</dc:title><dc:creator>Ana Duarte;Admin</dc:creator>",
            ("", "Ana Duarte", ""),
        ),
        ("<dcterms:created>2013-12-23T23:15:00Z</dcterms:created>", ("", "", "")),
        ("<dcterms:created>2025-03-05T10:00:00Z</dcterms:created>", ("", "", "2025-03-05")),
        ("<dcterms:created>soon</dcterms:created><dc:title> The  crane </dc:title>", ("The crane", "", "")),
    ],
)
def test_takes_no_title_author_or_date_that_a_program_wrote(description: str, told: tuple[str, str, str]) -> None:
    found = extract(word_document(STAYS, description))
    assert (found.title, found.author, found.published) == told


def test_a_document_without_properties_tells_nothing() -> None:
    found = extract(word_document(STAYS))
    assert (found.title, found.author, found.published) == ("", "", "")


def test_a_document_of_empty_paragraphs_is_refused() -> None:
    with pytest.raises(SourceError, match="holds no text"):
        extract(word_document(word_paragraph("")))
