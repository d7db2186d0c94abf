"""The article beside the conversation, as HTML.

An article is rendered so that the text content of its `.text` element is the article's text to the character;
`static/js/article/highlight.js` finds places in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from index.models import Article
from index.sources.originals.folder import OriginalsFolder
from index.text.blocks import Block, blocks
from ui.page.translations import Words
from ui.page.views.markdown import Piece, pieces, tag_of
from ui.page.views.templates import render


@dataclass(frozen=True, slots=True)
class ArticleBlock:
    """A block of an article as it is shown.

    Attributes:
        before: What lies between the last block and this one; kept, unseen, so that offsets count in the element's
            text as in the article's.
        tag: The element.
        classes: Of the element.
        page: A new page's number, in words; empty where none begins. An attribute: what stands in the text is counted.
        pieces: Its text.
    """

    before: str
    tag: str
    classes: str
    page: str
    pieces: Sequence[Piece]


def article(shown: Article, words: Words, originals: OriginalsFolder | None = None) -> Markup:
    """An article; the text content of its `.text` element is exactly the article's text.

    Args:
        shown: The article.
        words: In the page's language.
        originals: Has its original file and its pages, where these are kept; None: none are.
    """
    url = shown.source if shown.source.startswith(("http://", "https://")) else ""
    site = shown.site or (url.split("/")[2] if url else "")
    encoding = words.read_as.format(encoding=shown.assumed_encoding) if shown.assumed_encoding else ""
    found = list(blocks(shown.text, markdown=shown.markdown))
    after = shown.text[found[-1].end if found else 0 :]
    return render(
        "articles/article",
        article=shown,
        url=url,
        site=site,
        unread=words.unread(shown.unread_pages),
        recognized=words.recognized(shown.ocr_pages),
        encoding=encoding,
        kept=originals is not None and originals.has(shown.id),
        paged=originals is not None and originals.has_pages(shown.id),
        words=words,
        blocks=_blocks(shown, found, words),
        after=after,
    )


def panel(shown: Article | None, words: Words, originals: OriginalsFolder | None = None) -> Markup:
    """The article that is read.

    Args:
        shown: It, if there is any.
        words: In the page's language.
        originals: As of `article`.
    """
    read = article(shown, words, originals) if shown else ""
    return render("articles/panel", article=read, words=words)


def _blocks(shown: Article, found: Sequence[Block], words: Words) -> Iterator[ArticleBlock]:
    text, markdown = shown.text, shown.markdown
    at, page = 0, None
    for block in found:
        inside = text[block.start : block.end]
        # Line breaks are kept where they mean something; those of a paragraph wrapped at a fixed width do not.
        lines = " pre" if markdown or block.kind == "front matter" else ""
        before, page = page, shown.page_at(block.start)
        yield ArticleBlock(
            before=text[at : block.start],
            tag=tag_of(inside, block.kind) if markdown else "h3" if block.kind == "heading" else "p",
            classes=block.kind.replace(" ", "-") + lines,
            page=words.page.format(page=page) if page != before else "",
            pieces=pieces(inside, block.kind) if markdown and block.kind != "front matter" else [Piece(inside)],
        )
        at = block.end
