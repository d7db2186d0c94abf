"""Other readings of a page, for where trafilatura leaves out most of it: JSON-LD, and the element with the prose."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from index.converters import markdown_writer
from index.converters.html.elements import prose
from index.converters.html.fragment import element_parts, fragment_parts

MUCH_MORE = 1.6
"""Another reading is taken where it has so many times the words."""
MIN_WORDS = 60
"""Words that another reading has at least."""
MIN_PARAGRAPH_CHARS = 80
"""Characters of a paragraph that counts as prose; shorter ones may be menus and teasers."""
ASIDE_TAGS = ("aside", "nav", "footer", "form")
FRAME_TAGS = (*ASIDE_TAGS, "header", "div", "section", "ul", "ol", "table", "p", "h2", "h3", "h4", "h5", "h6")
ASIDE_NAMES = re.compile(
    r"comment|related|side-?bar|footer|newsletter|promo|teaser|recommend|cookie|consent|gdpr|share|advert|banner|modal"
    r"|subscribe|disclaimer|legal|widget|most-?(?:read|popular)",
    re.IGNORECASE,
)
MAX_LD_DEPTH = 10


def fuller_parts(page: HtmlElement, parts: list[str]) -> list[str]:
    """The parts as given, or those of another reading that has much more of the article.

    Args:
        page: The page with its elements rewritten.
        parts: What trafilatura found in it.
    """
    words = _words(parts)
    for reading in (_stated_body(page), _prose_parts(page)):
        reading = list(dict.fromkeys(reading))  # some pages have their article twice, once to be printed
        more = _words(reading)
        if more >= MIN_WORDS and more > MUCH_MORE * words and _holds(reading, parts):
            return reading
    return parts


def _words(parts: list[str]) -> int:
    return sum(len(re.findall(r"\w+", part)) for part in parts)


def _holds(reading: list[str], parts: list[str]) -> bool:
    """Whether another reading has most of what was found, and so is of the same article."""
    whole = Counter(re.findall(r"\w+", " ".join(reading)))
    found = Counter(re.findall(r"\w+", " ".join(parts)))
    return (found & whole).total() * 4 >= found.total() * 3


def _stated_body(page: HtmlElement) -> list[str]:
    """The longest `articleBody` that the page's JSON-LD states."""
    bodies = [
        body
        for script in page.xpath("//script[@type='application/ld+json']")
        for body in _article_bodies(_json(script.text or ""), 0)
    ]
    body = max(bodies, key=len, default="")
    if re.search(r"<(?:p|div|br)\b", body, re.IGNORECASE):
        return fragment_parts(body)
    return list(filter(None, map(markdown_writer.paragraph, body.splitlines())))


def _json(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _article_bodies(value: Any, depth: int) -> Iterator[str]:
    if depth > MAX_LD_DEPTH:
        return
    if isinstance(value, dict):
        if isinstance(body := value.get("articleBody"), str):
            yield body
        for inner in value.values():
            yield from _article_bodies(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _article_bodies(inner, depth + 1)


def _prose_parts(page: HtmlElement) -> list[str]:
    """The parts of the smallest element that holds nearly all prose of a page, without what stands aside."""
    paragraphs = [p for p in page.xpath("//p") if _is_prose(p)]
    total = sum(len(prose(p)) for p in paragraphs)
    held: Counter[HtmlElement] = Counter()
    for paragraph in paragraphs:
        for around in paragraph.iterancestors():
            held[around] += len(prose(paragraph))
    enough = [element for element, size in held.items() if size * 10 >= total * 9]
    if not enough:
        return []
    around = max(enough, key=lambda element: len(list(element.iterancestors())))
    kept = {each for p in paragraphs for each in (p, *p.iterancestors())}
    for element in list(around.iterdescendants(*FRAME_TAGS)):
        if element not in kept and element.getparent() is not None and (_stands_aside(element) or _is_links(element)):
            element.drop_tree()
    return element_parts(around)


def _is_links(element: HtmlElement) -> bool:
    return 2 * sum(len(prose(link)) for link in element.iter("a")) > len(prose(element))


def _is_prose(paragraph: HtmlElement) -> bool:
    text = prose(paragraph)
    links = sum(len(prose(link)) for link in paragraph.xpath(".//a"))
    return (
        len(text) >= MIN_PARAGRAPH_CHARS
        and links * 3 < len(text)
        and not any(_stands_aside(each) for each in paragraph.iterancestors() if each.tag not in {"html", "body"})
    )


def _stands_aside(element: HtmlElement) -> bool:
    if element.tag in ASIDE_TAGS:
        return True
    return bool(ASIDE_NAMES.search(f"{element.get('class', '')} {element.get('id', '')}"))
