"""Where Chroma keeps an index: connects to it, and says in one sentence what is wrong with it.

A location is `EmbeddedChroma`, files that one process owns, or a server that several share,
`index.store.connection.server.ChromaServer`.
"""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from chromadb.api.client import Client
from chromadb.api.rust import RustBindingsAPI
from chromadb.config import Settings, System
from chromadb.errors import ChromaError
from httpx import HTTPError

from index.errors import DamagedIndexError, StoreError

if TYPE_CHECKING:
    from index.store.connection.server import ChromaServer

FOLDER = "chroma"
"""Of the embedded index, in the data folder."""
REBUILD = "rebuild"
"""Where an index is made anew, in the data folder, until it takes the old one's place."""
OLD = "old"
"""Where the old one then goes, in that folder, until it is deleted."""
ROOM = 4 << 20
"""Bytes that a write may take; where fewer can be written, the disk is as good as full."""
FAILURES = (ChromaError, HTTPError, OSError, RuntimeError, ValueError, sqlite3.Error)
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
DATABASE = "chroma.sqlite3"
"""Chroma's file of texts, in its folder."""
LEXICAL = "lexical.sqlite3"
"""The file of the inverted index, beside it."""
DAMAGE = (
    *("malformed", "not a database", "no such table"),  # SQLite's
    *("pickle", "hnsw", "finding id", "getting embedding"),  # of the vectors' files
)
"""What Chroma's messages contain when its files are damaged."""
MAX_MESSAGE_CHARS = 200
"""Characters of Chroma's message that an error repeats."""


StoreLocation: TypeAlias = "EmbeddedChroma | ChromaServer"


@dataclass(frozen=True, slots=True)
class EmbeddedChroma:
    """An index in the files of a data folder that this process owns (see `index.store.connection.process_lock`)."""

    shared: ClassVar = False
    folder: Path

    @property
    def lexical_file(self) -> Path:
        """Where the inverted index is kept (see `index.store.derived.lexical_table`): beside what it is made of."""
        return self.folder / FOLDER / LEXICAL

    def exists(self) -> bool:
        """Whether there is one."""
        return (self.folder / FOLDER).exists() or self._rebuilt()

    def connect(self) -> Client:
        """A new client; it makes the index if there is none."""
        if self._rebuilt():
            (self.folder / REBUILD / FOLDER).rename(self.folder / FOLDER)
            shutil.rmtree(self.folder / REBUILD)
        self._check_database()
        path = str(self.folder / FOLDER)
        system = System(Settings(anonymized_telemetry=False, is_persistent=True, persist_directory=path))
        system.instance(RustBindingsAPI)
        # Started before Chroma keeps it: one that fails to start would be handed out again for the same folder.
        system.start()
        return Client.from_system(system)

    def _check_database(self) -> None:
        """Fails if the database file is missing: Chroma would silently create an empty one."""
        database, place = self.folder / FOLDER / DATABASE, self.folder / FOLDER
        gone = not database.exists() or database.stat().st_size == 0
        if gone and place.is_dir() and any(path.is_dir() for path in place.iterdir()):
            raise DamagedIndexError(
                f"The index in {str(self.folder)!r} has lost its database: put the file {DATABASE!r} back, or move the"
                " folder away and bring the articles back with 'article-chat restore'."
            )

    def _rebuilt(self) -> bool:
        """Whether a rebuild was killed after it had taken the old index away, before the new one was in its place."""
        return not (self.folder / FOLDER).exists() and all(
            (self.folder / REBUILD / name).exists() for name in (FOLDER, OLD)
        )

    def check(self) -> None:
        """Does nothing: a call on files fails by itself."""

    def drop_vectors(self) -> None:
        """Deletes the vectors' files, which leaves texts readable where those are what is damaged.

        Raises:
            DamagedIndexError: It is the texts that are lost; then everything stays.
        """
        self._check_database()
        for path in (self.folder / FOLDER).iterdir():
            if path.is_dir():
                shutil.rmtree(path)

    def explain(self, error: Exception) -> StoreError:
        """What is wrong: looked up, as Chroma often says no more than that something failed.

        The index is damaged only where Chroma says so: a call can fail for reasons of its own.
        """
        index, what = f"The index in {str(self.folder)!r}", type(error).__name__
        try:
            with TemporaryFile(dir=self.folder) as probe:
                probe.write(bytes(ROOM))
            for file in (self.folder / FOLDER).rglob("*"):
                if file.is_file():
                    file.open("r+b").close()
        except OSError as cause:
            if cause.errno in FULL:
                return StoreError(f"{index} cannot be written ({what}), the disk is full: make room and try again.")
            return StoreError(f"{index} cannot be written ({what}: {cause.strerror}): check its permissions.")
        said = " ".join(str(error).split())
        if "os error" not in said and any(word in said.lower() for word in DAMAGE):
            return DamagedIndexError(
                f"{index} seems damaged ({what}): make it anew with 'article-chat index --rebuild', or move the folder"
                " away and bring the articles back with 'article-chat restore'."
            )
        return StoreError(
            f"{index} failed ({what}: {said[:MAX_MESSAGE_CHARS]}): try again, and then run 'article-chat check'."
        )


@contextmanager
def translating(place: "StoreLocation") -> Iterator[None]:
    """Translates Chroma's exceptions to ours; the only place that does."""
    try:
        yield
    except FAILURES as error:
        raise place.explain(error) from error
    except Exception as error:
        if type(error) is not Exception:  # as which Chroma's client raises what a server says in words of its own
            raise
        raise place.explain(error) from error
