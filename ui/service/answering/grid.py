"""Many questions of many articles: a grid, each cell a cited short answer or an honest blank."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from index.errors import ArticleChatError
from rag.models import Answer, AnswererName, Citation, Question
from ui.service.admission import BusyError

MAX_GRID_QUESTIONS, MAX_GRID_CELLS = 20, 4000
"""Questions, and cells in all: on two processors as many take some minutes."""
BUSY_TRIES, MAX_BUSY_PAUSE_S = 20, 5
"""How often a cell is tried where too many ask, and seconds between two tries at most."""

CellStatus = Literal["answered", "not_in_article", "chat", "failed"]
"""As an answer's; `failed`: there is none, and the text says why."""


class GridError(ArticleChatError):
    """A grid that is too large, or empty."""


@dataclass(frozen=True, slots=True)
class GridArticle:
    """An article of a grid: one of its rows."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class GridPlan:
    """What is asked of which articles, and who answers (see `rag.models.Question`)."""

    questions: tuple[str, ...]
    articles: tuple[GridArticle, ...]
    answerer: AnswererName | None = None
    model: str | None = None

    def __post_init__(self) -> None:
        if not self.questions or not self.articles:
            raise GridError("A grid has at least one question and one article: add them.")
        if len(self.questions) > MAX_GRID_QUESTIONS or self.cells > MAX_GRID_CELLS:
            raise GridError(
                f"{len(self.questions)} questions of {len(self.articles):,} articles are {self.cells:,} cells: a grid"
                f" has {MAX_GRID_QUESTIONS} questions and {MAX_GRID_CELLS:,} cells at most."
            )

    @property
    def cells(self) -> int:
        """How many cells it has."""
        return len(self.questions) * len(self.articles)


@dataclass(frozen=True, slots=True)
class CellQuote:
    """The article's words that carry a cell; offsets count code points in its text."""

    quote: str
    start: int
    end: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell.

    Attributes:
        article: Its row, from 0.
        question: Its column, from 0.
        status: What came of it.
        text: The short answer, or else the sentence that answers; why there is none where it failed, else empty.
        confidence: As the answer's, 0 to 1.
        quotes: What carries it; none where it is not `answered`.
    """

    article: int
    question: int
    status: CellStatus
    text: str = ""
    confidence: float = 0.0
    quotes: tuple[CellQuote, ...] = ()


async def filled(
    plan: GridPlan,
    answer: Callable[[Question], Awaitable[Answer]],
    at_once: int,
    told: Callable[[Exception], str],
    admitted: Callable[[], Awaitable[None]] | None = None,
) -> AsyncGenerator[GridCell, None]:
    """The cells as they are filled, article by article; one that fails says so, and the others go on.

    Closing the generator ends the work.

    Args:
        plan: What is asked.
        answer: Answers one question.
        at_once: Cells that are worked on at the same time.
        told: What is said of an error.
        admitted: Waited for before each cell, which fails where it raises `BusyError`; None: nothing is.
    """
    places = product(range(len(plan.articles)), range(len(plan.questions)))
    running: set[asyncio.Task[GridCell]] = set()
    try:
        while True:
            while len(running) < at_once and (place := next(places, None)):
                running.add(asyncio.create_task(_cell(plan, *place, answer, told, admitted)))
            if not running:
                return
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                yield task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _cell(
    plan: GridPlan,
    article: int,
    question: int,
    answer: Callable[[Question], Awaitable[Answer]],
    told: Callable[[Exception], str],
    admitted: Callable[[], Awaitable[None]] | None,
) -> GridCell:
    asked = Question(
        plan.questions[question], plan.articles[article].id, answerer=plan.answerer, model=plan.model
    )  # no history: the cells of a row are no conversation
    try:
        if admitted:
            await admitted()
    except BusyError as error:
        return GridCell(article, question, "failed", told(error))
    for tries_left in reversed(range(BUSY_TRIES)):
        try:
            return cell_of(await answer(asked), article, question)
        except BusyError as error:
            if not tries_left:
                return GridCell(article, question, "failed", told(error))
            await asyncio.sleep(min(error.seconds, MAX_BUSY_PAUSE_S))
        except Exception as error:
            return GridCell(article, question, "failed", told(error))
    raise AssertionError("the last try returns")


def cell_of(answer: Answer, article: int, question: int) -> GridCell:
    """An answer as a cell: what is short of it, with the quotes that carry that."""
    if answer.status != "answered":
        text = answer.answer if answer.status == "chat" else ""
        return GridCell(article, question, answer.status, text, answer.confidence)
    if answer.items:
        text, numbers = "; ".join(item.text for item in answer.items), {n for i in answer.items for n in i.citations}
    else:
        short = answer.short_answer or ""
        cited = [sentence for sentence in answer.sentences if sentence.citations]
        carrying = next((each for each in cited if short and short in each.text), cited[0])
        text, numbers = short or carrying.text, set(carrying.citations)
    return GridCell(article, question, "answered", text, answer.confidence, _quotes(answer.citations, numbers))


def _quotes(citations: Sequence[Citation], numbers: set[int]) -> tuple[CellQuote, ...]:
    return tuple(CellQuote(each.quote, each.start, each.end, each.page) for each in citations if each.number in numbers)
