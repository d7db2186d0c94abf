"""One owner process for an embedded index: two would silently lose each other's vectors."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import StoreError, StoreInUseError

OWNER_FILE_STEM = "owner"
UNCHECKED = "unchecked"
"""A file in the folder from the moment that an owner is found to have been killed until all is checked."""


@contextmanager
def own(folder: Path, address: str = "") -> Iterator[None]:
    """Holds the folder's lock; the operating system lets go of it when the process ends, however it ends.

    Args:
        folder: The data folder; it exists.
        address: Where this process answers over HTTP, for others to ask; empty for none.

    Raises:
        StoreInUseError: Another process holds it.
        StoreError: The folder cannot be written.
    """
    lock = FileLock(folder / f"{OWNER_FILE_STEM}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        owner = read_owner(folder)
        who = f"process {owner['pid']}" if owner else "another process"
        raise StoreInUseError(
            f"The index in {str(folder)!r} is in use by {who}: stop it first, or set another ARTICLE_CHAT_DATA_DIR."
        ) from None
    except OSError as error:
        raise StoreError(
            f"The folder {str(folder)!r} cannot be written ({error.strerror}): check its permissions."
        ) from error
    note = folder / f"{OWNER_FILE_STEM}.json"
    try:
        if note.exists():
            (folder / UNCHECKED).touch()
        note.write_text(json.dumps({"pid": os.getpid(), "address": address}), encoding="utf-8")
        yield
    finally:
        with suppress(OSError):  # the folder may have become read-only: the note then reads as of one that was killed
            note.unlink(missing_ok=True)
        lock.release()


def read_owner(folder: Path) -> dict[str, str] | None:
    """The folder's current owner ("pid", "address"); None if it has none or the owner has not recorded itself yet."""
    try:
        owner = json.loads((folder / f"{OWNER_FILE_STEM}.json").read_text(encoding="utf-8"))
        os.kill(int(owner["pid"]), 0)
    except PermissionError:
        return dict(owner)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return dict(owner)
