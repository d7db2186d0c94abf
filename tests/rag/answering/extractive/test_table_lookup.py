"""Questions whose answer is a cell: row and column are named, and in doubt nothing is said."""

import json
from pathlib import Path

import pytest

from index.chunking import passages
from index.embeddings.encoder import Encoder
from index.sources.load import article_from_bytes, article_from_text, load_file
from rag.answering.extractive.candidates import FEATURES, Candidate
from rag.answering.extractive.table_lookup import cell_answer, without_stray_cells
from rag.models import RetrievedPassage
from tests.support.documents import pdf

DATA = Path(__file__).parents[3] / "data" / "tables"
ROWS = [json.loads(line) for line in (DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def retrieved(encoder: Encoder) -> dict[str, list[RetrievedPassage]]:
    articles = {path.name: load_file(path) for path in DATA.glob("*.md") if path.name != "README.md"}
    return {
        name: [RetrievedPassage(passage, article) for passage in passages(article, encoder.count_tokens)]
        for name, article in articles.items()
    }


def test_cells_are_found_and_none_is_wrong(retrieved: dict[str, list[RetrievedPassage]]) -> None:
    found = {row["question"]: cell_answer(row["question"], retrieved[row["article"]]) for row in ROWS}
    wrong = [row["question"] for row in ROWS if (one := found[row["question"]]) and one.cell.text not in row["answers"]]
    assert wrong == []
    in_tables = [row for row in ROWS if row["evidence"] and row["evidence"][0].startswith("|")]
    assert len(in_tables) >= 32
    missed = [row["question"] for row in in_tables if found[row["question"]] is None]
    assert len(missed) <= 1
    for row in in_tables:
        if one := found[row["question"]]:
            assert row["evidence"][0] in one.quote.text


@pytest.mark.parametrize(
    ("article", "question"),
    [
        pytest.param("harbour.md", "How many ships called in 2019?", id="a-year-that-is-not-there"),
        pytest.param("schools.md", "What did Elm Road score in chemistry?", id="a-column-that-is-not-there"),
        pytest.param("trains.md", "When does the first train leave Harn?", id="a-row-that-is-not-there"),
        pytest.param("harbour.md", "Why did fewer ships call?", id="no-question-for-a-cell"),
        pytest.param("battery.md", "Did the Stratus X cost 4,200?", id="yes-or-no"),
    ],
)
def test_in_doubt_no_cell_is_given(retrieved: dict[str, list[RetrievedPassage]], article: str, question: str) -> None:
    assert cell_answer(question, retrieved[article]) is None


LEVELS = "# Levels\n\n| Month | Level |\n| --- | --- |\n| April | 91 |\n| October | 44 |\n"
FLEETS = "# Fleets\n\n| Town | Ships | Boats |\n| --- | --- | --- |\n| Harn | 12 | 44 |\n| Velm | 9 | 30 |\n"


@pytest.mark.parametrize(
    ("text", "question", "kept"),
    [
        pytest.param(LEVELS, "yarrow level october", True, id="keywords"),
        pytest.param(LEVELS, "What was it in October?", True, id="the-only-column"),
        pytest.param(LEVELS, "What was the level in December?", False, id="another-row"),
        pytest.param(FLEETS, "How many boats does Harn have?", True, id="a-column"),
        pytest.param(FLEETS, "How many has Harn?", False, id="no-column"),
    ],
)
def test_a_number_of_a_row_answers_where_row_and_column_are_told(
    encoder: Encoder, text: str, question: str, kept: bool
) -> None:
    article = article_from_text(text, source="a.md")
    found = [RetrievedPassage(passage, article) for passage in passages(article, encoder.count_tokens)]
    made = [
        Candidate(each, number, sentence.start + at, sentence.start + at + 2, (0.0,) * len(FEATURES))
        for each in found
        for number, sentence in enumerate(each.passage.sentences)
        if (at := sentence.text.find("44")) >= 0
    ]
    assert len(made) == 1
    assert bool(without_stray_cells(question, [(made[0], 1.0)])) is kept


def test_the_compared_column_is_told_with_the_row_that_has_most(retrieved: dict[str, list[RetrievedPassage]]) -> None:
    found = cell_answer("Which bike has the longest range?", retrieved["battery.md"])
    assert found
    assert (found.cell.text, found.column) == ("Lindt Tour", "Range, km")


def test_a_name_of_another_article_keeps_this_ones_table_out() -> None:
    northwind, alba = (
        article_from_text(text, source="", title=title)
        for title, text in (
            ("Northwind", "| | 2024 | 2023 |\n| --- | --- | --- |\n| Revenue | 512 | 482 |"),
            ("Alba", "Revenue was 871 million in 2024."),
        )
    )
    found = [
        RetrievedPassage(each, article)
        for article in (northwind, alba)
        for each in passages(article, lambda part: len(part.split()))
    ]
    assert cell_answer("How much revenue did Alba have in 2024?", found) is None
    assert (answer := cell_answer("How much revenue did Northwind have in 2024?", found))
    assert answer.cell.text == "512"


def test_rows_outside_the_passages_are_not_looked_at(retrieved: dict[str, list[RetrievedPassage]]) -> None:
    first = [each for each in retrieved["harbour.md"] if "|" not in each.passage.text]
    assert cell_answer("How many ships called in 2023?", first) is None


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("How many ships came to Skarn?", "97"),
        ("What was the revenue of Bodin?", "230,000"),
        ("Who is the harbour master of Velm?", "Ida Holm"),
    ],
)
def test_a_cell_of_a_pdf_is_cited_by_its_row(encoder: Encoder, question: str, cell: str) -> None:
    rows = [
        ["Harbour", "Ships", "Revenue, crowns", "Harbour master"],
        ["Velm", "312", "48,200", "Ida Holm"],
        ["Skarn", "97", "12,950", "Jonas Vik"],
        ["Bodin", "1,204", "230,000", "Signe Aas"],
    ]
    lines = [
        (50.0 + 120 * place, 700.0 - 18 * row, 10.0, text)
        for row, texts in enumerate(rows)
        for place, text in enumerate(texts)
    ]
    article = article_from_bytes(pdf(lines), name="accounts.pdf", source="")
    found = cell_answer(question, [RetrievedPassage(each, article) for each in passages(article, encoder.count_tokens)])
    assert found
    assert found.cell.text == article.text[found.cell.start : found.cell.end] == cell
    assert found.quote.text.count("|") == 5


LEAGUE = """| Pos | Team | P | Won | Lost | Goals for | Points |
| --- | --- | --- | --- | --- | --- | --- |
| 1 | Velm Rowers | 9 | 7 | 1 | 31 | 22 |
| 2 | Harn City | 9 | 6 | 2 | 19 | 19 |
| 3 | Tessel | 9 | 2 | 6 | 8 | 7 |"""
MUSEUMS = """| Museum | Visitors in 2023 | Visitors in 2024 | Staff | Opened |
| --- | --- | --- | --- | --- |
| Clock House | 41,200 | 39,800 | 12 | 1961 |
| Salt Barn | 18,050 | 22,400 | 5 | 2004 |
| Tram Shed | 9,900 | 10,100 | 3 | 1988 |
| Total | 69,150 | 72,300 | 20 | |"""
FIRM = """| Unit | Turnover, 2024 (€m) | Turnover, 2023 (€m) | Margin | Headcount |
| --- | --- | --- | --- | --- |
| Paint | 88.1 | 90.4 | 7.5% | 640 |
| Glue | 12.6 | 10.0 | -1.2% | 95 |
| Varnish | 40.2 | 37.7 | 9.9% | 210 |"""


def asked(table: str, question: str) -> tuple[str, str] | None:
    """The cell's text and its column's header."""
    article = article_from_text(f"Figures\n\n{table}\n", source="", title="Figures")
    found = cell_answer(
        question, [RetrievedPassage(each, article) for each in passages(article, lambda part: len(part.split()))]
    )
    assert found is None or article.text[found.cell.start : found.cell.end] == found.cell.text
    return (found.cell.text, found.column) if found else None


@pytest.mark.parametrize(
    ("table", "question", "cell", "column"),
    [
        pytest.param(LEAGUE, "how many points does Harn have", "19", "Points", id="named-in-the-second-column"),
        pytest.param(LEAGUE, "who is top of the table?", "Velm Rowers", "Pos", id="top-of-the-table"),
        pytest.param(LEAGUE, "who is third in the table?", "Tessel", "Pos", id="a-place-in-the-table"),
        pytest.param(LEAGUE, "how many games did Tessel lose?", "6", "Lost", id="the-verb-in-the-past"),
        pytest.param(MUSEUMS, "how many people work at the Salt Barn?", "5", "Staff", id="other-words-for-the-column"),
        pytest.param(MUSEUMS, "visitors of the Tram Shed", "10,100", "Visitors in 2024", id="keywords-latest-year"),
        pytest.param(MUSEUMS, "Which museum has the fewest workers?", "Tram Shed", "Staff", id="least-in-other-words"),
        pytest.param(FIRM, "which division has the best margin", "Varnish", "Margin", id="best"),
        pytest.param(FIRM, "which division has the worst margin", "Glue", "Margin", id="worst"),
        pytest.param(FIRM, "which is the smallest unit?", "Glue", "Turnover, 2024 (€m)", id="size-alone"),
        pytest.param(FIRM, "what were the sales of paint in 2023?", "90.4", "Turnover, 2023 (€m)", id="asked-year"),
    ],
)
def test_a_cell_is_found_by_other_words_and_by_order(table: str, question: str, cell: str, column: str) -> None:
    assert asked(table, question) == (cell, column)


@pytest.mark.parametrize(
    ("table", "question"),
    [
        pytest.param(LEAGUE, "how many points behind the leader is Tessel?", id="a-difference"),
        pytest.param(LEAGUE, "when do they play again at Harn City?", id="a-count-is-no-date"),
        pytest.param(LEAGUE, "how many fans does Tessel have?", id="no-such-column"),
        pytest.param(LEAGUE, "who is the best player?", id="other-rows"),
        pytest.param(MUSEUMS, "how many museums are there?", id="a-count"),
        pytest.param(MUSEUMS, "opening of the Salt Barn by the king", id="keywords-of-something-else"),
        pytest.param(FIRM, "how much profit did glue make?", id="another-measure"),
        pytest.param(FIRM, "which division has the best coffee?", id="most-of-something-else"),
        pytest.param(FIRM, "how is glue doing?", id="no-question-for-a-number"),
    ],
)
def test_where_row_or_column_is_not_told_there_is_no_cell(table: str, question: str) -> None:
    assert asked(table, question) is None


def test_the_row_is_cited_from_its_own_article(encoder: Encoder) -> None:
    prose = article_from_text("The tea was late. " * 40, source="walk.md")
    sales = article_from_text(
        "# Sales\n\n| Product | Revenue |\n| --- | --- |\n| Tea | 12 |\n| Bread | 30 |\n", source="sales.md"
    )
    retrieved = [
        RetrievedPassage(passage, article)
        for article in (prose, sales)
        for passage in passages(article, lambda part: len(part.split()))
    ]
    found = cell_answer("What is the revenue of tea?", retrieved)
    assert found
    assert (found.cell.text, found.quote.article) == ("12", sales)
