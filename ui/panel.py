"""The article beside the conversation, as HTML.

An article is rendered so that the text content of its `.text` element is the article's text to the character;
`static/marks.js` finds places in it.
"""

from collections.abc import Iterator, Sequence
from html import escape

from index.article import Article
from index.blocks import blocks
from ui.markup import exact, marked_up, tag_of
from ui.words import Words


def article(shown: Article) -> str:
    """An article; the text content of its `.text` element is exactly the article's text."""
    return (
        f'<article data-article="{escape(shown.id)}">'
        f'<h2 class="title">{escape(shown.title)}</h2><div class="text">{"".join(_parts(shown))}</div></article>'
    )


def panel(articles: Sequence[Article], shown: Article | None, chosen: str, words: Words) -> str:
    """The choice among articles, where there are several, over the one that is shown.

    Args:
        articles: All of them.
        shown: The one to read, if there is any.
        chosen: The id of the one to ask; empty: all.
        words: In the page's language.
    """
    named = [("", words.all_articles), *((each.id, each.title) for each in articles)]
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(name)}</option>'
        for value, name in named
    )
    hidden = "" if len(articles) > 1 else " hidden"
    return (
        f'<div id="shelf"><select id="selector" aria-label="{escape(words.article)}"{hidden}>{options}</select>'
        f'<button type="button" id="close" class="quiet">{escape(words.close_article)}</button></div>'
        f'<div id="article" tabindex="0" role="region" aria-label="{escape(words.article)}"'
        f' data-back="{escape(words.back)}">'
        f"{article(shown) if shown else ''}</div>"
    )


def _parts(shown: Article) -> Iterator[str]:
    text, markdown = shown.text, shown.markdown
    at = 0
    for block in blocks(text, markdown=markdown):
        yield _gap(text[at : block.start])
        words = text[block.start : block.end]
        tag = tag_of(words, block.kind) if markdown else "h3" if block.kind == "heading" else "p"
        # Line breaks are kept where they mean something; those of a paragraph wrapped at a fixed width do not.
        lines = " pre" if markdown or block.kind == "front matter" else ""
        html = marked_up(words, block.kind) if markdown and block.kind != "front matter" else exact(words)
        yield f'<{tag} class="{block.kind.replace(" ", "-")}{lines}">{html}</{tag}>'
        at = block.end
    yield _gap(text[at:])


def _gap(space: str) -> str:
    """What lies between blocks; kept, unseen, so that offsets count in the element's text as in the article's."""
    return f'<span class="gap">{exact(space)}</span>' if space else ""
