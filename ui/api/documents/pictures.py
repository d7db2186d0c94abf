"""Pictures of pages: rendered in the limited process of a converter, the latest kept in memory."""

import base64
import threading
from collections import OrderedDict

from index.converters.models import SourceFile
from index.converters.sandbox import run
from index.sources.originals.folder import StoredOriginal

RENDER = "index.converters.pdf.view.render:render_page"
MAX_CACHED_BYTES = 32_000_000
"""Of all pictures that are kept; a page of text takes a quarter of a megabyte."""
MIN_WIDTH, MAX_WIDTH = 100, 2400
"""Pixels."""
WIDTH_STEP = 100
"""Pixels; widths are rounded up to a multiple, so that windows of nearly the same width share pictures."""


class PagePictures:
    """Renders pages; calls may come from any thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def png(self, article_id: str, original: StoredOriginal, page: int, width: int) -> bytes:
        """A page as a PNG file.

        Args:
            article_id: The article's.
            original: Its PDF.
            page: The page's number, from 1.
            width: Of the picture in pixels; rounded up to a multiple of `WIDTH_STEP`.

        Raises:
            SourceError: The page cannot be shown within the limits of time and memory.
            FileNotFoundError: The original was removed meanwhile.
        """
        key = article_id, page, -(-width // WIDTH_STEP) * WIDTH_STEP
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        file = SourceFile(original.path.read_bytes(), original.name)
        picture = base64.b64decode(run(file, RENDER, page=page, width=key[2]))
        with self._lock:
            self._size += len(picture) - len(self._kept.pop(key, b""))
            self._kept[key] = picture
            while self._size > MAX_CACHED_BYTES:
                self._size -= len(self._kept.popitem(last=False)[1])
        return picture
