"""Scanned pages are read by OCR where that is installed, and are told as such; else it is said how to add it."""

import io

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont

from index.converters.pdf.scans import reading
from index.converters.pdf.view.page_map import PageMap
from index.errors import SourceError
from index.models import Article
from index.sources.load import article_from_bytes
from tests.support.documents import PICTURE, pdf

WORDS = ["The bridge was opened in 1932.", "It spans 412 metres at Harn."]


def scan(lines: list[str], *, rotation: int = 0, printed: bytes = b"") -> bytes:
    """A PDF whose last page is a picture of lines; shown upright, however the page is turned."""
    picture = Image.new("RGB", (850, 1100), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(32)
    for number, line in enumerate(lines):
        draw.text((100, 200 + 45 * number), line, fill="black", font=font)
    out = io.BytesIO()
    picture.rotate(rotation, expand=True).save(out, "PDF", resolution=100)
    scanned = pdfium.PdfDocument(out.getvalue())
    scanned[0].set_rotation(rotation)
    document = pdfium.PdfDocument(printed) if printed else pdfium.PdfDocument.new()
    document.import_pages(scanned)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read(content: bytes, told: list[tuple[int, int]] | None = None) -> Article:
    heard = [] if told is None else told
    return article_from_bytes(
        content, name="a.pdf", source="", progress=lambda done, total: heard.append((done, total))
    )


def test_a_scanned_page_is_read_and_its_lines_have_places() -> None:
    pytest.importorskip("rapidocr")
    told: list[tuple[int, int]] = []
    printed = pdf([(50, 700, 12, "This page is printed and holds its text.")])
    article = read(scan(WORDS, rotation=90, printed=printed), told)
    for line in WORDS:
        assert line in article.text.replace("\n", " ")
    assert (article.ocr_pages, article.unread_pages, told) == ((2,), (), [(0, 1), (1, 1)])
    assert article.page_at(article.text.index("bridge")) == 2
    assert article.original is not None
    start = article.text.index(WORDS[0])
    box = PageMap.read(article.original.page_map).boxes(start, start + len(WORDS[0]))[0]
    assert (box.page, round(box.left, 1), round(box.top, 2)) == (2, 0.1, pytest.approx(0.18, abs=0.02))


def without_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "is_installed", lambda: False)


def test_without_recognition_it_is_said_how_to_add_it(monkeypatch: pytest.MonkeyPatch) -> None:
    without_recognition(monkeypatch)
    with pytest.raises(SourceError, match=r"is a scan .* \(make chat WITH=ocr\)"):
        read(scan(WORDS))


def test_without_recognition_the_other_pages_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    without_recognition(monkeypatch)
    article = read(scan(WORDS, printed=pdf([(50, 700, 12, "This page is printed and holds its text.")])))
    assert (article.ocr_pages, article.unread_pages) == ((), (2,))


def test_a_page_that_cannot_be_recognized_stays_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, page: int, **__: object) -> list[object]:
        if page == 2:
            raise SourceError("It took too long.")
        return [["The bridge was opened.", 0.1, 0.1, 0.9, 0.12]]

    monkeypatch.setattr(reading, "is_installed", lambda: True)
    monkeypatch.setattr(reading, "run", failing)
    article = read(pdf([], [], drawn={1: PICTURE, 2: PICTURE}))
    assert (article.text, article.ocr_pages, article.unread_pages) == ("The bridge was opened.\n", (1,), (2,))
    monkeypatch.setattr(reading, "run", lambda *_, **__: [])
    with pytest.raises(SourceError, match="no text was recognized"):
        read(pdf([], drawn={1: PICTURE}))
