"""Tables of Word whose rows differ, by their cells' texts."""

import pytest

from index.converters.docx.converter import extract_docx
from index.converters.models import SourceFile
from tests.support.documents import word_document, word_paragraph


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{word_paragraph(text)}</w:tc>"


START, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        pytest.param(
            [cell("West") + cell("12", START), cell("East"), cell("Skerry") + cell("", '<w:vMerge w:val="continue"/>')],
            [["West", "12"], ["East", ""], ["Skerry", ""]],
            id="a row without the merged cell",
        ),
        pytest.param(
            [cell("West", START) + cell("12"), cell("", ON) + cell("90"), cell("", ON) + cell("7")],
            [["West", "12"], ["West", "90"], ["West", "7"]],
            id="merged over rows",
        ),
        pytest.param(
            [cell("Fees", '<w:gridSpan w:val="2"/>'), cell("Summer") + cell("12")],
            [["Fees", ""], ["Summer", "12"]],
            id="merged over columns",
        ),
        pytest.param(
            ['<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("12"), cell("West") + cell("90")],
            [["", "12"], ["West", "90"]],
            id="begins in the second column",
        ),
        pytest.param(
            [
                "<w:trPr><w:del/></w:trPr>" + cell("Old") + cell("1"),
                cell("West") + cell("90"),
                cell("East") + cell("7"),
            ],
            [["West", "90"], ["East", "7"]],
            id="a deleted row",
        ),
        pytest.param(
            [f"<w:sdt><w:sdtContent>{cell('West')}</w:sdtContent></w:sdt>" + cell("90"), cell("East") + cell("7")],
            [["West", "90"], ["East", "7"]],
            id="a cell in a content control",
        ),
        pytest.param(
            [cell("", ON) + cell("90"), cell("East") + cell("7")], [["", "90"], ["East", "7"]], id="nothing above"
        ),
    ],
)
def test_reads_uneven_rows(rows: list[str], read: list[list[str]]) -> None:
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    text = extract_docx(SourceFile(word_document(table), "a.docx")).text
    written = ["| " + " | ".join(row) + " |" for row in read]
    assert text.removesuffix("\n").split("\n") == [written[0], "| --- | --- |", *written[1:]]
