"""Questions whose answer is a cell: row and column are named, and in doubt nothing is said."""

import json
from pathlib import Path

import pytest

from index.chunking import passages
from index.embeddings.encoder import Encoder
from index.sources.load import article_from_bytes, article_from_text, load_file
from rag.answering.extractive.table_lookup import cell_answer
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
    found = [RetrievedPassage(each, article) for article in (northwind, alba) for each in passages(article, len)]
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
