"""Opens the index that the settings name: in a folder, of which it makes this process the owner, or in a server."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TypeVar

from index.errors import LostServerError, StoreError
from index.store.connection import process_lock
from ui.service.file_permissions import private
from ui.service.repair_progress import RepairProgress
from ui.settings import Settings

if TYPE_CHECKING:
    from index.sources.originals.folder import OriginalsFolder
    from index.store.connection.embedded import StoreLocation
    from index.store.integrity import ProgressCallback
    from index.store.store import Store

T = TypeVar("T")

RETRY_S, ATTEMPTS_PER_LOG_LINE = 1.0, 15
"""Seconds between two attempts to reach a Chroma server, and how many pass between two lines of the log."""

log = logging.getLogger(__name__)


@contextmanager
def owned_folder(settings: Settings, address: str = "") -> Iterator[None]:
    """Makes this process the owner of the data folder; cheap, so that a second one hears of it at once.

    Where a Chroma server holds the index, the folder has no owner: several processes may use it, or each its own.

    Args:
        settings: Name the folder, which is made where it does not exist.
        address: Where this process answers over HTTP, so that the command line can ask it.

    Raises:
        StoreInUseError: Another process owns the folder.
        StoreError: The folder cannot be written.
    """
    folder = settings.data_dir
    with ExitStack() as stack:
        try:
            stack.enter_context(private(folder))
            if not settings.chroma_url:
                stack.enter_context(process_lock.own(folder, address))
        except OSError as error:
            raise StoreError(
                f"The data folder {str(folder)!r} cannot be written ({error.strerror}): make room, correct its"
                " permissions, or set ARTICLE_CHAT_DATA_DIR."
            ) from error
        yield


def originals_of(settings: Settings) -> "OriginalsFolder":
    """The original files of the articles, which are in the data folder wherever the index is."""
    from index.sources.originals.folder import OriginalsFolder

    return OriginalsFolder(settings.data_dir, keep=settings.keep_originals)


def place_of(settings: Settings) -> "StoreLocation":
    """Where the index is."""
    # Imported here: they take seconds.
    from index.store.connection.embedded import EmbeddedChroma
    from index.store.connection.server import ChromaServer

    if settings.chroma_url:
        return ChromaServer(settings.chroma_url, settings.chroma_token, settings.data_dir)
    return EmbeddedChroma(settings.data_dir)


@contextmanager
def opened_store(
    settings: Settings, *, rebuild: bool = False, patience: float = 0, told: "ProgressCallback | None" = None
) -> Iterator["Store"]:
    """The index in a folder that this process owns, or in a Chroma server, with its embedding model.

    Args:
        settings: Where it lies, and which model it is for.
        rebuild: Whether to make it anew first, for an index that was made with another model.
        patience: Seconds that a Chroma server is waited for that is not up yet.
        told: Hears how far it is where articles are made anew; the log where not given.

    Raises:
        StoreError: It cannot be opened, or not be made anew.
    """
    # Imported here: they take seconds.
    from index.embeddings.encoder import load_encoder
    from index.maintenance.rebuild import open_store, rebuild_index
    from index.store.store import Store

    if rebuild and settings.chroma_url:
        raise StoreError(
            "An index in a Chroma server is not rebuilt in place, as others may be using it: 'article-chat backup' it,"
            " start an empty server, and 'article-chat restore' it there."
        )
    encoder, told = load_encoder(settings.embedding_model), told or RepairProgress()
    if rebuild:
        rebuild_index(settings.data_dir, encoder, told)
    if settings.chroma_url:
        store = awaiting_server(lambda: Store(place_of(settings), encoder), patience)
    else:
        store = open_store(settings.data_dir, encoder, told)
    unchecked = settings.data_dir / process_lock.UNCHECKED
    try:
        if not settings.chroma_url and unchecked.exists():
            log.warning("The index is looked through, as the last process that used it was killed.")
            store.repair()
            unchecked.unlink()
        yield store
    finally:
        store.close()


def awaiting_server(opened: Callable[[], T], patience: float) -> T:
    """What is opened in a Chroma server, which may not be up yet.

    Raises:
        LostServerError: It was not up in time.
    """
    deadline, attempt = time.monotonic() + patience, 0
    while True:
        try:
            return opened()
        except LostServerError as error:
            if time.monotonic() > deadline:
                raise
            if attempt % ATTEMPTS_PER_LOG_LINE == 0:
                log.warning("Waiting for the index: %s", error)
        attempt += 1
        time.sleep(RETRY_S)
