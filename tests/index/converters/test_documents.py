"""Every document of tests/data/documents gives its expected text, to the character, or its error."""

from pathlib import Path

import pytest

from index.chunking import passages
from index.converters.pdf.scans import reading
from index.embeddings.encoder import Encoder
from index.errors import SourceError
from index.models import Article
from index.sources.load import load_file
from index.text.blocks import blocks

FOLDER = Path(__file__).parents[2] / "data" / "documents"
DOCUMENTS = sorted(
    path
    for path in FOLDER.iterdir()
    if (FOLDER / f"{path.stem}.expected.txt").exists() and ".expected" not in path.name
)

pytestmark = pytest.mark.usefixtures("unsandboxed")


def loaded(name: str) -> Article:
    return load_file(FOLDER / name)


def test_there_are_sixteen_to_read() -> None:
    assert len(DOCUMENTS) == 16


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_gives_its_text(path: Path) -> None:
    expected = (FOLDER / f"{path.stem}.expected.txt").read_bytes().decode()
    assert load_file(path).text == expected


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("scanned.pdf", "'scanned.pdf' is a scan without a text layer: run text recognition", id="scan"),
        pytest.param("encrypted.pdf", "'encrypted.pdf' is encrypted: save it without a password", id="encrypted"),
    ],
)
def test_says_why_it_has_no_text(name: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "is_installed", lambda: False)
    with pytest.raises(SourceError, match=message):
        loaded(name)


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        pytest.param(
            "lighthouse.pdf",
            [
                *("# The Last Keeper of Skarholm Light", "## A well-kept book", "## What the timer cannot do"),
                "## The evening round",
            ],
            id="two columns",
        ),
        pytest.param(
            "report.pdf",
            [
                *("# Rainwater in the Alder Valley", "## 1 Summary", "## 2 What was measured"),
                *("### 2.1 Levels of the river", "### 2.2 Groundwater", "## 3 What should be done", "## 4 Thanks"),
            ],
            id="report",
        ),
        pytest.param(
            "allotments.docx",
            [
                *("# Allotments on the old goods yard", "## Why now", "## What it costs", "### Rents and water"),
                "## Next steps",
            ],
            id="DOCX",
        ),
        pytest.param(
            "ferries.html",
            ["# Night ferry to Brannøy returns after six years", "## What the crossing costs", "## The timetable"],
            id="news page",
        ),
        pytest.param(
            "clock.htm",
            ["# How the clock of St Æbbe’s was stopped", "### A matter for the bishop"],
            id="old markup",
        ),
        pytest.param("saltworks.epub", ["# The spring", "# The pans"], id="e-book"),
        pytest.param("orchard.odt", ["# The school orchard", "## What is grown", "### Harvest"], id="ODT"),
        pytest.param("buses.pptx", ["# Buses by night", "## What changed"], id="slides"),
        pytest.param("fares.xlsx", ["## Fares", "## Lines"], id="sheets"),
        pytest.param("bakery.txt", ["The baker who sells yesterday"], id="Windows-1252"),
        pytest.param("tram.txt", ["Tram 9 returns to the Ringstraße"], id="UTF-16"),
        pytest.param(
            "library.md", ["# A library for things", "## What is asked for most", "## What it costs"], id="Markdown"
        ),
    ],
)
def test_headings_are_headings(name: str, headings: list[str]) -> None:
    article = loaded(name)
    found = blocks(article.text, markdown=article.markdown)
    assert [article.text[b.start : b.end] for b in found if b.kind == "heading"] == headings


@pytest.mark.parametrize(
    ("name", "title", "author", "published", "site"),
    [
        ("lighthouse.pdf", "The Last Keeper of Skarholm Light", "Marit Osland", "2025-11-03", ""),
        ("report.pdf", "Rainwater in the Alder Valley", "Alder Water Board", "2025-04-28", ""),
        ("allotments.docx", "Allotments on the old goods yard", "Priya Raman", "2025-04-17", ""),
        (
            "ferries.html",
            *("Night ferry to Brannøy returns after six years", "Liv Sandnes", "2025-10-21", "The Sound Courier"),
        ),
        ("clock.htm", "How the clock of St Æbbe’s was stopped", "Desmond Farrier", "2009-03-14", "The Mill Gazette"),
        ("library.md", "A library for things", "Tomás Oliveira", "2025-09-08", "Harbour Weekly"),
        ("tram.txt", "Tram 9 returns to the Ringstraße", "", "", ""),
        ("saltworks.epub", "The Saltworks of Vellan", "Maren Toft, Aksel Ruud", "2024-09-12", "Tide Press"),
        ("orchard.odt", "The school orchard", "Gerd Hamre", "2024-10-02", ""),
        ("buses.pptx", "Buses by night", "Ulf Strand", "2025-02-03", ""),
        ("fares.xlsx", "Fares 2025", "Ulf Strand", "2025-04-02", ""),
        ("minutes.rtf", "Minutes of the boat club", "Sigrid Aune", "2025-03-09", ""),
        ("key.eml", "The key is back – at last", "Liv Østby", "2025-05-05", ""),
        ("weaver.mhtml", "The last weaver of Ostra", "Tomás Oliveira", "", ""),
        ("tides.ipynb", "Tides at Skarholm", "Marit Osland", "", ""),
    ],
)
def test_says_who_wrote_it_and_when(name: str, title: str, author: str, published: str, site: str) -> None:
    article = loaded(name)
    assert (article.title, article.author, article.published, article.site) == (title, author, published, site)


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        pytest.param(
            "lighthouse.pdf",
            {
                "When Inger Dahl first": 1,
                "Researchers at the University": 1,
                "Vang said.\n\n## What": 1,
                "said.\n\n## What": 2,  # the last word of a sentence that begins on the first page
                "What the timer cannot do": 2,
                "Her successor": 2,
            },
            id="two columns",
        ),
        pytest.param(
            "report.pdf",
            {
                "Eleven gauges": 1,
                "2.1 Levels": 2,
                "The four wells": 2,
                "3 What should": 3,
                "sign the option": 3,
                "4 Thanks": 3,
            },
            id="report",
        ),
        pytest.param("buses.pptx", {"Report": 1, "What changed": 2, "Thank": 2}, id="slides"),
    ],
)
def test_knows_its_pages(name: str, pages: dict[str, int]) -> None:
    article = loaded(name)
    assert {words: article.page_at(article.text.index(words)) for words in pages} == pages


def test_passages_know_the_page_they_begin_on(encoder: Encoder) -> None:
    found = passages(loaded("report.pdf"), encoder.count_tokens)
    assert [passage.page for passage in found] == sorted(passage.page or 0 for passage in found)
    by_heading = {passage.text.split("\n")[0]: passage.page for passage in found}
    assert by_heading["## 1 Summary"] == 1
    assert by_heading["### 2.2 Groundwater"] == 2
    assert by_heading["## 4 Thanks"] == 3


def test_only_what_has_pages_tells_them(encoder: Encoder) -> None:
    assert {passage.page for passage in passages(loaded("allotments.docx"), encoder.count_tokens)} == {None}
