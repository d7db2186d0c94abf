"""What is filled in on a page is read where it stands."""

import pytest

from index.converters.models import SourceFile
from index.converters.pdf.converter import extract_pdf
from tests.support.documents import column, pdf

LABELS = column(50, 700, "Name of the boat", "Wanted for the winter", "Remarks", size=10)


def filled(*fields: str) -> str:
    """The text of a form with fields, given as the inside of their dictionaries."""
    marks = " ".join(f"<< /Type /Annot {field} >>" for field in fields)
    content = pdf(LABELS).replace(b"/MediaBox", b"/Annots [%b] /MediaBox" % marks.encode("latin-1"))
    return extract_pdf(SourceFile(content, "a.pdf")).text


@pytest.mark.parametrize(
    ("field", "line"),
    [
        pytest.param(
            "/Subtype /Widget /FT /Tx /V (Borealis) /Rect [200 698 400 712]", "Name of the boat Borealis", id="text"
        ),
        pytest.param(
            "/Subtype /Widget /FT /Ch /V (Borealis) /Rect [200 698 400 712]", "Name of the boat Borealis", id="choice"
        ),
        pytest.param(
            "/Subtype /Widget /FT /Tx /V <FEFF00C50073> /Rect [200 698 400 712]", "Name of the boat Ås", id="UTF-16"
        ),
        pytest.param(
            "/Subtype /Widget /FT /Btn /V /Yes /AS /Yes /Rect [30 686 42 698]", "☒ Wanted for the winter", id="ticked"
        ),
        pytest.param(
            "/Subtype /Widget /FT /Btn /AS /Off /Rect [30 686 42 698]", "☐ Wanted for the winter", id="not ticked"
        ),
        pytest.param("/Subtype /FreeText /Contents (paid) /Rect [200 674 400 688]", "Remarks paid", id="typed onto it"),
    ],
)
def test_a_value_stands_at_its_label(field: str, line: str) -> None:
    assert line in filled(field).splitlines()


@pytest.mark.parametrize(
    "field",
    [
        pytest.param("/Subtype /Widget /FT /Tx /F 2 /V (secret) /Rect [200 698 400 712]", id="hidden"),
        pytest.param("/Subtype /Widget /FT /Tx /Ff 8192 /V (secret) /Rect [200 698 400 712]", id="password"),
        pytest.param("/Subtype /Text /Contents (secret) /Rect [200 698 220 712]", id="note that is folded up"),
    ],
)
def test_what_is_not_seen_is_not_read(field: str) -> None:
    assert "secret" not in filled(field)


def test_a_value_without_a_label_is_read_too() -> None:
    assert filled("/Subtype /Widget /FT /Tx /V (Borealis) /Rect [300 300 400 314]").strip().endswith("Borealis")
