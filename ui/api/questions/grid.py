"""The routes of a grid: questions of many articles, streamed cell by cell, and the finished grid as a file."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, StrictFloat, StrictInt

from index.errors import EmptyScopeError
from rag.models import AnswererName, Question
from ui.api.errors import problem_of
from ui.api.route_docs import BUSY, CHARGE, EVENTS, UNKNOWN, UNREADABLE, Charge, require_json
from ui.api.schemas import MAX_SCOPE, ArticleId, DayBody, ModelName, QuestionText, TagBody, Text
from ui.api.streaming import EventStream, kept_alive, sent
from ui.service.admission import BusyError
from ui.service.answering.grid import (
    MAX_GRID_CELLS,
    MAX_GRID_QUESTIONS,
    CellQuote,
    CellStatus,
    GridArticle,
    GridCell,
    GridPlan,
    filled,
)
from ui.service.answering.grid_files import GRID_FILES, Grid
from ui.service.articles.listing import ListQuery
from ui.service.protocol import HostedService, log_defect

GRID = "/api/grid"
GRID_FILE = "/api/grid/file"
MAX_PAUSE_S = 60
"""Seconds that a cell waits where the rate limit is reached; it fails where it would take longer."""
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


class GridBody(BaseModel):
    """What is asked of which articles."""

    questions: Annotated[list[QuestionText], Field(min_length=1, max_length=MAX_GRID_QUESTIONS)] = Field(
        examples=[["Who opened the bridge?"]], description="Each is asked of each article by itself."
    )
    articles: Annotated[list[ArticleId], Field(min_length=1, max_length=MAX_SCOPE)] | None = Field(
        default=None, description="The ids of the articles, in the order of the rows; absent: all, by title."
    )
    tag: TagBody | None = Field(default=None, description="Only articles that have this tag.")
    published_after: DayBody | None = Field(default=None, description="Only those of this day or later.")
    answerer: AnswererName | None = Field(default=None, description="As of a question.")
    model: ModelName | None = Field(default=None, description="As of a question.")

    def to_plan(self, service: HostedService) -> GridPlan:
        """The grid's rows and columns.

        Raises:
            UnknownArticleError: It names an article that is not there.
            EmptyScopeError: No article is chosen.
            GridError: It is too large.
        """
        page = service.listing.page(ListQuery(limit=MAX_GRID_CELLS + 1, tag=self.tag, sort="title"))
        wanted = {
            entry.article.id: GridArticle(entry.article.id, entry.article.title)
            for entry in page.entries
            if not self.published_after or entry.article.published >= self.published_after
        }
        for article_id in self.articles or ():
            service.article(article_id)
        chosen = [wanted[each] for each in dict.fromkeys(self.articles) if each in wanted] if self.articles else None
        rows = tuple(wanted.values() if chosen is None else chosen)
        if not rows:
            raise EmptyScopeError("There is no such article: none is chosen.")
        return GridPlan(tuple(self.questions), rows, self.answerer, self.model)


class RowBody(BaseModel):
    """An article of a grid."""

    id: Text
    title: Text


class QuoteBody(BaseModel):
    """As `ui.service.answering.grid.CellQuote`."""

    quote: Text
    start: StrictInt
    end: StrictInt
    page: StrictInt | None = None


class CellBody(BaseModel):
    """As `ui.service.answering.grid.GridCell`."""

    article: StrictInt
    question: StrictInt
    status: CellStatus
    text: Text = ""
    confidence: StrictFloat = Field(default=0.0, allow_inf_nan=False)
    quotes: list[QuoteBody] = []

    def to_cell(self) -> GridCell:
        """The cell with its quotes."""
        quotes = tuple(CellQuote(each.quote, each.start, each.end, each.page) for each in self.quotes)
        return GridCell(self.article, self.question, self.status, self.text, self.confidence, quotes)


class GridFileBody(BaseModel):
    """A grid that was filled, to be made a file."""

    format: Literal["csv", "xlsx", "json"]
    questions: Annotated[list[Text], Field(min_length=1, max_length=MAX_GRID_QUESTIONS)]
    articles: Annotated[list[RowBody], Field(min_length=1, max_length=MAX_GRID_CELLS)]
    cells: Annotated[list[CellBody], Field(max_length=MAX_GRID_CELLS)]

    def to_grid(self) -> Grid:
        """The grid with its rows, columns and cells."""
        articles = tuple(GridArticle(each.id, each.title) for each in self.articles)
        return Grid(tuple(self.questions), articles, tuple(each.to_cell() for each in self.cells))


def grid_router(service: HostedService) -> APIRouter:
    """The routes `POST /api/grid` and `POST /api/grid/file`."""
    router = APIRouter()

    async def planned(body: GridBody) -> GridPlan:
        plan = await asyncio.to_thread(body.to_plan, service)
        first = Question(plan.questions[0], plan.articles[0].id, answerer=plan.answerer, model=plan.model)
        await asyncio.to_thread(service.check, first)
        return plan

    @router.post(
        GRID,
        response_class=Response,
        dependencies=[Depends(require_json)],
        responses={**EVENTS, **UNREADABLE, **UNKNOWN, **BUSY},
    )
    async def grid(request: Request, plan: Annotated[GridPlan, Depends(planned)]) -> EventStream:
        """Asks each question of each article by itself, and tells each cell as it is filled.

        Events: `grid` once, with its questions and articles; `cell` with each cell, in the order in which they are
        done: its row `article`, its column `question`, its short answer and quotes; `done` with how many there are of
        each status. A cell that fails says why, and the others go on. A client that goes away ends the work. Each cell
        counts against a rate limit as a question does; where that is reached, the rest waits, or fails where that would
        be for more than a minute.
        """
        return EventStream(kept_alive(grid_events(service, plan, request.scope.get(CHARGE))))

    @router.post(
        GRID_FILE,
        response_class=Response,
        dependencies=[Depends(require_json)],
        responses={200: {"content": {"*/*": {}}}, **UNREADABLE},
    )
    def grid_file(body: GridFileBody) -> Response:
        """Makes a file of a grid that was filled: CSV, XLSX or JSON."""
        made = GRID_FILES[body.format](body.to_grid())
        name = f'attachment; filename="grid.{body.format}"'
        return Response(made, media_type=MEDIA_TYPES[body.format], headers={"Content-Disposition": name})

    return router


async def grid_events(
    service: HostedService, plan: GridPlan, charge: Charge | None = None
) -> AsyncGenerator[str, None]:
    """The events of a grid; those who ask single questions find a place beside it.

    Args:
        service: Answers the cells.
        plan: What is asked.
        charge: Takes one more request of the asker's rate limit; the grid's own has been taken, for the first cell.
    """
    counts = dict.fromkeys(("answered", "not_in_article", "chat", "failed"), 0)
    begun = {"questions": plan.questions, "articles": [asdict(each) for each in plan.articles], "cells": plan.cells}
    yield sent(begun, name="grid")
    at_once = max(1, service.turns.max_running - 1)
    async with aclosing(filled(plan, service.answer, at_once, problem_told, admission(charge))) as cells:
        async for cell in cells:
            counts[cell.status] += 1
            yield sent(asdict(cell), name="cell")
    yield sent({"cells": plan.cells, **counts}, name="done")


def admission(charge: Charge | None) -> Callable[[], Awaitable[None]] | None:
    """What each cell waits for: a request that is left of the rate limit, but for the first; None for no limit."""
    if charge is None:
        return None
    first = iter([True])

    async def admitted() -> None:
        while not next(first, False) and (seconds := await charge()):
            if seconds > MAX_PAUSE_S:
                raise BusyError("The rate limit is reached", seconds)
            await asyncio.sleep(seconds)

    return admitted


def problem_told(error: Exception) -> str:
    """What is said of an error; one that is not ours is logged."""
    log_defect(error)
    return problem_of(error).detail
