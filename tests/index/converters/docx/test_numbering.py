"""Numbers are counted and written as Word does."""

import pytest

from index.converters.docx.converter import extract_docx
from index.converters.docx.numbering import formatted
from index.converters.models import SourceFile
from tests.support.documents import word_document, word_paragraph


def level(at: int, text: str, form: str = "decimal", start: int = 1, more: str = "") -> str:
    counted = f'<w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
    return f'<w:lvl w:ilvl="{at}">{counted}{more}<w:lvlText w:val="{text}"/></w:lvl>'


def numbering(*levels: str, more: str = "") -> str:
    abstract = f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
    return f'{abstract}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}'


def item(text: str, at: int = 0, number: int = 1) -> str:
    return word_paragraph(text, f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>')


def lines(body: str, rules: str, styles: str = "") -> list[str]:
    content = word_document(body, numbering=rules, styles=styles)
    return list(filter(None, extract_docx(SourceFile(content, "a.docx")).text.split("\n")))


TWO = (level(0, "%1."), level(1, "%1.%2"))


def test_clauses_have_the_numbers_of_the_document() -> None:
    body = item("Let.") + item("Rent.", 1) + item("Due.", 1) + item("Keep.") + item("Nets.", 1)
    assert lines(body, numbering(*TWO)) == ["1. Let.", "1.1 Rent.", "1.2 Due.", "2. Keep.", "2.1 Nets."]


def test_a_list_goes_on_after_a_paragraph() -> None:
    body = item("Let.") + word_paragraph("Between.") + item("Keep.")
    assert lines(body, numbering(*TWO)) == ["1. Let.", "Between.", "2. Keep."]


def test_a_list_may_start_anew() -> None:
    over = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    second = f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{over}</w:num>'
    body = item("Let.") + item("Keep.") + item("Go.", number=2) + item("Come.", number=2)
    assert lines(body, numbering(*TWO, more=second)) == ["1. Let.", "2. Keep.", "1. Go.", "2. Come."]


def test_lists_of_one_definition_are_counted_together() -> None:
    second = '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    assert lines(item("Let.") + item("Keep.", number=2), numbering(*TWO, more=second)) == ["1. Let.", "2. Keep."]


@pytest.mark.parametrize(
    ("rule", "marks"),
    [
        (level(0, "(%1)", "lowerLetter"), ["(a)", "(b)"]),
        (level(0, "Article %1:", "upperRoman"), ["Article I:", "Article II:"]),
        (level(0, "%1.", start=7), ["7.", "8."]),
        (level(0, "§ %1", "decimalZero"), ["§ 01", "§ 02"]),
        (level(0, "•", "bullet"), ["-", "-"]),
        (level(0, "", "none"), ["", ""]),
    ],
)
def test_numbers_are_written_as_the_list_says(rule: str, marks: list[str]) -> None:
    wanted = [f"{mark} {text}".strip() for mark, text in zip(marks, ("Let.", "Keep."), strict=True)]
    assert lines(item("Let.") + item("Keep."), numbering(rule)) == wanted


def test_legal_numbers_are_decimal_on_all_levels() -> None:
    rules = numbering(level(0, "%1.", "upperRoman"), level(1, "%1.%2", more="<w:isLgl/>"))
    assert lines(item("Let.") + item("Rent.", 1), rules) == ["I. Let.", "1.1 Rent."]


def test_headings_are_numbered_by_their_style() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/><w:pPr>'
        "<w:numPr>"
        '<w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = word_paragraph("Scope", '<w:pStyle w:val="H"/>') + word_paragraph("Rent", '<w:pStyle w:val="H2"/>')
    assert lines(body, numbering(*TWO), styles) == ["# 1. Scope", "## 1.1 Rent"]


def test_a_paragraph_may_be_taken_out_of_its_styles_list() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="Clause"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    out = '<w:pStyle w:val="C"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = word_paragraph("Let.", '<w:pStyle w:val="C"/>') + word_paragraph("Note.", out)
    assert lines(body, numbering(*TWO), styles) == ["1. Let.", "Note."]


def test_an_empty_paragraph_is_not_counted() -> None:
    assert lines(item("Let.") + item("") + item("Keep."), numbering(*TWO)) == ["1. Let.", "2. Keep."]


@pytest.mark.parametrize("outline", [0, 1, 5])
def test_an_outline_level_makes_a_heading(outline: int) -> None:
    body = word_paragraph("Scope", f'<w:outlineLvl w:val="{outline}"/>') + word_paragraph(
        "Text.", '<w:outlineLvl w:val="9"/>'
    )
    assert lines(body, "") == ["#" * (outline + 1) + " Scope", "Text."]


def test_an_outline_level_of_a_style_makes_a_heading() -> None:
    styles = '<w:style w:styleId="S"><w:name w:val="Section"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    assert lines(word_paragraph("Scope", '<w:pStyle w:val="S"/>'), "", styles) == ["## Scope"]


@pytest.mark.parametrize(
    ("count", "form", "text"),
    [
        *(
            (1, "lowerRoman", "i"),
            (4, "upperRoman", "IV"),
            (1999, "lowerRoman", "mcmxcix"),
            (5000, "lowerRoman", "5000"),
        ),
        *((26, "lowerLetter", "z"), (27, "upperLetter", "AA"), (53, "lowerLetter", "aaa"), (0, "lowerLetter", "0")),
        *((7, "chineseCounting", "7"), (7, "ordinal", "7"), (7, "none", "")),
    ],
)
def test_writes_a_number_in_each_format(count: int, form: str, text: str) -> None:
    assert formatted(count, form) == text
