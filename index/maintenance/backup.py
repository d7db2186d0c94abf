"""Articles in one file, and back from it: everything that cannot be made anew from something else.

A zip file of two: `backup.json` says what it is and with what the index was made, `articles.jsonl` has an article a
line, with the fields of its record. Passages and vectors are made again, for the model that is set then.
"""

import json
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from index.errors import SourceError, StoreError
from index.ingest import IngestResult, add
from index.models import IndexedArticle
from index.store.records import check_storable, entry_metadata, entry_of
from index.store.store import Store

NO_BACKUP = (BadZipFile, EOFError, LookupError, OSError, RuntimeError, TypeError, ValueError, zlib.error)
"""What reading any other file as one can come to."""
ABOUT, ARTICLES = "backup.json", "articles.jsonl"
MAX_LINE_BYTES = 200_000_000
"""Bytes of an article's line; a longer one, which is cut and no JSON then, is none that was written here."""
FORMAT, VERSION = "article-chat backup", 1


def backup(articles: Sequence[IndexedArticle], stamp: Mapping[str, Any], file: Path) -> None:
    """Writes a backup, which takes the place of a file of that name when it is whole.

    Args:
        articles: As the index has them.
        stamp: What the index was made with, for people to know.
        file: Where to.

    Raises:
        StoreError: The file cannot be written.
    """
    part = file.parent / f".{file.name}.{os.getpid()}.part"
    try:
        try:
            with part.open("xb") as raw:
                with ZipFile(raw, "w", ZIP_DEFLATED) as archive:
                    about = {"format": FORMAT, "version": VERSION, "articles": len(articles), "stamp": dict(stamp)}
                    archive.writestr(ABOUT, json.dumps(about, indent=2))
                    with archive.open(ARTICLES, "w", force_zip64=True) as lines:
                        for entry in articles:
                            lines.write(json.dumps(_record_of(entry)).encode() + b"\n")
                raw.flush()
                os.fsync(raw.fileno())
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"The backup {str(file)!r} cannot be written ({error.strerror}): name a file in a folder with room."
        ) from error


def restore(file: Path, store: Store) -> Iterator[IngestResult]:
    """Adds the articles of a backup to an index, each in place of another text from its source.

    Args:
        file: As `backup` wrote it; it is read as a whole before anything is added.
        store: The open index.

    Yields:
        The result of adding each article.

    Raises:
        SourceError: The file cannot be read, or is no whole backup; then nothing has been added.
        StoreError: The index cannot be written; what was added before stays, and restoring again adds the rest.
    """
    for entry in read_backup(file):
        yield add(store, entry.article, entry.indexed_at)


def read_backup(file: Path) -> list[IndexedArticle]:
    """The articles of a backup.

    Raises:
        SourceError: The file cannot be read, or is no whole backup.
    """
    shown = repr(str(file))
    try:
        content = BytesIO(file.read_bytes())
    except OSError as error:
        raise SourceError(f"{shown} cannot be read ({error.strerror}): check the path.") from error
    try:
        with ZipFile(content) as archive:
            about = json.loads(archive.read(ABOUT))
            if about["format"] != FORMAT:
                raise ValueError(about["format"])
            if about["version"] != VERSION:
                raise SourceError(
                    f"{shown} is a backup of another version ({about['version']!r}): restore it with the release"
                    " that wrote it."
                )
            with archive.open(ARTICLES) as lines:
                entries = [_entry_of(json.loads(line)) for line in iter(lambda: lines.readline(MAX_LINE_BYTES), b"")]
        if len(entries) != about["articles"]:
            raise ValueError(f"{len(entries)} articles instead of {about['articles']}")
    except NO_BACKUP as error:
        raise SourceError(f"{shown} is no backup of article-chat, or not a whole one: give another file.") from error
    return entries


def _record_of(entry: IndexedArticle) -> dict[str, Any]:
    return {"id": entry.article.id, "text": entry.article.text, "metadata": entry_metadata(entry)}


def _entry_of(record: dict[str, Any]) -> IndexedArticle:
    text, metadata = str(record["text"]), dict(record["metadata"])
    entry = entry_of(text, metadata)
    try:
        check_storable(entry.article)
    except SourceError as error:
        raise ValueError(str(error)) from error
    if entry.article.id != record["id"]:
        raise ValueError(f"the text of {record['id']} is another one")
    return entry
