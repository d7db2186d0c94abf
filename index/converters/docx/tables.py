"""The rows of a Word table. A cell merged over rows is repeated in each; one merged over columns is given once."""

from collections.abc import Callable, Iterator

from lxml.etree import _Element

from index.converters.zip_package import attribute, child, local_name, value

MAX_COLUMNS = 1000
"""Columns that a cell is taken to span at most; Word writes 63."""
CONTAINERS = frozenset({"sdt", "sdtContent", "customXml", "ins"})


def table_rows(table: _Element, text_of: Callable[[_Element], str]) -> Iterator[list[str]]:
    """The texts of each row's cells.

    Args:
        table: A `w:tbl` element; its rows may have differing numbers of cells.
        text_of: Gives the text of a `w:tc` element.
    """
    above: dict[int, str] = {}
    for row in _children(table, "tr"):
        if child(row, "trPr", "del") is not None:
            continue
        at = _number(value(row, "trPr", "gridBefore"), 0)
        texts = [""] * at
        current: dict[int, str] = {}
        for cell in _children(row, "tc"):
            merged = child(cell, "tcPr", "vMerge")
            continues = merged is not None and attribute(merged, "val", "continue") == "continue"
            text = above.get(at, "") if continues else text_of(cell)
            if merged is not None:
                current[at] = text
            texts.append(text)
            at += _number(value(cell, "tcPr", "gridSpan"), 1)
        yield texts
        above = current


def _children(element: _Element, name: str) -> Iterator[_Element]:
    for each in element:
        tag = local_name(each)
        if tag == name:
            yield each
        elif tag in CONTAINERS:
            yield from _children(each, name)


def _number(text: str, otherwise: int) -> int:
    return min(int(text), MAX_COLUMNS) if text.isdecimal() and len(text) < 10 else otherwise
