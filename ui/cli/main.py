"""The command line: article-chat."""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from index.errors import ArticleChatError
from index.text.tags import clean_tags
from rag.models import AnswererName
from ui import VERSION
from ui.api.article_schemas import ArticlesBody
from ui.api.schemas import ArticleId, QuestionBody
from ui.cli.articles import library
from ui.cli.articles.library import added, loaded, reading_notes, tags_of
from ui.cli.articles.refresh import refresh
from ui.cli.articles.watch import watch
from ui.cli.client import running_server
from ui.cli.feedback.command import feedback
from ui.cli.grid import grid
from ui.cli.local import open_local_service, open_service
from ui.cli.mcp.command import mcp
from ui.cli.serving.serve import serve
from ui.cli.verification.command import verify
from ui.service.factory import opened_store, owned_folder, place_of
from ui.service.plain_text import answer_text, shown
from ui.settings import load_settings

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, as the HTTP API gives it.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"article-chat {VERSION}")
        raise typer.Exit


@cli.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Answers questions about articles in their own words, every sentence cited."""


def main() -> None:
    """Runs a command; what a user can mend is one line on stderr and exit code 1."""
    try:
        cli()
    except ArticleChatError as error:
        typer.echo(f"article-chat: {error}", err=True)
        sys.exit(1)


@cli.command()
def index(
    sources: Annotated[list[str] | None, typer.Argument(metavar="SOURCE", help="Files, folders or URLs.")] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="First make the index anew, with the embedding model that is set now.")
    ] = False,
    tags: Annotated[
        list[str] | None, typer.Option("--tag", help="A tag for all of them; may be given several times.")
    ] = None,
) -> None:
    """Add or refresh articles."""
    if not sources and not rebuild:
        raise typer.BadParameter("name at least one file, folder or URL", param_hint="SOURCE")
    settings, kept = load_settings(), clean_tags(tags or [])
    if rebuild:
        with open_local_service(settings) as local:
            read = loaded(sources or [], settings)
            local.open_store(rebuild=True)
            results = added(read, local, kept, settings)
    else:
        with open_service(settings) as service:
            results = added(loaded(sources or [], settings), service, kept, settings)
    for article, done in results:
        typer.echo(f"{done}  {article.id}  {article.title}{reading_notes(article)}")


@cli.command()
def articles(as_json: AsJson = False) -> None:
    """List what is indexed."""
    with open_service(load_settings()) as service:
        summaries = service.summaries()
    if as_json:
        typer.echo(_json(ArticlesBody.of(summaries).model_dump()))
        return
    if not summaries:
        typer.echo("Nothing is indexed yet: 'article-chat index SOURCE' adds articles.", err=True)
    for each in summaries:
        typer.echo(shown(f"{each.id}  {each.title}  ({each.passages} passages){tags_of(each)}{reading_notes(each)}"))


@cli.command()
def remove(article_id: Annotated[str, typer.Argument(help="As 'article-chat articles' lists it.")]) -> None:
    """Forget one article."""
    with naming("ARTICLE_ID"):
        TypeAdapter(ArticleId).validate_python(article_id)
    with open_service(load_settings()) as service:
        service.remove(article_id)
    typer.echo(f"removed  {article_id}")


@cli.command()
def check() -> None:
    """Look for passages and vectors that are missing in the index, and mend it."""
    settings = load_settings()
    with owned_folder(settings), opened_store(settings) as store:
        found = store.repair()
    mended = f", mended: {found.mended}" if found.mended else ""
    state = "mended" if found.mended else "whole"
    typer.echo(f"{state}  (articles: {found.articles}, passages and sentences: {found.records}{mended})")


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="Where to; a file of that name is replaced.")]) -> None:
    """Write all articles to one file."""
    settings = load_settings()
    with owned_folder(settings):
        from index.maintenance.backup import backup as write_backup
        from index.store.catalog import stored_articles, stored_stamp

        entries = stored_articles(place_of(settings))
        write_backup(entries, stored_stamp(place_of(settings)), file)
    typer.echo(f"backed up  {file}  (articles: {len(entries)})")


@cli.command()
def restore(file: Annotated[Path, typer.Argument(help="As 'article-chat backup' wrote it.")]) -> None:
    """Add the articles of a backup, each in place of another text from its source."""
    settings = load_settings()
    with owned_folder(settings):
        from index.maintenance.backup import read_backup
        from index.maintenance.backup import restore as restored

        read_backup(file)  # before the models are loaded, which takes seconds
        with opened_store(settings) as store:
            for result in restored(file, store):
                article = result.entry.article
                typer.echo(f"{'restored' if result.changed else 'unchanged'}  {article.id}  {article.title}")


@cli.command()
def ask(
    question: Annotated[str, typer.Argument(help="Up to 2,000 characters.")],
    article: Annotated[str | None, typer.Option(help="The id of the one article to answer from.")] = None,
    tag: Annotated[str | None, typer.Option(help="Answer only from articles with this tag.")] = None,
    published_after: Annotated[
        str | None, typer.Option(metavar="DATE", help="Answer only from articles of this day or later: 2025-10-31.")
    ] = None,
    max_error: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Largest share of answers that may be wrong, such as 0.1.")
    ] = None,
    answerer: Annotated[AnswererName | None, typer.Option(help="Who answers; as ARTICLE_CHAT_CHAT_MODEL says.")] = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question."""
    with naming("QUESTION", article="--article", published_after="--published-after"):
        asked = QuestionBody(
            question=question, article=article, tag=tag, published_after=published_after, answerer=answerer
        )
    settings = load_settings(max_error=max_error)
    if max_error is not None and (server := running_server(settings)):
        told = f"the server at {server.address} answers: start it with --max-error"
        raise typer.BadParameter(told, param_hint="--max-error")
    with open_service(settings) as service:
        service.load()
        body = asyncio.run(service.answer(asked.to_question())).to_dict()
    typer.echo(_json(body) if as_json else shown(answer_text(body)))


@cli.command("eval")
def evaluate(
    questions: Annotated[Path, typer.Argument(help="JSON Lines or SQuAD JSON, gzipped or not.")],
    as_json: AsJson = False,
    out: Annotated[Path, typer.Option(help="The folder that the reports are written to.")] = Path("eval-report"),
    against: Annotated[Path | None, typer.Option(help="The report.json of another run, to compare with.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only so many, drawn the same each time.")] = None,
    everywhere: Annotated[bool, typer.Option(help="Ask all articles together, not each question's own.")] = False,
    misplaced: Annotated[bool, typer.Option(help="Ask each question of another article, which has no answer.")] = False,
    texts: Annotated[bool, typer.Option(help="Tell questions, answers and quotes in the reports.")] = True,
) -> None:
    """Score a question set end to end; writes report.json, report.md, report.html and reliability.svg."""
    from ui.cli.evaluate import run_evaluation

    report = run_evaluation(
        load_settings(), questions, out, against, limit=limit, everywhere=everywhere, misplaced=misplaced, texts=texts
    )
    typer.echo(_json(report.body) if as_json else report.summary)


@cli.command()
def calibrate(
    questions: Annotated[Path, typer.Argument(help="JSON Lines or SQuAD JSON, as for 'eval'; not used for figures.")],
    out: Annotated[Path, typer.Option(help="The file of calibration scores.")] = Path("calibration-scores.json"),
    limit: Annotated[int | None, typer.Option(min=1, help="Ask only so many, drawn the same each time.")] = None,
) -> None:
    """Measure how sure answers must be to keep a promise on your own questions; for ARTICLE_CHAT_CALIBRATION."""
    from ui.cli.evaluate import run_calibration

    typer.echo(run_calibration(load_settings(), questions, out, limit=limit))


cli.command()(library.tag)
cli.command()(refresh)
cli.command()(watch)
cli.command()(serve)
cli.command()(feedback)
cli.command()(mcp)
cli.command()(verify)
cli.command()(grid)


@contextmanager
def naming(parameter: str, **others: str) -> Iterator[None]:
    """Turns what is wrong with a value into an error that names its parameter: that of its field, or the first."""
    try:
        yield
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        raise typer.BadParameter(first["msg"], param_hint=others.get(field, parameter)) from error


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2)
