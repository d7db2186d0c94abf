"""The command that reads the sources of articles again."""

from typing import Annotated

import typer

from index.errors import SourceError, UnknownArticleError
from index.sources.readings import SourceReading
from ui.cli.articles.library import reading_log
from ui.cli.local import open_service
from ui.settings import load_settings


def refresh(
    article_ids: Annotated[
        list[str] | None, typer.Argument(metavar="ARTICLE_ID", help="As 'article-chat articles' lists them; none: all.")
    ] = None,
) -> None:
    """Read the pages and files of articles again, and replace those that have changed."""
    from index.sources.load import URL
    from ui.cli.articles.synchronizer import Synchronizer

    settings = load_settings()
    with reading_log(settings) as log:
        with open_service(settings) as service:
            listed = {each.id: each for each in service.summaries()}
        log.keep_only(listed)
        synchronizer = Synchronizer(settings, log, tell_unchanged=True)
        wanted: list[SourceReading] = []
        for article_id in article_ids or listed:
            if article_id not in listed:
                raise UnknownArticleError.of(article_id)
            title, source = listed[article_id].title, listed[article_id].source
            found = log.of_article(article_id) or ([SourceReading(source, article_id)] if URL.match(source) else [])
            if article_ids and not found:
                told = f"{title!r} came as a text or an upload: index its file or page to have it read again."
                synchronizer.tell(article_id, SourceError(told))
            wanted += found
        synchronizer.update(wanted)
    if synchronizer.failed:
        raise typer.Exit(1)
