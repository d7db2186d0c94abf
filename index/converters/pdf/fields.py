"""Reads what is filled in on a PDF page: the values of its form's fields, and text that was typed onto it."""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from index.converters.pdf.layout.blocks import are_level, joined
from index.converters.pdf.lines import Box, Line

MAX_VALUE_BYTES = 20_000
"""Of one value, in UTF-16."""
MAX_FIELDS = 500
"""Fields of a page that are read."""
HIDDEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
PASSWORD = 1 << 13
TYPED = frozenset(
    {pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX},
)
TICKED = frozenset({pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON})
TICK, NO_TICK = "☒", "☐"


def field_values(page: PdfPage) -> Iterator[tuple[Box, str]]:
    """The values on a page, with their places in its own coordinates."""
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_FIELDS)):
        mark = pdfium.FPDFPage_GetAnnot(page, number)
        if not mark:
            continue
        try:
            place = pdfium.FS_RECTF()
            shown = not pdfium.FPDFAnnot_GetFlags(mark) & HIDDEN and pdfium.FPDFAnnot_GetRect(mark, place)
            if shown and (value := _value(page, mark)):
                bottom, top = sorted((place.bottom, place.top))
                yield (place.left, place.right, bottom, top), value
        finally:
            pdfium.FPDFPage_CloseAnnot(mark)


def _value(page: PdfPage, mark: pdfium.FPDF_ANNOTATION) -> str:
    kind = pdfium.FPDFAnnot_GetSubtype(mark)
    if kind == pdfium.FPDF_ANNOT_FREETEXT:
        return _entry(mark, b"Contents")
    if kind != pdfium.FPDF_ANNOT_WIDGET:
        return ""
    if state := _entry(mark, b"AS"):
        return NO_TICK if state == "Off" else TICK
    flags = ctypes.c_float()
    if pdfium.FPDFAnnot_GetNumberValue(mark, b"Ff", flags) and int(flags.value) & PASSWORD:
        return ""
    if value := _entry(mark, b"V"):
        return value
    if page.formenv and pdfium.FPDFAnnot_GetFormFieldType(page.formenv, mark) in TYPED:
        # Inherited from a field that is shown in several places.
        return utf16_text(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(page.formenv, mark, buffer, size))
    return ""


def _entry(mark: pdfium.FPDF_ANNOTATION, key: bytes) -> str:
    return utf16_text(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(mark, key, buffer, size))


def utf16_text(read: Callable[[Any, int], int]) -> str:
    """What PDFium writes into a buffer as UTF-16, without broken characters; `read` is called with it and its size."""
    size = min(read(None, 0), MAX_VALUE_BYTES)
    buffer = ctypes.create_string_buffer(size + 2)
    read(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[:size].decode("utf-16-le", "ignore").split("\0", 1)[0].strip()


def with_values(lines: Sequence[Line], values: Sequence[Line]) -> list[Line]:
    """The lines of a page with the values of its form, each behind its label, or before it where it stands left."""
    found = list(lines)
    for value in values:
        level = [(number, line) for number, line in enumerate(found) if are_level(line, value)]
        before = [(line.right, number) for number, line in level if line.left < value.left]
        after = [(line.left, number) for number, line in level if line.left >= value.left]
        above = [
            (line.bottom, number) for number, line in enumerate(found) if line.bottom >= value.top - value.height / 4
        ]
        tick = value.text in (TICK, NO_TICK)
        if after and (tick or not before):
            number = min(after)[1]
            found[number] = replace(joined([value, found[number]]), gaps=True)
        elif before:
            number = max(before)[1]
            found[number] = replace(joined([found[number], value]), gaps=True)
        else:
            found.insert(min(above)[1] + 1 if above else 0, value)
    return found
