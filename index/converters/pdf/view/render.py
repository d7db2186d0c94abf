"""Renders a page of a PDF, in the process of a converter and within its limits."""

import base64
import io
import math

import pypdfium2 as pdfium

from index.converters.models import SourceFile
from index.errors import SourceError

MAX_PIXELS = 8_000_000
"""Of a picture; a page that is a long strip is made narrower."""


def render_page(file: SourceFile, page: int, width: int) -> str:
    """A page as a PNG file in Base64.

    Args:
        file: The PDF.
        page: Its number, from 1.
        width: Of the picture, in pixels.

    Raises:
        SourceError: The page cannot be opened, or the file is broken.
    """
    try:
        document = pdfium.PdfDocument(file.content)
        document.init_forms()
        opened = document[page - 1]
        shown_width, shown_height = opened.get_size()
        if min(shown_width, shown_height) <= 0:
            raise SourceError(f"Page {page} of {file.name!r} has no size: it cannot be shown.")
        scale = min(width / shown_width, math.sqrt(MAX_PIXELS / (shown_width * shown_height)))
        picture = opened.render(scale=scale).to_pil()
    except (pdfium.PdfiumError, IndexError) as error:
        raise SourceError(f"Page {page} of {file.name!r} cannot be shown: it is broken.") from error
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode("ascii")
