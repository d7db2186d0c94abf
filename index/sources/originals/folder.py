"""Keeps the original files of articles in a folder, each with its page map where it has pages.

An original is written before its article's record and removed after it, and is given out only for an article that
is indexed: a process that is killed leaves at most files that nobody is given, which `keep_only` removes at the next
start.
"""

import json
import os
import shutil
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.converters.pdf.view.page_map import PageMap
from index.errors import StoreError, UnknownArticleError
from index.models import Article, is_id

FOLDER = "originals"
"""In the data folder."""
CONTENT, PAGE_MAP, ABOUT = "original", "pages.map", "about.json"
PART = ".part"
"""How the names of folders end that are being written or removed."""
PDF = "application/pdf"
MAX_ADDING_S = 3600
"""Seconds within which an article whose original is written is indexed."""
MAX_MAPS = 8
"""Page maps that are held in memory, ten bytes for a character each."""


@dataclass(frozen=True, slots=True)
class StoredOriginal:
    """An original file as it is kept.

    Attributes:
        path: Where its bytes are.
        name: That it was uploaded under; from outside, so not to be trusted.
        media_type: By its content.
    """

    path: Path
    name: str
    media_type: str


class OriginalsFolder:
    """The originals of a data folder. Calls may come from any thread."""

    def __init__(self, data_folder: Path, *, keep: bool = True) -> None:
        """Takes the data folder, and whether new originals are kept; those that are there are given out either way."""
        self._folder = data_folder / FOLDER
        self._keep = keep
        self._map = lru_cache(MAX_MAPS)(self._read_map)

    def put(self, article: Article) -> bool:
        """Keeps the original of an article, if it has one and none is kept yet; returns whether it did.

        Raises:
            StoreError: It cannot be written; then nothing is left of it.
        """
        original = article.original
        if not self._keep or original is None or self._of(article.id).exists():
            return False
        part = self._folder / f"{article.id}.{uuid.uuid4().hex}{PART}"
        about = {"name": original.name, "media_type": original.media_type, "source": article.source}
        try:
            part.mkdir(parents=True)
            try:
                _write(part / CONTENT, original.content)
                if original.page_map:
                    _write(part / PAGE_MAP, original.page_map)
                _write(part / ABOUT, json.dumps(about).encode())
                _sync(part)
                with suppress(FileExistsError):  # another thread was faster
                    part.rename(self._of(article.id))
                _sync(self._folder)
            finally:
                shutil.rmtree(part, ignore_errors=True)
        except OSError as error:
            if self._of(article.id).exists():  # a rename onto a folder that is there fails in several ways
                return False
            raise StoreError(
                f"The original of {article.title!r} cannot be kept ({error.strerror}): make room in the data folder."
            ) from error
        return True

    def get(self, article_id: str) -> StoredOriginal:
        """The original of an article.

        Raises:
            UnknownArticleError: None is kept.
        """
        about = self._about(article_id)
        if about is None:
            raise UnknownArticleError(
                "The original file of this article is not kept: it was added as text, or before originals were kept."
            )
        return StoredOriginal(self._of(article_id) / CONTENT, about["name"], about["media_type"])

    def has(self, article_id: str) -> bool:
        """Whether the original of an article is kept."""
        return is_id(article_id) and self._of(article_id).exists()

    def has_pages(self, article_id: str) -> bool:
        """Whether the pages of an article can be shown."""
        return is_id(article_id) and (self._of(article_id) / PAGE_MAP).exists()

    def page_map(self, article_id: str) -> PageMap:
        """Where the characters of an article stand on its pages.

        Raises:
            UnknownArticleError: It has no pages, or its original is not kept.
        """
        if self.has_pages(article_id):
            # It may be removed meanwhile, or be of another version of this program.
            with suppress(OSError, ValueError, LookupError):
                return self._map(article_id)
        raise UnknownArticleError("This article has no pages to show: only a PDF file has, where its original is kept.")

    def remove(self, article_id: str) -> None:
        """Removes the original of an article, if one is kept."""
        self._map.cache_clear()
        if is_id(article_id):
            self._drop(self._of(article_id))

    def supersede(self, article_id: str, source: str) -> None:
        """Removes the originals of other articles from a source, whose place an article has taken."""
        for other in self._kept() if source else ():
            about = self._about(other) if other != article_id else None
            if about is not None and about["source"] == source:
                self.remove(other)

    def keep_only(self, article_ids: Collection[str], *, shared: bool) -> None:
        """Removes what belongs to no article: what processes that were killed have left.

        Args:
            article_ids: Of all articles in the index.
            shared: Whether other processes may be about to index an article whose original they have written.
        """
        newest = time.time() - (MAX_ADDING_S if shared else 0)
        for path in self._entries():
            with suppress(FileNotFoundError):
                if path.name not in article_ids and path.stat().st_mtime <= newest:
                    self._drop(path)

    def _of(self, article_id: str) -> Path:
        return self._folder / article_id

    def _entries(self) -> list[Path]:
        try:
            return list(self._folder.iterdir())
        except FileNotFoundError:
            return []

    def _kept(self) -> Iterator[str]:
        return (path.name for path in self._entries() if is_id(path.name))

    def _about(self, article_id: str) -> dict[str, str] | None:
        if not is_id(article_id):
            return None
        try:
            about = json.loads((self._of(article_id) / ABOUT).read_bytes())
            return {name: str(about[name]) for name in ("name", "media_type", "source")}
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def _drop(self, path: Path) -> None:
        """Removes a folder at once for all who look, and then its files."""
        part = path if path.name.endswith(PART) else path.with_name(f"{path.name}.{uuid.uuid4().hex}{PART}")
        with suppress(OSError):
            if part != path:
                path.rename(part)
            shutil.rmtree(part)

    def _read_map(self, article_id: str) -> PageMap:
        return PageMap.read((self._of(article_id) / PAGE_MAP).read_bytes())


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Makes the names in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
