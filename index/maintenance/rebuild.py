"""Makes an index anew from the articles that it holds: for another embedding model or splitter, or if it is damaged."""

import shutil
from pathlib import Path

from index.embeddings.encoder import Encoder
from index.errors import DamagedIndexError, StoreError
from index.ingest import add
from index.store.catalog import stored_articles
from index.store.connection.embedded import FOLDER, OLD, REBUILD, EmbeddedChroma
from index.store.integrity import ProgressCallback, ignore_progress
from index.store.store import Store


def open_store(folder: Path, encoder: Encoder, told: ProgressCallback = ignore_progress) -> Store:
    """The index in a data folder that this process owns; mended from its articles' texts where its vectors are damaged.

    Chroma writes the vectors' files in place, now and then: a process that is killed meanwhile, or a full disk, leaves
    files that it cannot read. Texts are in a database, which is whole at any time.

    Args:
        folder: The data folder.
        encoder: The index's embedding model.
        told: Hears how far it is where articles are made anew.

    Raises:
        StampMismatchError: It was made with another embedding model or splitter.
        StoreError: It cannot be read or written, nor mended.
    """
    return Store(EmbeddedChroma(folder), encoder, lambda: rebuild_index(folder, encoder, told), told)


def rebuild_index(folder: Path, encoder: Encoder, told: ProgressCallback = ignore_progress) -> None:
    """Puts an index of the same articles, made with `encoder`, in the old one's place once it is complete.

    Args:
        folder: The data folder; this process owns it, and no store in it is open.
        encoder: The embedding model of the new index.
        told: Hears of each article that is made anew.

    Raises:
        StoreError: The old index cannot be read, or the new one not written; the old one then stays.
    """
    fresh, place = folder / REBUILD, folder / FOLDER
    try:
        entries = stored_articles(EmbeddedChroma(folder))
    except DamagedIndexError:
        EmbeddedChroma(folder).drop_vectors()
        entries = stored_articles(EmbeddedChroma(folder))
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        store = Store.open(fresh, encoder)
        try:
            for done, entry in enumerate(entries):
                told(done, len(entries))
                add(store, entry.article, entry.indexed_at)
        finally:
            told(len(entries), len(entries))
            store.close()
        # A process killed between these two leaves both under `fresh`: `EmbeddedChroma.connect` then does the second.
        if place.exists():
            place.rename(fresh / OLD)
        (fresh / FOLDER).rename(place)
        shutil.rmtree(fresh)
    except OSError as error:
        raise StoreError(f"The index cannot be rebuilt ({error.strerror}): check the data folder's space.") from error
