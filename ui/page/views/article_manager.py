"""The dialog that lists the articles, adds some and removes some, as HTML; `static/js/article-manager.js` works it."""

from collections.abc import Sequence
from html import escape

from index.models import IndexedArticle
from ui.page.translations import Words
from ui.service.protocol import public_source

ACCEPTED = ".txt,.md,.markdown,.html,.htm,.pdf,.docx"
"""What a browser offers first where a file is chosen; the server looks for itself."""
LONGEST_TEXT = 1_000_000
"""Characters that can be pasted."""


def dialog(entries: Sequence[IndexedArticle], megabytes: float, words: Words) -> str:
    """The list of all articles, and the three ways of adding one.

    Args:
        entries: All articles.
        megabytes: The most that a file may have.
        words: In the page's language.
    """
    most = f"{megabytes:g}"
    told = {
        "most": most,
        "adding": words.adding,
        "added": words.added,
        "present": words.present,
        "removed": words.removed,
        "too-large": words.too_large.format(name="{name}", megabytes=most),
    }
    data = " ".join(f'data-{name}="{escape(value)}"' for name, value in told.items())
    close = _button("close", words.close, "quiet")
    return (
        f'<dialog id="catalogue" aria-labelledby="catalogue-title" {data}>'
        f'<header><h2 id="catalogue-title">{escape(words.articles)}</h2>{close}</header>'
        f'<ul class="entries">{listing(entries, words)}</ul><ul class="jobs" role="status"></ul>'
        f"{_adding(most, words)}</dialog>"
    )


def listing(entries: Sequence[IndexedArticle], words: Words) -> str:
    """The articles' rows: what each is, to ask it, and to remove it after a second look."""
    return "".join(_row(entry, words) for entry in entries)


def options(entries: Sequence[IndexedArticle], chosen: str, words: Words) -> str:
    """The choice among all articles and each."""
    named = [("", words.all_articles), *((entry.article.id, entry.article.title) for entry in entries)]
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(name)}</option>'
        for value, name in named
    )


def _row(entry: IndexedArticle, words: Words) -> str:
    article = entry.article
    length = words.length.format(count=f"{len(article.text.split()):,}")
    day = f'<time datetime="{escape(entry.indexed_at)}">{escape(entry.indexed_at[:10])}</time>'
    about = [escape(part) for part in (public_source(article.source), length) if part]
    title = escape(article.title)
    return (
        f'<li data-article="{escape(article.id)}"><button type="button" class="open" data-shelf="open">{title}</button>'
        f'<p class="note">{" · ".join([*about, day])}</p>{_button("remove", words.remove, "quiet")}'
        f'<p class="confirm" hidden>{escape(words.remove_sure.format(title=article.title))} '
        f"{_button('sure', words.remove)} {_button('keep', words.keep)}</p></li>"
    )


def _adding(most: str, words: Words) -> str:
    hint = escape(words.file_hint.format(megabytes=most))
    return (
        f'<section class="adding"><h3>{escape(words.add_article)}</h3>'
        f'<label class="drop"><input type="file" multiple accept="{ACCEPTED}">'
        f"<strong>{escape(words.choose_files)}</strong><span>{hint}</span></label>"
        f'<form data-shelf="page"><label for="page-url">{escape(words.page_address)}</label>'
        f'<div><input id="page-url" name="url" type="url" required placeholder="https://" autocomplete="off">'
        f'<button type="submit">{escape(words.add)}</button></div></form>'
        f"<details><summary>{escape(words.paste_text)}</summary>"
        f'<form data-shelf="text"><label for="text-title">{escape(words.text_title)}</label>'
        f'<input id="text-title" name="title" maxlength="300" autocomplete="off">'
        f'<label for="text-itself">{escape(words.text)}</label>'
        f'<textarea id="text-itself" name="text" rows="6" required maxlength="{LONGEST_TEXT}"></textarea>'
        f'<button type="submit">{escape(words.add)}</button></form></details></section>'
    )


def _button(does: str, label: str, name: str = "") -> str:
    kind = f' class="{name}"' if name else ""
    return f'<button type="button"{kind} data-shelf="{does}">{escape(label)}</button>'
