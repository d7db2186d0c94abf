"""The command that fills a grid: questions of many articles, into a file."""

import asyncio
import sys
from contextlib import aclosing
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from index.errors import ArticleChatError, EmptyScopeError, SourceError, UnknownArticleError
from ui.api.schemas import QuestionText
from ui.cli.local import open_service
from ui.service.answering.grid import GridArticle, GridCell, GridPlan, filled
from ui.service.answering.grid_files import GRID_FILES, Grid
from ui.service.articles.summary import ArticleSummary
from ui.service.protocol import AnswerService, log_defect
from ui.settings import load_settings

STANDARD_INPUT = "-"
AT_ONCE = 2
"""Cells that are worked on at the same time; a server has its own order among all who ask."""
QUESTION = TypeAdapter(QuestionText)


def grid(
    questions: Annotated[str, typer.Argument(help="A text file, a question on each line; - reads standard input.")],
    out: Annotated[Path, typer.Option(help="The file to write: .csv, .xlsx or .json.")],
    articles: Annotated[
        list[str] | None, typer.Option(help="The id of an article to ask, repeatable; none: all, by title.")
    ] = None,
    tag: Annotated[str | None, typer.Option(help="Ask only articles with this tag.")] = None,
    model: Annotated[
        str | None, typer.Option(help="The language model that answers; as ask does, if not given.")
    ] = None,
) -> None:
    """Ask each question of each article, and write the short answers with their quotes to a table."""
    suffix = out.suffix.lower().removeprefix(".")
    if suffix not in GRID_FILES:
        raise typer.BadParameter(f"name a file that ends with .{', .'.join(GRID_FILES)}", param_hint="--out")
    asked = _read(questions)
    with open_service(load_settings()) as service:
        chosen = _chosen(service.summaries(), articles, tag)
        plan = GridPlan(asked, tuple(GridArticle(each.id, each.title) for each in chosen), model=model)
        service.load()
        cells = asyncio.run(_cells(service, plan))
    made = GRID_FILES[suffix](Grid(plan.questions, plan.articles, cells))
    try:
        out.write_bytes(made)
    except OSError as error:
        raise SourceError(f"{str(out)!r} cannot be written ({error.strerror}): name another file.") from error
    counts = {name: sum(cell.status == name for cell in cells) for name in ("answered", "not_in_article", "failed")}
    told = f"answered: {counts['answered']}, not in the article: {counts['not_in_article']}"
    typer.echo(f"filled  {out}  (cells: {plan.cells}, {told}, failed: {counts['failed']})")


def _read(file: str) -> tuple[str, ...]:
    try:
        text = sys.stdin.read() if file == STANDARD_INPUT else Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(f"{file!r} cannot be read ({error.strerror}): check the path.") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{file!r} is not UTF-8: give a text file with a question on each line.") from error
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            found += [QUESTION.validate_python(line)] if line.strip() else []
        except ValidationError as error:
            raise SourceError(
                f"Line {number} of {file!r} is no question: {error.errors()[0]['msg'].lower()}."
            ) from error
    return tuple(found)


def _chosen(summaries: list[ArticleSummary], ids: list[str] | None, tag: str | None) -> list[ArticleSummary]:
    by_id = {each.id: each for each in summaries}
    for article_id in ids or ():
        if article_id not in by_id:
            raise UnknownArticleError(f"There is no article {article_id!r}: 'article-chat articles' lists them.")
    named = [by_id[each] for each in dict.fromkeys(ids)] if ids else sorted(summaries, key=lambda each: each.title)
    chosen = [each for each in named if tag is None or tag in each.tags]
    if not chosen:
        raise EmptyScopeError(f"No article has the tag {tag!r}." if tag else "Nothing is indexed yet: add articles.")
    return chosen


async def _cells(service: AnswerService, plan: GridPlan) -> tuple[GridCell, ...]:
    cells = []
    progress = sys.stderr.isatty()
    async with aclosing(filled(plan, service.answer, AT_ONCE, _told)) as filling:
        async for cell in filling:
            cells.append(cell)
            if progress:
                typer.echo(f"\r{len(cells)} of {plan.cells} cells", err=True, nl=len(cells) == plan.cells)
    return tuple(cells)


def _told(error: Exception) -> str:
    log_defect(error)
    return str(error) if isinstance(error, ArticleChatError) else "Something went wrong."
