"""Reads a source again, if it has changed."""

from collections.abc import Callable
from pathlib import Path

from index.converters.models import Limits
from index.errors import ChangedSourceError, SourceError
from index.models import Article, SourceVersion
from index.sources.load import LIMITS, URL, article_of_page, load_file
from index.sources.web.client import FetchLimits, fetch_changed


def reread(source: str, version: SourceVersion, limits: Limits = LIMITS) -> Article | None:
    """The article at a source; None where it is still the version that is known.

    A page is asked for once, under the condition that it has changed; of a file, time and size are compared.

    Args:
        source: The URL of a page or the path of a file.
        version: What was read last; its defaults where nothing was.
        limits: What the article may take.

    Raises:
        ChangedSourceError: It is gone, or has changed and cannot be read.
        SourceError: It cannot be told whether it has changed.
    """
    if URL.match(source):
        page = fetch_changed(source.strip(), version, limits=FetchLimits(size=limits.size))
        return None if page is None else _changed(lambda: article_of_page(page, source, limits))
    path = Path(source)
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ChangedSourceError(
            f"The file {source!r} is gone: what was read of it stays until it is removed."
        ) from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SourceError(f"{source!r} cannot be read ({reason}): check the path.") from error
    if (found.st_mtime_ns, found.st_size) == (version.modified_ns, version.size):
        return None
    return _changed(lambda: load_file(path, limits))


def _changed(read: Callable[[], Article]) -> Article:
    try:
        return read()
    except SourceError as error:
        raise ChangedSourceError(str(error)) from error
