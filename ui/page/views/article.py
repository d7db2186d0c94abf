"""The article beside the conversation, as HTML.

An article is rendered so that the text content of its `.text` element is the article's text to the character;
`static/js/highlight.js` finds places in it.
"""

from collections.abc import Iterator, Sequence
from html import escape

from index.models import Article, IndexedArticle
from index.text.blocks import blocks
from ui.page.translations import Words
from ui.page.views.article_manager import options
from ui.page.views.markdown import exact, marked_up, tag_of


def article(shown: Article, words: Words) -> str:
    """An article; the text content of its `.text` element is exactly the article's text."""
    known = " · ".join(_about(shown))
    about = f'<p class="about">{known}</p>' if known else ""
    return (
        f'<article data-article="{escape(shown.id)}"><h2 class="title">{escape(shown.title)}</h2>'
        f'{about}<div class="text">{"".join(_parts(shown, words))}</div></article>'
    )


def panel(entries: Sequence[IndexedArticle], shown: Article | None, chosen: str, catalogue: str, words: Words) -> str:
    """The choice among articles, where there are several, over the one that is shown.

    Args:
        entries: All articles.
        shown: The one to read, if there is any.
        chosen: The id of the one to ask; empty: all.
        catalogue: The dialog that adds and removes them; empty where nobody may.
        words: In the page's language.
    """
    hidden = "" if len(entries) > 1 else " hidden"
    manage = f'<button type="button" id="manage" class="quiet">{escape(words.articles)} …</button>' if catalogue else ""
    return (
        f'<div id="shelf"><select id="selector" aria-label="{escape(words.article)}"{hidden}>'
        f"{options(entries, chosen, words)}</select>{manage}"
        f'<button type="button" id="close" class="quiet">{escape(words.close_article)}</button></div>'
        f'<div id="article" tabindex="0" role="region" aria-label="{escape(words.article)}"'
        f' data-back="{escape(words.back)}">{article(shown, words) if shown else ""}'
        f'<p class="empty">{escape(words.no_articles)}</p></div>{catalogue}'
    )


def _about(shown: Article) -> Iterator[str]:
    """Who wrote it, when, and where it appeared, as far as the document tells."""
    if shown.author:
        yield escape(shown.author)
    if shown.published:
        yield f'<time datetime="{escape(shown.published)}">{escape(shown.published)}</time>'
    where = shown.site
    if shown.source.startswith(("http://", "https://")):
        where = where or shown.source.split("/")[2]
        yield f'<a href="{escape(shown.source)}" target="_blank" rel="noopener noreferrer">{escape(where)}</a>'
    elif where:
        yield escape(where)


def _parts(shown: Article, words: Words) -> Iterator[str]:
    text, markdown = shown.text, shown.markdown
    at, page = 0, None
    for block in blocks(text, markdown=markdown):
        yield _gap(text[at : block.start])
        inside = text[block.start : block.end]
        tag = tag_of(inside, block.kind) if markdown else "h3" if block.kind == "heading" else "p"
        # Line breaks are kept where they mean something; those of a paragraph wrapped at a fixed width do not.
        lines = " pre" if markdown or block.kind == "front matter" else ""
        html = marked_up(inside, block.kind) if markdown and block.kind != "front matter" else exact(inside)
        before, page = page, shown.page_at(block.start)
        # As an attribute: what stands in the text is counted.
        turned = f' data-page="{escape(words.page.format(page=page))}"' if page != before else ""
        yield f'<{tag} class="{block.kind.replace(" ", "-")}{lines}"{turned}>{html}</{tag}>'
        at = block.end
    yield _gap(text[at:])


def _gap(space: str) -> str:
    """What lies between blocks; kept, unseen, so that offsets count in the element's text as in the article's."""
    return f'<span class="gap">{exact(space)}</span>' if space else ""
