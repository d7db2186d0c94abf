"""Remembers which sources were read, and in which version, so that they can be read again.

It lies beside the index and is written by the command line alone: whoever adds an article over HTTP may call its source
anything, and a path that a stranger has named must never be read.
"""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import StoreError
from index.models import SourceVersion

FILE = "readings.db"
"""In the data folder."""
TABLE = """create table if not exists readings
(source text primary key, article_id text, etag text, last_modified text, modified_ns integer, size integer, stamp text)
"""
COLUMNS = "source, article_id, etag, last_modified, modified_ns, size, stamp"


UNREAD = SourceVersion()
"""Of a source that was not read yet."""


@dataclass(frozen=True, slots=True)
class SourceReading:
    """A source that was read.

    Attributes:
        source: Its path or URL.
        article_id: Of the article that it held.
        version: What was read.
        stamp: When its feed said that it was changed last; empty where no feed names it.
    """

    source: str
    article_id: str
    version: SourceVersion = UNREAD
    stamp: str = ""


class ReadingLog:
    """The readings of a data folder. Several processes may use it; every call raises `StoreError` where it cannot."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def of_source(self, source: str) -> SourceReading | None:
        """The last reading of a source."""
        return next(iter(self._found("where source = ?", source)), None)

    def of_article(self, article_id: str) -> list[SourceReading]:
        """The readings that hold an article: the same text may come from several sources."""
        return self._found("where article_id = ? order by source", article_id)

    def note(self, reading: SourceReading) -> None:
        """Keeps a reading in place of the one before."""
        version = reading.version
        row = (version.etag, version.last_modified, version.modified_ns, version.size, reading.stamp)
        with self._open() as database:
            database.execute(
                f"insert or replace into readings ({COLUMNS}) values (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - ours
                (reading.source, reading.article_id, *row),
            )

    def keep_only(self, article_ids: Collection[str]) -> None:
        """Forgets the readings of all other articles, which were removed."""
        with self._open() as database:
            for source, article_id in database.execute("select source, article_id from readings").fetchall():
                if article_id not in article_ids:
                    database.execute("delete from readings where source = ?", (source,))

    def _found(self, condition: str, *values: Any) -> list[SourceReading]:
        with self._open() as database:
            rows = database.execute(f"select {COLUMNS} from readings {condition}", values).fetchall()  # noqa: S608
        return [SourceReading(source, of, SourceVersion(*version), stamp) for source, of, *version, stamp in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self._path)) as database, database:
                database.execute(TABLE)
                yield database
        except sqlite3.Error as error:
            raise StoreError(
                f"The list of what was read cannot be used ({error}): make room, or remove {str(self._path)!r}."
            ) from error
