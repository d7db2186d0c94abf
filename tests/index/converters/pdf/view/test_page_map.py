"""The boxes of a quote hold its characters and no others, wherever they are printed."""

import base64
import random
import re
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from index.converters.models import Extract, SourceFile
from index.converters.pdf.converter import extract_pdf
from index.converters.pdf.view.glyphs import PageFrame
from index.converters.pdf.view.page_map import PageMap
from tests.index.converters.pdf.view.printed import bare, printed_in
from tests.support.documents import column, pdf, report_pdf

FOLDER = Path(__file__).parents[4] / "data" / "pdf"
FORM = "filled-form"
"""Whose values are in fields, not in the text that PDFium gives."""
PATHS = sorted(path for path in FOLDER.glob("*.pdf") if path.stem != FORM)


def read(content: bytes) -> tuple[Extract, PageMap, pdfium.PdfDocument]:
    found = extract_pdf(SourceFile(content, "a.pdf"))
    return found, PageMap.read(base64.b64decode(found.page_map)), pdfium.PdfDocument(content)


@cache
def report() -> tuple[Extract, PageMap, pdfium.PdfDocument]:
    return read(report_pdf())


def assert_boxes_hold_quotes(content: tuple[Extract, PageMap, pdfium.PdfDocument], count: int) -> None:
    found, page_map, document = content
    choice = random.Random(1)
    for _ in range(count):
        start = choice.randrange(len(found.text))
        end = min(len(found.text), start + choice.randint(5, 200))
        assert printed_in(document, page_map.boxes(start, end)) == bare(found.text[start:end])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_boxes_hold_the_characters_of_a_quote(path: Path) -> None:
    assert_boxes_hold_quotes(read(path.read_bytes()), 20)


def test_boxes_hold_the_characters_of_a_quote_in_a_report_of_forty_pages() -> None:
    assert_boxes_hold_quotes(report(), 50)


def test_each_character_that_is_not_a_mark_of_markdown_is_printed_somewhere() -> None:
    found, page_map, document = report()
    boxes = page_map.boxes(0, len(found.text))
    assert {box.page for box in boxes} == set(range(1, 41))
    assert printed_in(document, boxes) == bare(found.text)


def test_a_row_of_a_table_has_a_box_for_each_cell() -> None:
    found, page_map, _ = report()
    start = found.text.index("| Herring |", found.text.index("Table 17."))
    boxes = page_map.boxes(start, found.text.index("\n", start))
    assert [box.page for box in boxes] == [17] * 4
    assert [round(box.left * 600) for box in boxes] == [60, 180, 300, 420]
    assert len({round(box.top * 800) for box in boxes}) == 1


def test_a_word_that_is_cut_at_the_end_of_a_line_has_two_boxes() -> None:
    found, page_map, document = report()
    parts = [
        [printed_in(document, [box]) for box in page_map.boxes(match.start(), match.end())]
        for match in re.finditer("harbourmaster", found.text)
    ]
    assert all("".join(part) == "harbourmaster" for part in parts)
    assert any(len(part) == 2 for part in parts)


def test_a_quote_over_two_pages_has_boxes_on_both() -> None:
    lines = [f"The keeper of light {number} counted the ships that went by and wrote" for number in range(40)]
    found, page_map, document = read(
        pdf(column(60, 700, *lines[:20]), column(60, 700, *lines[20:-1], "them down at night."))
    )
    start, end = found.text.index("light 18"), found.text.index("light 21")
    boxes = page_map.boxes(start, end)
    assert [box.page for box in boxes] == [1, 1, 2, 2]
    assert printed_in(document, boxes) == bare(found.text[start:end])


def test_the_value_of_a_field_has_the_field_for_its_box() -> None:
    found, page_map, document = read((FOLDER / f"{FORM}.pdf").read_bytes())
    start = found.text.index("Borealis")
    boxes = page_map.boxes(start, start + len("Borealis"))
    assert len(boxes) == 1
    assert not printed_in(document, boxes)
    assert boxes[0].left < boxes[0].right


def test_marks_of_markdown_have_no_box() -> None:
    found, page_map, _ = report()
    heading = found.text.index("# Chapter 3")
    assert page_map.boxes(heading, heading + 1) == []


@pytest.mark.parametrize(
    ("rotation", "shown"),
    [(0, (0.1, 0.7, 0.3, 0.8)), (90, (0.2, 0.1, 0.3, 0.3)), (180, (0.7, 0.2, 0.9, 0.3)), (270, (0.7, 0.7, 0.8, 0.9))],
)
def test_places_turn_with_the_page(rotation: int, shown: tuple[float, ...]) -> None:
    frame = PageFrame(0, 0, 100, 200, rotation)
    assert frame.shown(10, 30, 40, 60) == pytest.approx(shown)
    assert frame.size == ((200, 100) if rotation in {90, 270} else (100, 200))


@pytest.mark.parametrize("packed", [b"", b"{}\n", b"[]\n", b'{"version": 1}\nno', b'{"version": 99}\n'])
def test_what_is_no_map_is_told_apart(packed: bytes) -> None:
    with pytest.raises(ValueError, match=r"map|JSON|Expecting"):
        PageMap.read(packed)


def test_a_map_takes_few_bytes() -> None:
    found, _, _ = report()
    assert len(base64.b64decode(found.page_map)) < 6 * len(found.text)
