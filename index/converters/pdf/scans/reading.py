"""Has the pages of a PDF read that are pictures, one after the other, each within limits of its own."""

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec

from index.converters.models import Extract, Limits, SourceFile
from index.converters.sandbox import convert, run
from index.errors import SourceError

Progress = Callable[[int, int], None]
"""Hears how many of how many scanned pages are done, first none."""
PAGE_LIMITS = Limits(seconds=60, memory=1_500_000_000)
"""Of one page: a dense one takes 10 to 25 seconds and 0.8 GB."""
MAX_PAGES = 300
"""Of one document, an hour or two; those behind stay unread, and are told."""


def ignore_progress(done: int, total: int) -> None:
    """Does nothing."""


def read_scans(file: SourceFile, found: Extract, converter: str, progress: Progress = ignore_progress) -> Extract:
    """A document with what is recognized on its scanned pages; the same one where no recognition is installed.

    Args:
        file: The PDF.
        found: What was read of it.
        converter: That did so.
        progress: Hears how far it is.

    Raises:
        SourceError: The document has no other text, and none was recognized.
    """
    if not found.scanned_pages:
        return found
    if not is_installed():
        if found.text:
            return found
        raise SourceError(
            f"{file.name!r} is a scan without a text layer: run text recognition (OCR) on it first, or add ours"
            " (make chat WITH=ocr)."
        )
    recognized = []
    pages = found.scanned_pages[:MAX_PAGES]
    for done, page in enumerate(pages):
        progress(done, len(pages))
        try:
            lines = run(
                replace(file, limits=PAGE_LIMITS), "index.converters.pdf.scans.recognition:recognize_page", page=page
            )
        except SourceError:  # it costs that page, which is told as one that was not read
            continue
        if lines:
            recognized.append((page, lines))
    progress(len(pages), len(pages))
    if recognized:
        found = convert(file, converter, recognized=recognized)
    if not found.text:
        raise SourceError(f"{file.name!r} is a scan in which no text was recognized: give one with larger letters.")
    return found


def is_installed() -> bool:
    """Whether there is a library for it."""
    return find_spec("rapidocr") is not None
