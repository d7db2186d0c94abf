"""The text of a Word paragraph: runs, equations, and what hangs on it (boxes and notes)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from index.converters.docx.equations import linear
from index.converters.zip_package import attribute, child, local_name

CONTAINERS = frozenset(
    {"ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir", "bdo", "ruby"}
) | {"rubyBase"}
"""Elements in a paragraph whose runs are its own; those of deleted text are not among them."""
CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
DRAWINGS = frozenset({"drawing", "pict", "object"})


@dataclass(slots=True)
class ParagraphText:
    """The text of a paragraph.

    Attributes:
        text: With a line break for each of the paragraph's own.
        boxes: The text boxes that are anchored in it.
        notes: The foot- and endnotes that it refers to, as ("footnotes" | "endnotes", id).
    """

    text: str = ""
    boxes: list[_Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def paragraph_text(paragraph: _Element) -> ParagraphText:
    """What a `w:p` element says."""
    found = ParagraphText()
    pieces = list(_pieces(paragraph, found))
    found.text = "".join(pieces)
    return found


def is_joined_to_next(paragraph: _Element) -> bool:
    """Whether the end of a paragraph was deleted under change tracking."""
    return child(paragraph, "pPr", "rPr", "del") is not None


def _pieces(element: _Element, found: ParagraphText) -> Iterator[str]:
    for each in element:
        tag = local_name(each)
        if tag == "r":
            yield from _run(each, found)
        elif tag in {"oMath", "oMathPara"}:
            yield linear(each)
        elif tag in CONTAINERS:
            yield from _pieces(each, found)


def _run(run: _Element, found: ParagraphText) -> Iterator[str]:
    hidden = child(run, "rPr", "vanish")
    if hidden is not None and attribute(hidden, "val", "1") not in {"0", "false"}:
        return
    for each in run:
        tag = local_name(each)
        if tag == "t":
            yield each.text or ""
        elif tag in CHARACTERS:
            yield CHARACTERS[tag]
        elif tag in {"footnoteReference", "endnoteReference"}:
            found.notes.append((tag.replace("Reference", "s"), attribute(each, "id")))
        elif tag == "AlternateContent":
            _drawn(each, found)
        elif tag in DRAWINGS:
            found.boxes += _outermost_boxes(each)
        elif tag == "ruby":
            yield from _pieces(each, found)


def _drawn(alternatives: _Element, found: ParagraphText) -> None:
    """Takes the boxes of the first alternative that has some: the others show the same to older programs."""
    for each in alternatives:
        if boxes := list(_outermost_boxes(each)):
            found.boxes += boxes
            return


def _outermost_boxes(element: _Element) -> Iterator[_Element]:
    for each in element:
        tag = local_name(each)
        if tag == "txbxContent":
            yield each
        elif tag == "AlternateContent":
            boxes = (list(_outermost_boxes(alternative)) for alternative in each)
            yield from next(filter(None, boxes), [])
        elif tag:
            yield from _outermost_boxes(each)
