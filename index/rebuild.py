"""Makes an index anew from the articles that it holds: for another embedding model or splitter."""

import shutil
from pathlib import Path

from index.build import add
from index.embed import Encoder
from index.errors import StoreError
from index.store import FOLDER, Store, stored_articles


def rebuild_index(folder: Path, encoder: Encoder) -> None:
    """Puts an index of the same articles, made with `encoder`, in the old one's place once it is complete.

    Args:
        folder: The data folder; this process owns it, and no store in it is open.
        encoder: The embedding model of the new index.

    Raises:
        StoreError: The old index cannot be read, or the new one not written; the old one then stays.
    """
    fresh, old = folder / "rebuild", folder / FOLDER
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        store = Store.open(fresh, encoder)
        try:
            for entry in stored_articles(folder):
                add(store, entry.article)
        finally:
            store.close()
        if old.exists():
            old.rename(fresh / "old")
        (fresh / FOLDER).rename(old)
        shutil.rmtree(fresh)
    except OSError as error:
        raise StoreError(f"The index cannot be rebuilt ({error.strerror}): check the data folder's space.") from error
