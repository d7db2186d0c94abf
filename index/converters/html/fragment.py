"""Converts a whole HTML document or fragment to Markdown: for books, mails and imported documents."""

import re
from collections.abc import Iterator

from lxml import html as lxml_html
from lxml.html import HtmlElement

from index.converters import markdown_writer
from index.converters.html.elements import rewrite_elements
from index.converters.html.old_markup import BLOCK, repair_markup

XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
NO_TEXT = re.compile(
    r"[\x0b\x0c\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)|x0*(?:[0-8bcef]|1[\da-f]|fff[ef])(?![\da-f]));?",
    re.IGNORECASE,
)
"""Characters and references that cannot be in XML: lxml reads them, and refuses to write them elsewhere in its tree."""
UNREAD = frozenset({"head", "script", "style", "template", "svg", "select", "textarea", "iframe", "object", "nav"})
MAX_DEPTH = 150
"""Elements within one another that are told apart; deeper ones are read as one paragraph."""


def parsed(text: str) -> HtmlElement:
    """The tree of a document, without comments and characters that a reader does not see.

    Raises:
        ValueError, lxml.etree.ParserError: There is no element in it.
    """
    clean = XML_DECLARATION.sub("", NO_TEXT.sub(" ", markdown_writer.UNSEEN.sub("", text)), count=1)
    return lxml_html.document_fromstring(clean, lxml_html.HTMLParser(remove_comments=True, remove_pis=True))


def fragment_parts(text: str) -> list[str]:
    """The headings, paragraphs, lists and tables of a document in HTML; empty where it holds none."""
    try:
        page = parsed(text)
    except (ValueError, lxml_html.etree.ParserError):
        return []
    rewrite_elements(page)
    return element_parts(repair_markup(page))


def element_parts(element: HtmlElement) -> list[str]:
    """The same of an element."""
    return list(filter(None, _parts(element, 0)))


def _parts(element: HtmlElement, depth: int) -> Iterator[str]:
    tag = element.tag
    if tag in UNREAD:
        return
    if re.fullmatch("h[1-6]", tag):
        yield markdown_writer.heading(_inline(element).replace("\n", " "), int(tag[1]))
    elif tag == "table":
        yield markdown_writer.table([[_cell(cell) for cell in row.xpath("./td | ./th")] for row in element.iter("tr")])
    elif tag == "pre":
        yield markdown_writer.code(element.text_content())
    elif tag in {"ul", "ol"}:
        yield from _items(element, depth)
    elif tag == "blockquote":
        yield from (markdown_writer.quoted(part) for part in _children(element, depth))
    else:
        yield from _children(element, depth)


def _children(element: HtmlElement, depth: int) -> Iterator[str]:
    """The blocks of an element; what stands between them is paragraphs."""
    if depth > MAX_DEPTH:
        yield from map(markdown_writer.paragraph, _inline(element).split("\n"))
        return
    text = _flat(element.text)
    for child in element:
        if child.tag in UNREAD:
            pass
        elif BLOCK.fullmatch(child.tag) or (len(child) and any(BLOCK.fullmatch(each.tag) for each in child.iter())):
            yield from map(markdown_writer.paragraph, text.split("\n"))
            yield from _parts(child, depth + 1)
            text = ""
        else:
            text += _inline(child)
        text += _flat(child.tail)
    yield from map(markdown_writer.paragraph, text.split("\n"))


def _items(element: HtmlElement, depth: int) -> Iterator[str]:
    number = int(start) if (start := element.get("start", "1")).isdecimal() else 1
    for entry in element.xpath("./li"):
        first, *others = [*filter(None, _children(entry, depth + 1))] or [""]
        own = first if not markdown_writer.ITEM.match(first) else ""
        if own:
            yield markdown_writer.item(own, number if element.tag == "ol" else None)
            number += 1
        yield from others if own else [first, *others]


def _cell(cell: HtmlElement) -> str:
    return _inline(cell).replace("\n", " ")


def _inline(element: HtmlElement) -> str:
    """Text in which only a line break is the end of a line, and blocks are set apart by blanks."""
    if element.tag == "br":
        return "\n"
    pieces = [_flat(element.text)]
    for child in element:
        if child.tag not in UNREAD:
            gap = " " if BLOCK.fullmatch(child.tag) else ""
            pieces += [gap, _inline(child), gap]
        pieces.append(_flat(child.tail))
    return "".join(pieces)


def _flat(text: str | None) -> str:
    return " ".join(re.split(r"\s+", text or ""))
