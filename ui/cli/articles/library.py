"""What the command line does with articles: reads, adds and tags them."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Never

import typer

from index.errors import UnknownArticleError
from index.models import Article, is_id
from index.sources.readings import ReadingLog, SourceReading
from index.text.page_ranges import page_ranges
from index.text.tags import clean_tags
from ui.cli.local import open_service
from ui.service.articles.summary import ArticleSummary
from ui.service.file_permissions import private
from ui.service.plain_text import shown
from ui.service.protocol import AnswerService
from ui.settings import Settings, load_settings

if TYPE_CHECKING:
    from tqdm import tqdm


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


def reading_notes(article: Article | ArticleSummary) -> str:
    """How an article's file was read, to be told behind it; empty where there is nothing to tell."""
    encoding = f"  (read as {article.assumed_encoding})" if article.assumed_encoding else ""
    gaps = f"  (not read: p. {page_ranges(article.unread_pages)})" if article.unread_pages else ""
    scans = f"  (read by OCR: p. {page_ranges(article.ocr_pages)})" if article.ocr_pages else ""
    return encoding + gaps + scans + ("  (its source has changed since)" if article.changed else "")


def loaded(sources: Sequence[str], settings: Settings) -> list[Article]:
    """The articles of files, folders and URLs; `SourceError` where one cannot be read."""
    # Imported here: these take seconds.
    from index.converters.models import Limits
    from index.sources.load import load

    limits, bar = Limits(size=settings.max_upload_bytes), ScanBar()
    return [article for source in sources for article in load(source, limits, bar)]


class ScanBar:
    """A bar of the scanned pages of a document that are read; none where standard error is no terminal."""

    def __init__(self) -> None:
        self._bar: tqdm[Never] | None = None

    def __call__(self, done: int, total: int) -> None:
        """Shows how many of how many pages are done; the first call shows the bar, the last one takes it away."""
        from tqdm import tqdm

        if self._bar is None:
            self._bar = tqdm(total=total, desc="Recognizing text", unit="page", leave=False, disable=None)
        self._bar.update(done - self._bar.n)
        if done == total:
            self._bar.close()
            self._bar = None


def added(
    articles: Sequence[Article], service: AnswerService, tags: tuple[str, ...], settings: Settings
) -> list[tuple[Article, str]]:
    """Adds articles, also those tags to each, and notes what was read of them; gives with each what was done."""
    hidden = not sys.stderr.isatty()
    with (
        typer.progressbar(articles, label="Indexing", file=sys.stderr, hidden=hidden) as progress,
        reading_log(settings) as log,
    ):
        return [(article, add_read(article, service, tags, log)) for article in progress]


@contextmanager
def reading_log(settings: Settings) -> Iterator[ReadingLog]:
    """The list of what the command line has read; nobody else can read what this process writes meanwhile."""
    with private(settings.data_dir):
        yield ReadingLog(settings.data_dir)


def add_read(article: Article, service: AnswerService, tags: tuple[str, ...], log: ReadingLog, stamp: str = "") -> str:
    """Adds an article that was just read, and notes the reading; returns what was done.

    Args:
        article: It, with its original.
        service: Keeps it.
        tags: For it, beside those it has.
        log: Where the reading is noted.
        stamp: When its feed says that it was changed last.
    """
    result = service.add(replace(article, tags=tags))
    if article.original and article.original.version:
        log.note(SourceReading(article.source, result.article.id, article.original.version, stamp))
    has = result.article.tags
    if not set(tags) <= set(has):  # it was there already, or has those of an older text from its source
        service.retag(article.id, clean_tags([*has, *tags]))
        return "indexed" if result.changed else "tagged"
    return "indexed" if result.changed else "unchanged"
