"""A grid: its cells, its limits, and its files."""

import asyncio
import csv
import io
from contextlib import aclosing
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from index.models import Article
from rag.models import Answer, AnswerItem, Question
from tests.support.servers.scripted_service import ScriptedAssistant, awaited
from ui.service.admission import BusyError
from ui.service.answering.grid import (
    MAX_GRID_QUESTIONS,
    CellQuote,
    GridArticle,
    GridCell,
    GridError,
    GridPlan,
    cell_of,
    filled,
)
from ui.service.answering.grid_files import Grid, csv_file, xlsx_file

ONE, TWO = (Article(title, f"{title} opened. It is red.", "") for title in ("One", "Two"))
ROWS = tuple(GridArticle(each.id, each.title) for each in (ONE, TWO))
PLAN = GridPlan(("Which?", "What colour?"), ROWS, model="a:b")
FORMULA = '=HYPERLINK("http://x.example")'


@pytest.fixture
def answer() -> Answer:
    assistant = ScriptedAssistant([ONE], {"Which?": ["One opened.", "It is red."]})
    assistant.load()
    return awaited(assistant.answer(Question("Which?")))


def cells(plan: GridPlan, answered: object, at_once: int = 2) -> list[GridCell]:
    async def collected() -> list[GridCell]:
        async with aclosing(filled(plan, answered, at_once, str)) as found:  # type: ignore[arg-type]
            return [cell async for cell in found]

    return awaited(collected())


def test_each_question_is_asked_of_each_article_and_one_failure_ends_nothing(answer: Answer) -> None:
    asked: list[Question] = []

    async def answered(question: Question) -> Answer:
        asked.append(question)
        if question.article == TWO.id and question.question == "Which?":
            raise RuntimeError("lost")
        return answer if question.article == ONE.id else replace(answer, status="not_in_article")

    found = {(cell.article, cell.question): cell for cell in cells(PLAN, answered)}
    assert {place: cell.status for place, cell in found.items()} == {
        (0, 0): "answered",
        (0, 1): "answered",
        (1, 0): "failed",
        (1, 1): "not_in_article",
    }
    assert found[1, 0].text == "lost"
    assert found[0, 0].quotes == (CellQuote("One opened.", 0, 11),)
    assert all(each.model == "a:b" and not each.history for each in asked)


def test_no_more_than_so_many_are_worked_on_and_the_busy_are_asked_again(answer: Answer) -> None:
    running, most, refused = 0, 0, iter([True])

    async def answered(_: Question) -> Answer:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        if next(refused, False):
            raise BusyError("Too many", 0)
        return answer

    assert {cell.status for cell in cells(PLAN, answered)} == {"answered"}
    assert most == 2


def test_who_stops_listening_ends_the_work() -> None:
    ended = []

    async def answered(question: Question) -> Answer:
        try:
            if question.article == TWO.id:
                raise ValueError("no")
            await asyncio.Event().wait()
        finally:
            ended.append(question.article)
        raise AssertionError

    async def first() -> GridCell:
        async with aclosing(filled(GridPlan(("Which?",), ROWS), answered, 2, str)) as found:  # type: ignore[arg-type]
            return await anext(found)

    assert awaited(first()).status == "failed"
    assert sorted(ended) == sorted((ONE.id, TWO.id))


def test_a_cell_has_the_short_answer_and_what_carries_it(answer: Answer) -> None:
    assert cell_of(replace(answer, short_answer="red"), 0, 0).quotes[0].quote == "It is red."
    assert cell_of(answer, 0, 0).text == "One opened."
    listed = cell_of(replace(answer, items=(AnswerItem("One", (1,)), AnswerItem("red", (2,)))), 0, 0)
    assert (listed.text, len(listed.quotes)) == ("One; red", 2)
    assert cell_of(replace(answer, status="chat", answer="It says so itself."), 0, 0).quotes == ()


@pytest.mark.parametrize(
    ("questions", "rows"), [((), 1), (("Which?",), 0), (("Which?",) * (MAX_GRID_QUESTIONS + 1), 1), (("Which?",), 4001)]
)
def test_a_grid_that_is_empty_or_too_large_is_refused(questions: tuple[str, ...], rows: int) -> None:
    with pytest.raises(GridError, match="grid has"):
        GridPlan(questions, ROWS[:1] * rows)


@pytest.fixture
def grid() -> Grid:
    told = GridCell(0, 0, "answered", FORMULA, 0.9, (CellQuote("@SUM(1)\x0b, ünï", 3, 12, 4),))
    failed = GridCell(1, 1, "failed", "lost")
    return Grid(("Which?", "+1?"), (GridArticle("a", "-2"), GridArticle("b", "Two")), (told, failed))


def test_no_cell_of_a_csv_file_is_computed(grid: Grid) -> None:
    written = csv_file(grid)
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert rows[0] == ["article", "id", "Which?", "Which? (quote)", "'+1?", "'+1? (quote)"]
    assert rows[1] == ["'-2", "a", f"'{FORMULA}", "'@SUM(1)\x0b, ünï", "", ""]
    assert rows[2][4] == "(failed) lost"
    assert written.startswith(b"\xef\xbb\xbf")


def test_a_workbook_has_the_grid_and_its_quotes_as_texts(grid: Grid) -> None:
    book = load_workbook(io.BytesIO(xlsx_file(grid)))
    assert [[cell.value for cell in row] for row in book["Answers"].iter_rows()] == [
        ["Article", "Which?", "+1?"],
        ["-2", FORMULA, None],
        ["Two", None, "(failed) lost"],
    ]
    assert book["Answers"]["B2"].data_type == "s"
    assert [cell.value for cell in book["Quotes"][2]] == ["-2", "Which?", FORMULA, "@SUM(1), ünï", 4, 3, 12, 0.9, "a"]
