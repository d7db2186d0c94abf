"""File permissions: only the owner may read the data folder, which holds articles and questions."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.store.connection.process_lock import OWNER_FILE_STEM, UNCHECKED

OTHERS = 0o077
"""The rights of group and others."""
OURS = ("chroma", "rebuild", "originals", UNCHECKED, f"{OWNER_FILE_STEM}.*", "feedback.db*", "readings.db*")
"""What the data folder holds of ours, by the names in `index.store.connection.embedded`, which takes a second to
import. Somebody may have named a folder that holds more, which is not ours to touch."""


@contextmanager
def private(folder: Path) -> Iterator[None]:
    """Makes the folder where there is none; whatever this process writes meanwhile, nobody else can read.

    Raises:
        OSError: The folder cannot be made.
    """
    before = os.umask(OTHERS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for pattern in OURS:
            for found in folder.glob(pattern):
                for path in (found, *found.rglob("*")):
                    _close(path)
        yield
    finally:
        os.umask(before)


def _close(path: Path) -> None:
    """Takes everybody else's rights away, of what an older version has written."""
    with suppress(OSError):  # somebody else's, as on a volume that is shared: theirs to say
        mode = path.stat().st_mode
        if mode & OTHERS and not path.is_symlink():
            path.chmod(mode & ~OTHERS & 0o7777)
