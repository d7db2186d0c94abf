"""Repairs old HTML before extraction: layout tables, paragraphs made of line breaks, headings made of bold lines."""

import re
from collections import Counter

from lxml.html import Element, HtmlElement

from index.text.block_kinds import MAX_HEADING_WORDS, SENTENCE_END

BLOCK = re.compile(
    "address|article|aside|blockquote|center|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre"
    "|section|table|tbody|td|th|tr|ul"
)
"""Elements that end a paragraph."""
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MAX_ATTRIBUTE_CHARS = 10_000
"""Characters; a longer one is a picture in the page itself, which would be searched for dates for seconds."""
MAX_CELL_CHARS = 300
"""Characters; a table with a longer cell is there for the layout, unless it is headed or has even rows."""
MIN_DATA_ROWS = 3


def repair_markup(page: HtmlElement) -> HtmlElement:
    """Repairs a page in place: layout tables become divisions, double line breaks paragraphs, bold lines headings."""
    for element in page.iter():
        # The parser reads references to control characters, but what is moved about must not hold them.
        if ILLEGAL.search(element.text or "") or ILLEGAL.search(element.tail or ""):
            element.text, element.tail = (text and ILLEGAL.sub(" ", text) for text in (element.text, element.tail))
        for attribute in [key for key, value in element.attrib.items() if len(value) > MAX_ATTRIBUTE_CHARS]:
            del element.attrib[attribute]
    for tag in ("script", "style", "template"):
        for element in page.xpath(f"//{tag}[not(@type='application/ld+json')]"):
            element.drop_tree()
    for element in page.xpath("//noscript"):
        element.drop_tag()
    layout = [table for table in page.xpath("//table") if _is_layout(table)]
    for table in layout:
        _untable(table)
    for caption in page.xpath("//table/caption"):
        caption.tag = "p"
        caption.getparent().addprevious(caption)
    for element in page.xpath("//font | //center"):
        element.tag = "div" if _breaks(element) or any(BLOCK.fullmatch(child.tag) for child in element) else "span"
    broken = [e for e in page.xpath("//body | //div | //td | //p | //article | //section") if _breaks(e)]
    for element in broken:
        _split(element)
    for element in page.xpath("//p[count(*) = 1 and (b or strong)]"):
        line = " ".join(element.text_content().split())
        bold = " ".join(element[0].text_content().split())
        if line == bold and 0 < len(line.split()) <= MAX_HEADING_WORDS and not SENTENCE_END.search(line):
            element.tag = "h3"
            element[0].drop_tag()
    if (layout or broken) and not page.xpath("//article | //main"):
        _name_article(page)
    return page


def _name_article(page: HtmlElement) -> None:
    """Marks the element with most text in paragraphs as the article, where no element is marked."""
    sizes: Counter[HtmlElement] = Counter()
    for paragraph in page.xpath("//div/p"):
        sizes[paragraph.getparent()] += len(paragraph.text_content())
    for element, _ in sizes.most_common(1):
        element.tag = "article"


def _is_layout(table: HtmlElement) -> bool:
    if table.xpath(".//table | .//h1 | .//h2 | .//form") or table.get("role") == "presentation":
        return True
    if table.xpath("./caption | .//th"):
        return False
    rows = [len(row.xpath("./td")) for row in table.xpath("./tr | ./*/tr")]
    if len(rows) >= MIN_DATA_ROWS and len(set(rows)) == 1 and rows[0] > 1:
        return False
    return any(len(cell.text_content()) > MAX_CELL_CHARS for cell in table.xpath(".//td"))


def _untable(table: HtmlElement) -> None:
    """Turns a table, but none within it, into divisions."""
    for element in table.xpath(
        "./tr | ./*/tr | ./tr/td | ./*/tr/td | ./tr/th | ./*/tr/th | ./tbody | ./thead | ./tfoot"
    ):
        element.tag = "div"
    table.tag = "div"


def _breaks(element: HtmlElement) -> bool:
    """Whether two line breaks in a row stand directly in an element."""
    return any(not (br.tail or "").strip() and _is_break(br.getnext()) for br in element.iterchildren("br"))


def _is_break(element: HtmlElement | None) -> bool:
    return element is not None and element.tag == "br"


def _split(element: HtmlElement) -> None:
    """Makes paragraphs of what stands between double line breaks and blocks in an element."""
    children, text = list(element), element.text or ""
    element.text = None
    for child in children:
        element.remove(child)
    current = _begun(element, text)
    for number, child in enumerate(children):
        tail, child.tail = child.tail or "", None
        if child.tag == "br":
            following = children[number + 1] if number + 1 < len(children) else None
            if not tail.strip() and _is_break(following):
                current = _begun(element, "")
                continue
            if len(current) or (current.text or "").strip():
                current.append(child)
                child.tail = tail
            else:
                current.text = tail  # the last of several breaks
        elif BLOCK.fullmatch(child.tag):
            element.append(child)
            current = _begun(element, tail)
        else:
            current.append(child)
            child.tail = tail
    for empty in element.xpath("./p[not(node())]"):
        element.remove(empty)


def _begun(element: HtmlElement, text: str) -> HtmlElement:
    """A new paragraph at the end of an element."""
    paragraph = Element("p")
    paragraph.text = text
    element.append(paragraph)
    return paragraph
