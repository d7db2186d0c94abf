"""Reads an HTML page: its article without banners, navigation, advertisements and comments, by trafilatura."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

from lxml import html as lxml_html
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document as Extraction

from index.converters import markdown_writer
from index.converters.encoding import DecodedText, declared_encoding, decode
from index.converters.html.alternatives import fuller_parts
from index.converters.html.containers import join_containers
from index.converters.html.elements import rewrite_elements
from index.converters.html.fragment import parsed
from index.converters.html.old_markup import repair_markup
from index.converters.models import Extract, SourceFile
from index.errors import SourceError

BROKEN = 50
"""One character in so many may be broken in a page."""
MORE_WITHOUT_SCRIPT = 2
"""A page's text for readers without scripts is read where it is so many times as long as the rest."""


def extract_html(file: SourceFile) -> Extract:
    """The article of a page, as it was served or saved.

    Raises:
        SourceError: There is no article in it.
    """
    decoded = _decoded(file.content, file.name, file.charset)
    text = decoded.text
    scripted, noscript = _without_noscript(text)
    found = _extracted(scripted)
    if len(noscript) > MORE_WITHOUT_SCRIPT * (len(found.text) if found else 0):
        whole = _extracted(text)
        if whole and len(whole.text) > MORE_WITHOUT_SCRIPT * (len(found.text) if found else 0):
            found = whole
    if not found:
        raise SourceError(
            f"{file.name!r} holds no article text: give a page whose text stands in its HTML, or paste it."
        )
    return replace(found, assumed_encoding=decoded.assumed)


def _without_noscript(text: str) -> tuple[str, str]:
    """A page as browsers with scripts read it, and the markup that they skip, up to the next end tag."""
    read, skipped, at = [], [], 0
    lower = text.lower()
    while (begin := lower.find("<noscript", at)) >= 0 and (end := lower.find("</noscript", begin)) >= 0:
        read.append(text[at:begin])
        skipped.append(text[begin:end])
        at = lower.find(">", end) + 1 or len(text)
    return "".join([*read, text[at:]]), "".join(skipped)


def _extracted(text: str) -> Extract | None:
    try:
        page = parsed(text)
    except (ValueError, lxml_html.etree.ParserError):
        return None
    rewrite_elements(page)
    page = repair_markup(page)
    join_containers(page)
    headline = next((line for h1 in page.xpath("//h1") if (line := markdown_writer.tidy(h1.text_content()))), "")
    found = bare_extraction(deepcopy(page), include_comments=False, with_metadata=True)
    if not isinstance(found, Extraction):
        return None
    parts = fuller_parts(page, list(filter(None, _parts(found.body))))
    title = markdown_writer.tidy(found.title or "")
    # A headline above the element that holds the article is left out with the page's head.
    if (
        headline
        and title.startswith(headline)
        and markdown_writer.heading(headline, 1) not in (_level_one(p) for p in parts)
    ):
        parts.insert(0, markdown_writer.heading(headline, 1))
    text, _ = markdown_writer.joined(parts)
    if not text:
        return None
    author = ", ".join(filter(None, map(markdown_writer.tidy, (found.author or "").split(";"))))
    return Extract(
        text=text,
        title=title or headline,
        author=author,
        published=found.date or "",
        site=markdown_writer.tidy(found.sitename or ""),
    )


def _decoded(content: bytes, name: str, charset: str) -> DecodedText:
    try:
        return decode(content, name, charset or declared_encoding(content))
    except SourceError:
        text = content.decode("utf-8", "replace")  # one broken byte must not cost the page
        if text.count("\N{REPLACEMENT CHARACTER}") * BROKEN > len(text):
            raise
        return DecodedText(text)


def _level_one(part: str) -> str:
    return "# " + part.lstrip("# ") if part.startswith("#") else ""


def _parts(element: HtmlElement) -> Iterator[str]:
    """The paragraphs of an element of trafilatura's own kind: `head`, `p`, `lb`, `list`, `item`, `quote`, `table`."""
    if element.tag == "head":
        yield markdown_writer.heading(_text(element), int(re.sub(r"\D", "", element.get("rend", "")) or 2))
    elif element.tag == "list":
        numbered = element.get("rend") == "ol"
        for number, entry in enumerate(element.iter("item"), start=1):
            yield markdown_writer.item(_own_text(entry), number if numbered else None)
    elif element.tag == "quote":
        for line in _lines(element):
            yield markdown_writer.quote(line)
    elif element.tag == "table":
        yield markdown_writer.table([[_text(cell) for cell in row.iter("cell")] for row in element.iter("row")])
    elif any(child.tag in {"head", "p", "list", "quote", "table"} for child in element):
        yield markdown_writer.paragraph(element.text or "")
        for child in element:
            yield from _parts(child)
            yield markdown_writer.paragraph(child.tail or "")
    else:
        yield from map(markdown_writer.paragraph, _lines(element))


def _lines(element: HtmlElement) -> Iterator[str]:
    """The text of an element, cut at its line breaks and paragraphs."""
    line = element.text or ""
    for child in element:
        if child.tag in {"lb", "p", "item"}:
            yield line
            line = ""
        first, *others = list(_lines(child)) or [""]
        line += first
        for other in others:
            yield line
            line = other
        if child.tag in {"p", "item"}:
            yield line
            line = ""
        line += child.tail or ""
    yield line


def _text(element: HtmlElement) -> str:
    return " ".join(_lines(element))


def _own_text(entry: HtmlElement) -> str:
    """An item's text without that of the lists in it, whose items are listed as well."""
    lists = list(entry.iter("list"))
    if not lists:
        return _text(entry)
    return " ".join([entry.text or "", *(_text(child) for child in entry if child.tag != "list")])
