"""Finds the upright rules of a PDF page, which part the cells of tables however little room is between them."""

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

MAX_OBJECTS = 3_000
"""Objects of a page that are looked at; a plot may have more, a table has not."""
THICKEST, SHORTEST = 3.0, 6.0
"""Points of a rule's width and length."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The upright rules of a page, from the left: where each stands, and from where to where it reaches."""

    places: Sequence[float] = ()
    spans: Sequence[tuple[float, float]] = ()

    def between(self, left: float, right: float, level: float) -> bool:
        """Whether a rule stands between two places of one level."""
        first, last = bisect_left(self.places, left), bisect_right(self.places, right)
        return any(bottom <= level <= top for bottom, top in self.spans[first:last])


def rules_of(page: PdfPage) -> Rules:
    """The upright rules of a page."""
    edges = [ctypes.c_float() for _ in range(4)]
    left, bottom, right, top = edges
    found = []
    for number in range(min(pdfium.FPDFPage_CountObjects(page), MAX_OBJECTS)):
        drawn = pdfium.FPDFPage_GetObject(page, number)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium.FPDFPageObj_GetBounds(drawn, *edges):
            continue
        if right.value - left.value <= THICKEST and top.value - bottom.value >= SHORTEST:
            found.append(((left.value + right.value) / 2, (bottom.value, top.value)))
    found.sort()
    return Rules([place for place, _ in found], [span for _, span in found])
