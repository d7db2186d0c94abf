"""What the command line does with articles: reads, adds and tags them."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from index.errors import UnknownArticleError
from index.models import Article, is_id
from index.text.tags import clean_tags
from ui.cli.local import open_service
from ui.service.plain_text import shown
from ui.service.protocol import AnswerService, ArticleSummary
from ui.settings import Settings, load_settings


def tag(
    article_id: Annotated[str, typer.Argument(help="As 'article-chat articles' lists it.")],
    tags: Annotated[list[str] | None, typer.Argument(metavar="TAG", help="All its tags from now on.")] = None,
) -> None:
    """Set the tags of one article; given none, it has none any more."""
    kept = clean_tags(tags or [])
    if not is_id(article_id):
        raise UnknownArticleError.of(article_id)
    with open_service(load_settings()) as service:
        changed = service.retag(article_id, kept)
    typer.echo(shown(f"tagged  {changed.id}  {changed.title}{tags_of(changed)}"))


def tags_of(article: Article | ArticleSummary) -> str:
    """An article's tags, to be told behind it; empty where it has none."""
    return f"  [{', '.join(article.tags)}]" if article.tags else ""


def loaded(sources: Sequence[str], settings: Settings) -> list[Article]:
    """The articles of files, folders and URLs; `SourceError` where one cannot be read."""
    # Imported here: these take seconds.
    from index.converters.models import Limits
    from index.sources.load import load

    limits = Limits(size=settings.max_upload_bytes)
    return [article for source in sources for article in load(source, limits)]


def added(articles: Sequence[Article], service: AnswerService, tags: tuple[str, ...]) -> list[tuple[Article, str]]:
    """Adds articles, also those tags to each; gives with each what was done."""
    hidden = not sys.stderr.isatty()
    with typer.progressbar(articles, label="Indexing", file=sys.stderr, hidden=hidden) as progress:
        return [(article, _add(article, service, tags)) for article in progress]


def _add(article: Article, service: AnswerService, tags: tuple[str, ...]) -> str:
    result = service.add(replace(article, tags=tags))
    has = result.article.tags
    if not set(tags) <= set(has):  # it was there already, or has those of an older text from its source
        service.retag(article.id, clean_tags([*has, *tags]))
        return "indexed" if result.changed else "tagged"
    return "indexed" if result.changed else "unchanged"
