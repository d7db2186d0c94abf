"""Reads an HTML page: its article without banners, navigation, advertisements and comments, by trafilatura."""

import re
from collections.abc import Iterator

from lxml import html as lxml_html
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document as Extraction

from index.converters import markdown_writer
from index.converters.encoding import decode
from index.converters.html_repair import mended
from index.converters.models import Extract, SourceFile
from index.errors import SourceError

DECLARED = re.compile(rb"<meta[^>]{1,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
BROKEN = 50
"""One character in so many may be broken in a page."""
HEAD = 4096
"""Bytes in which a page declares its encoding."""
XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def extract_html(file: SourceFile) -> Extract:
    """The article of a page, as it was served or saved.

    Raises:
        SourceError: There is no article in it.
    """
    content, name, charset = file.content, file.name, file.charset
    missing = SourceError(f"{name!r} holds no article text: give a page whose text stands in its HTML, or paste it.")
    try:
        text = XML_DECLARATION.sub("", markdown_writer.UNSEEN.sub("", _decoded(content, name, charset)), count=1)
        tree = lxml_html.document_fromstring(text, lxml_html.HTMLParser(remove_comments=True, remove_pis=True))
    except (ValueError, lxml_html.etree.ParserError) as error:
        raise missing from error
    page = mended(tree)
    headline = next((line for h1 in page.xpath("//h1") if (line := markdown_writer.tidy(h1.text_content()))), "")
    found = bare_extraction(page, include_comments=False, with_metadata=True)
    if not isinstance(found, Extraction):
        raise missing
    parts = list(filter(None, _parts(found.body)))
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
        raise missing
    author = ", ".join(filter(None, map(markdown_writer.tidy, (found.author or "").split(";"))))
    return Extract(
        text=text,
        title=title or headline,
        author=author,
        published=found.date or "",
        site=markdown_writer.tidy(found.sitename or ""),
    )


def _decoded(content: bytes, name: str, charset: str) -> str:
    declared = DECLARED.search(content[:HEAD])
    encoding = charset or (declared.group(1).decode() if declared else "")
    try:
        return decode(content, name, encoding)
    except SourceError:
        text = content.decode("utf-8", "replace")  # one broken byte must not cost the page
        if text.count("\N{REPLACEMENT CHARACTER}") * BROKEN > len(text):
            raise
        return text


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
