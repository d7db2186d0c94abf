"""The command that checks a file."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from index.converters.models import Limits
from index.errors import SourceError
from index.models import Article
from rag.models.documents import GivenArticle
from rag.models.verification import Draft
from ui.cli.local import open_service
from ui.settings import load_settings

STANDARD_INPUT = "-"


def verify(
    file: Annotated[str, typer.Argument(help="A text, Markdown, HTML, PDF or DOCX file; - reads standard input.")],
    article: Annotated[
        list[str] | None, typer.Option(help="The id of an article to check against, repeatable; none: all.")
    ] = None,
    against: Annotated[
        list[str] | None, typer.Option(help="A file, folder or URL to check against, instead of what is indexed.")
    ] = None,
    html: Annotated[Path | None, typer.Option(help="Also write the report as a page to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the body of POST /api/verify.")] = False,
) -> None:
    """Check a text against the articles; exits with 1 where they contradict it."""
    if article and against:
        raise typer.BadParameter("give either --article or --against", param_hint="--against")
    settings = load_settings()
    limits = Limits(size=settings.max_upload_bytes)
    text = _read(file, limits)
    draft = Draft(text.text, tuple(article) if article else None, _given(against or [], limits), text.markdown)
    with open_service(settings) as service:
        service.load()
        found = asyncio.run(service.verify(draft))
    from ui.cli.verification.report import verification_text  # here: their packages take a moment
    from ui.page.views.verification_report import verification_page

    name = "standard input" if file == STANDARD_INPUT else file
    if html:
        _write(html, verification_page(name, text.text, found))
    body = json.dumps(found.to_dict(), ensure_ascii=False, indent=2)
    typer.echo(body if as_json else verification_text(name, text.text, found))
    if found.contradicted:
        raise typer.Exit(1)


def _read(file: str, limits: Limits) -> Article:
    # Imported here: they take seconds.
    from index.sources.load import article_from_bytes, load_file

    if file == STANDARD_INPUT:
        content = sys.stdin.buffer.read(limits.size + 1)
        return article_from_bytes(content, name="standard input", source="", limits=limits)
    if not Path(file).is_file():
        raise SourceError(f"There is no file {file!r}: check the path.")
    return load_file(Path(file), limits)


def _given(sources: list[str], limits: Limits) -> tuple[Article, ...]:
    from index.sources.load import load

    found = [article for source in sources for article in load(source, limits)]
    return tuple(
        GivenArticle(each.title, each.text, each.source, markdown=each.markdown, number=number)
        for number, each in enumerate(found, start=1)
    )


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise SourceError(f"{str(path)!r} cannot be written ({error.strerror}): name another file.") from error
