"""Joins an article that a page keeps in several containers, of which trafilatura would take the first."""

from lxml.html import HtmlElement
from trafilatura.xpaths import BODY_XPATH

MIN_PROSE_CHARS = 150
"""Characters of paragraphs in a container that holds a part of an article."""


def join_containers(page: HtmlElement) -> None:
    """Marks the element around containers of one kind as the article's body, in place."""
    first = next((found[0] for expression in BODY_XPATH if (found := expression(page))), None)
    if first is None or not first.get("class"):
        return
    depth = len(list(first.iterancestors()))
    alike = [
        element
        for element in page.iter(first.tag)
        if element.get("class") == first.get("class") and len(list(element.iterancestors())) == depth
    ]
    parts = [element for element in alike if _is_part(element)]
    if len(parts) < 2 or first not in parts:
        return
    around = next(each for each in first.iterancestors() if all(each in part.iterancestors() for part in parts))
    if around.tag in {"body", "html"}:
        return
    for part in parts:
        del part.attrib["class"]
    around.set("itemprop", "articleBody")


def _is_part(element: HtmlElement) -> bool:
    """Whether an element holds paragraphs and no headline: one with a headline is an article of its own."""
    if element.xpath(".//h1 | .//h2/a | .//h3/a | .//a/h2 | .//a/h3"):
        return False
    linked = sum(len(link.text_content()) for link in element.xpath(".//p//a"))
    written = sum(len(p.text_content()) for p in element.xpath(".//p"))
    return written >= MIN_PROSE_CHARS and linked * 2 < written
