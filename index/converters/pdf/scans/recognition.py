"""Recognizes the text on a page that is a picture, through RapidOCR's models; runs in the process of a converter."""

from functools import cache
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from rapidocr import RapidOCR

from index.converters.models import SourceFile
from index.converters.pdf.scans.pages import RecognizedLine
from index.errors import SourceError

LONGEST_SIDE = 2000
"""Pixels of the picture that is read: 170 to an inch of a letter's page, about what a scan has to be legible."""
OPTIONS = {
    "Global.use_cls": False,  # whether lines stand on their heads
    "Global.log_level": "critical",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,  # leaves the other processors to those who ask
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


def recognize_page(file: SourceFile, page: int) -> list[RecognizedLine]:
    """The lines of text on a page, in no certain order.

    Args:
        file: The PDF.
        page: Its number, from 1.

    Raises:
        SourceError: The page cannot be opened.
    """
    try:
        opened = pdfium.PdfDocument(file.content)[page - 1]
        picture = opened.render(scale=LONGEST_SIDE / max(opened.get_size())).to_numpy()
    except (pdfium.PdfiumError, IndexError, ZeroDivisionError) as error:
        raise SourceError(f"Page {page} of {file.name!r} cannot be read: it is broken.") from error
    height, width = picture.shape[:2]
    found: Any = _engine()(np.ascontiguousarray(picture[:, :, :3]))
    lines: list[RecognizedLine] = []
    for corners, text in zip(found.boxes if found.boxes is not None else (), found.txts or (), strict=True):
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        if words := " ".join(text.split()):
            edges = left / width, top / height, right / width, bottom / height
            lines.append((words, float(edges[0]), float(edges[1]), float(edges[2]), float(edges[3])))
    return lines


@cache
def _engine() -> RapidOCR:
    return RapidOCR(params=OPTIONS)
