"""The command that keeps the files of a folder, or the pages that a feed names, indexed as they are."""

import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import SourceError
from index.models import SourceVersion
from index.sources.readings import SourceReading
from index.text.tags import clean_tags
from ui.cli.articles.library import reading_log
from ui.cli.local import open_service
from ui.settings import load_settings

if TYPE_CHECKING:
    from ui.cli.articles.synchronizer import Synchronizer

RETRY_MS = 10_000
"""Milliseconds after which files are tried again that could not be added because the index was in use."""


def watch(
    source: Annotated[str, typer.Argument(metavar="FOLDER|FEED", help="A folder, or the URL of an RSS or Atom feed.")],
    every: Annotated[float, typer.Option(metavar="MINUTES", min=1, help="How often a feed is asked for.")] = 15,
    tags: Annotated[
        list[str] | None, typer.Option("--tag", help="A tag for all articles; may be given several times.")
    ] = None,
) -> None:
    """Keep the files of a folder, or the pages of a feed, indexed as they are, until Ctrl-C."""
    from index.sources.load import URL
    from ui.cli.articles.synchronizer import Synchronizer

    settings, folder = load_settings(), Path(source).expanduser()
    is_feed = URL.match(source) is not None
    if not is_feed and not folder.is_dir():
        raise SourceError(f"There is no folder {source!r}: name one, or the URL of a feed.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that a service manager ends it as Ctrl-C does
    with suppress(KeyboardInterrupt), reading_log(settings) as log:
        with open_service(settings) as service:
            log.keep_only({each.id for each in service.summaries()})
        synchronizer = Synchronizer(settings, log, clean_tags(tags or []))
        typer.echo(f"Watching {source} (Ctrl-C stops it)", err=True)
        if is_feed:
            feed = FeedWatch(source.strip(), synchronizer)
            while True:
                feed.poll()
                time.sleep(every * 60)
        FolderWatch(folder, synchronizer).run()


class FeedWatch:
    """A feed that is asked for again and again."""

    def __init__(self, url: str, synchronizer: "Synchronizer") -> None:
        self._url = url
        self._synchronizer = synchronizer
        self._version = SourceVersion()
        self._waiting: list[SourceReading] = []

    def poll(self) -> None:
        """Asks for the feed, and reads those of its pages that are new or that it says have changed."""
        from index.sources.feeds import fetch_feed

        try:
            feed = fetch_feed(self._url, self._version)
        except SourceError as error:
            self._synchronizer.tell(self._url, error)
            feed = None
        if feed:
            self._version = feed.version
            log = self._synchronizer.log
            last = [log.of_source(entry.url) or SourceReading(entry.url, "") for entry in feed.entries]
            self._waiting = [
                replace(reading, stamp=entry.stamp)
                for entry, reading in zip(feed.entries, last, strict=True)
                if not reading.article_id or reading.stamp != entry.stamp
            ]
        self._waiting = self._synchronizer.update(self._waiting)


class FolderWatch:
    """A folder of which the files of known kinds are indexed; a file that is gone leaves its article, marked so."""

    def __init__(self, folder: Path, synchronizer: "Synchronizer") -> None:
        self._folder = folder.resolve()
        self._synchronizer = synchronizer
        self._waiting: list[SourceReading] = []

    def run(self) -> None:
        """Reads what is there, then what changes, until Ctrl-C."""
        import watchfiles

        self.read(self._all())
        missed = True  # what was changed before the watch began
        for changes in watchfiles.watch(self._folder, rust_timeout=RETRY_MS, yield_on_timeout=True):
            self.read({Path(path) for _, path in changes}.union(self._all() if missed else ()))
            missed = False

    def read(self, paths: Iterable[Path]) -> None:
        """Reads those of the paths that are new or changed files, and those that could not be added before."""
        from index.sources.load import is_document, source_of

        log, found = self._synchronizer.log, {reading.source: reading for reading in self._waiting}
        for path in sorted(paths):
            source = source_of(path)
            last = log.of_source(source)
            if last or (is_document(path, self._folder) and path.is_file()):
                found[source] = last or SourceReading(source, "")
        self._waiting = self._synchronizer.update(found.values())

    def _all(self) -> set[Path]:
        from index.sources.load import documents_under

        return set(documents_under(self._folder))
