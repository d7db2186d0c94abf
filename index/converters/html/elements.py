"""Rewrites elements that trafilatura would drop with their text, and removes marks and menus it would keep."""

import re

from lxml.html import Element, HtmlElement

from index.converters.html.mathml import linear

NOTE_MARK = re.compile(r"[\[(]?(?:(?:note|nb|n|fn) ?)?(?:\d{1,3}|[a-z]|[*†‡§¶]{1,3})[\])]?", re.IGNORECASE)
NOTE_NAMES = re.compile(r"\b(?:foot|end|side)?-?note|\bfn|\bref|\bcite|noteref", re.IGNORECASE)
POPUP_NAMES = re.compile(r"rollover|tool-?tip|pop-?(?:up|over)|hover-?card|fly-?out", re.IGNORECASE)
UNSEEN_NAMES = re.compile(r"off-?screen|visually-?hidden|sr-only|screen-?reader", re.IGNORECASE)
TEX = re.compile(r"\{\\displaystyle (.*)\}|(.*)", re.DOTALL)
INLINE_BLOCKS = "(self::p or self::li or self::td or self::th or self::dd or self::dt or self::figcaption)"
MIN_PROSE_CHARS = 20
"""A block with fewer characters beside a date is a date line, which belongs to the page's frame."""
MIN_LINK_PROSE_CHARS = 60
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")


def rewrite_elements(page: HtmlElement) -> None:
    """Changes a page in place, so that its reading keeps formulas, dates, captions, questions and linked paragraphs.

    Removed are the marks of notes and menus within sentences.
    """
    _write_formulas(page)
    _drop_note_marks(page)
    _drop_link_menus(page)
    for element in page.xpath("//code[.//table] | //pre[.//table]"):
        element.drop_tag()
    _keep_figures(page)
    _keep_inline(page)
    _keep_questions(page)
    _unlink_paragraphs(page)


def prose(element: HtmlElement) -> str:
    """An element's text in one line."""
    return " ".join(element.text_content().split())


def _write_formulas(page: HtmlElement) -> None:
    for element in page.xpath("//*[contains(concat(' ', @class, ' '), ' katex-html ')]"):
        element.drop_tree()  # the same formula for the eye, beside its MathML
    for element in page.xpath("//math"):
        formula = linear(element) or _tex(element.get("alttext", ""))
        _replace(_shown(element), formula)
    for script in page.xpath("//script[starts-with(@type, 'math/tex')]"):
        _replace(script, script.text or "")


def _tex(source: str) -> str:
    found = TEX.fullmatch(source.strip())
    return next(filter(None, found.groups()), "") if found else ""


def _shown(element: HtmlElement) -> HtmlElement:
    """The element, or the hidden one around it that holds nothing else."""
    parent = element.getparent()
    while parent is not None and parent.tag == "span" and prose(parent) == prose(element):
        element, parent = parent, parent.getparent()
    return element


def _replace(element: HtmlElement, text: str) -> None:
    span = Element("span")
    span.text, span.tail = text, element.tail
    element.getparent().replace(element, span)


def _drop_note_marks(page: HtmlElement) -> None:
    for mark in page.xpath("//sup | //a[contains(@role, 'doc-noteref')]"):
        text = prose(mark)
        if not text or not all(map(NOTE_MARK.fullmatch, re.split(r"[,;–]\s*|(?<=\])\s*(?=\[)", text))):
            continue
        links = mark.xpath("descendant-or-self::a[contains(@href, '#')] | ancestor::a[contains(@href, '#')]")
        names = " ".join(mark.get(key, "") for key in ("class", "id", "role"))
        if links or NOTE_NAMES.search(names):
            mark.drop_tree()


def _drop_link_menus(page: HtmlElement) -> None:
    """Drops a box of links within a sentence, which opens when its name is pointed at."""
    for box in page.xpath("//p//span[a[2]] | //li//span[a[2]]"):
        beside = "".join([box.text or "", *(child.tail or "" for child in box)])
        only_links = all(child.tag == "a" for child in box)
        if only_links and not beside.strip() and (not beside or POPUP_NAMES.search(box.get("class", ""))):
            box.drop_tree()


def _keep_figures(page: HtmlElement) -> None:
    """Makes a division of each figure, and a paragraph of its caption."""
    for caption in page.xpath("//figcaption"):
        for label in [each for each in caption.iter("span") if UNSEEN_NAMES.search(each.get("class", ""))]:
            label.drop_tree()
        if prose(caption):
            caption.tag = "div" if caption.xpath("./p | ./div | ./ul") else "p"
    # trafilatura leaves out by their classes what else captions may be made of
    captions = "//*[self::p or self::div or self::dd][contains(@class, 'caption')]"
    for element in page.xpath(f"//figure//*[@class] | {captions}"):
        del element.attrib["class"]
    for figure in page.xpath("//figure[normalize-space()]"):
        figure.tag = "div"
        figure.attrib.pop("class", None)


def _keep_inline(page: HtmlElement) -> None:
    for element in page.xpath("//time | //label | //output"):
        around = next(iter(element.xpath(f"ancestor::*[{INLINE_BLOCKS}][1]")), None)
        if around is None:
            continue
        dates = sum(len(prose(each)) for each in around.xpath(".//time | .//label | .//output"))
        if len(prose(around)) - dates >= MIN_PROSE_CHARS:
            element.tag = "span"


def _keep_questions(page: HtmlElement) -> None:
    """Makes text of a button in a heading, and a heading of a question that opens the paragraphs after it."""
    for button in page.xpath("//h1//button | //h2//button | //h3//button | //h4//button | //h5//button | //h6//button"):
        button.drop_tag()
    for button in page.xpath("//button"):
        following = button.getnext()
        if prose(button).endswith("?") and following is not None and prose(following):
            # A paragraph after it may be the article's next one, unless both stand in a box of their own.
            boxed = following.tag == "p" and button.getprevious() is None and button.getparent().tag in {"div", "li"}
            if boxed or following.tag in {"div", "section", "dd"}:
                button.tag = "h4"


def _unlink_paragraphs(page: HtmlElement) -> None:
    """Keeps a whole sentence that is a link and stands between paragraphs that are none."""
    paragraphs = [p for p in page.xpath("//p") if prose(p)]
    linked = [_is_linked(p) for p in paragraphs]
    for number, paragraph in enumerate(paragraphs):
        beside = [*linked[max(0, number - 1) : number], *linked[number + 1 : number + 2]]
        text = prose(paragraph)
        alone = linked[number] and beside and not any(beside)
        if alone and len(text) >= MIN_LINK_PROSE_CHARS and SENTENCE_END.search(text):
            for link in paragraph.xpath(".//a"):
                link.drop_tag()


def _is_linked(paragraph: HtmlElement) -> bool:
    links = sum(len(prose(link)) for link in paragraph.xpath(".//a"))
    return links > 0 and links >= len(prose(paragraph)) - 2
