"""Keeps articles as their sources are: reads what has changed, and tells what cannot be read."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from functools import cache

import typer

from index.converters.models import Limits
from index.errors import ArticleChatError, ChangedSourceError, SourceError, StoreError, UnknownArticleError
from index.sources.readings import ReadingLog, SourceReading
from index.sources.refresh import reread
from ui.cli.articles.library import add_read
from ui.cli.client import LostConnectionError, ServerError
from ui.cli.local import open_service
from ui.service.plain_text import shown
from ui.service.protocol import AnswerService
from ui.settings import Settings


@dataclass(slots=True)
class Synchronizer:
    """Reads sources again; what is wrong with one is told once and stops none of the others.

    Attributes:
        settings: Name the index.
        log: What was read before.
        tags: For every article that is read.
        tell_unchanged: Whether a line also tells of each source that is as it was.
    """

    settings: Settings
    log: ReadingLog
    tags: tuple[str, ...] = ()
    tell_unchanged: bool = False
    _told: dict[str, str] = field(default_factory=dict)

    def update(self, readings: Iterable[SourceReading]) -> list[SourceReading]:
        """Reads each source again that was read so, and adds what has changed; a line tells of each article.

        Returns:
            Those to be tried again, as the index belongs to another process or its server does not answer.
        """
        waiting = []
        with ExitStack() as stack:
            # Only where it is needed: nobody else can open the index meanwhile.
            service = cache(lambda: stack.enter_context(open_service(self.settings)))
            for reading in readings:
                try:
                    if line := self._updated(reading, service):
                        typer.echo(shown(line))
                    self._told.pop(reading.source, None)
                except (StoreError, LostConnectionError) as error:
                    self.tell(reading.source, error)
                    waiting.append(reading)
                except (SourceError, ServerError, UnknownArticleError) as error:
                    self.tell(reading.source, error)
        return waiting

    def tell(self, source: str, error: ArticleChatError) -> None:
        """Says what is wrong with a source, unless that was said of it last."""
        if self._told.get(source) != str(error):
            self._told[source] = str(error)
            typer.echo(shown(f"article-chat: {error}"), err=True)

    @property
    def failed(self) -> bool:
        """Whether anything was wrong."""
        return bool(self._told)

    def _updated(self, reading: SourceReading, service: Callable[[], AnswerService]) -> str:
        """Reads one source again; returns what was done, empty where nothing has changed."""
        try:
            article = reread(reading.source, reading.version, Limits(size=self.settings.max_upload_bytes))
        except ChangedSourceError:
            if reading.article_id:
                with suppress(UnknownArticleError):
                    service().mark_changed(reading.article_id)
            raise
        if article is None:
            if reading.stamp:
                self.log.note(reading)
            return f"unchanged  {reading.article_id}  {reading.source}" if self.tell_unchanged else ""
        done = add_read(article, service(), self.tags, self.log, reading.stamp)
        return f"{done}  {article.id}  {article.title}"
