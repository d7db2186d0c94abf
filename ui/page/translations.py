"""The page's words, in every language it speaks; answers stay in their article's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from index.text.page_ranges import page_ranges

TABLES = Path(__file__).parent / "static" / "translations.json"


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words; what stands in braces is filled in."""

    language: str
    tagline: str
    about_article: str
    welcome: str
    invitation: str
    conversation: str
    your_question: str
    placeholder: str
    ask: str
    stop: str
    article: str
    close_article: str
    show_article: str
    back: str
    reading: str
    understood_as: str
    not_in_article: str
    closest: str
    also_looked_at: str
    read_through: str
    certain: str
    likely: str
    check: str
    certain_hint: str
    likely_hint: str
    check_hint: str
    copy: str
    copy_cited: str
    copied_answer: str
    link: str
    more: str
    remove_question: str
    tools: str
    not_carried: str
    stopped: str
    show_in: str
    gone: str
    quoted_gone: str
    edit: str
    helpful: str
    unhelpful: str
    why: str
    thanks: str
    again: str
    copy_link: str
    copied: str
    dropped: str
    restore: str
    copied_link: str
    away: str
    chats: str
    new_chat: str
    search_chats: str
    no_such_chat: str
    no_chats: str
    one_question: str
    several_questions: str
    chat_removed: str
    rename: str
    delete_chat: str
    chat_title: str
    save: str
    cancel: str
    save_chats: str
    this_chat: str
    all_chats: str
    print: str
    forms: str
    form_of: str
    earlier_form: str
    later_form: str
    unreachable: str
    loading: str
    mending: str
    silent: str
    export_title: str
    export_place: str
    articles: str
    add_article: str
    choose_files: str
    file_hint: str
    page_address: str
    add: str
    paste_text: str
    text_title: str
    text: str
    adding: str
    added: str
    present: str
    too_large: str
    length: str
    remove: str
    remove_sure: str
    keep: str
    removed: str
    close: str
    no_articles: str
    check_text: str
    check_text_hint: str
    check_now: str
    check_scope: str
    checking: str
    check_summary: str
    check_verbatim: str
    check_supported: str
    check_contradicted: str
    check_unsupported: str
    check_none: str
    check_differs: str
    check_lacks: str
    check_denied: str
    check_number: str
    check_date: str
    check_name: str
    check_negation: str
    check_quote: str
    check_edit: str
    save_html: str
    save_json: str
    page: str
    unread_pages: str
    ocr_pages: str
    read_as: str
    source_changed: str
    view_as: str
    view_text: str
    view_page: str
    original_file: str
    key_asked: str
    sign_in: str
    wrong_key: str
    signed_out: str
    own_window: str
    search_articles: str
    sort: str
    sort_newest: str
    sort_oldest: str
    sort_title: str
    sort_published: str
    tags: str
    tags_hint: str
    ask_one: str
    ask_all: str
    ask_some: str
    ask_everything: str
    ask_these: str
    ask_this: str
    more_about: str
    show_more: str
    no_match: str
    too_many: str
    retagged: str
    answered_by: str
    answered_in_own_words: str
    own_words: str
    who_answers: str
    models_hint: str
    no_models: str
    give_model: str
    provider: str
    model_name: str
    model_key: str
    use_model: str
    model_given: str
    grid: str
    grid_hint: str
    grid_title: str
    grid_questions: str
    grid_scope: str
    grid_fill: str
    grid_progress: str
    grid_edit: str
    grid_failed: str
    ask_about: str
    about_words: str
    bookmarklet: str
    ask_about_page: str

    def unread(self, pages: Sequence[int]) -> str:
        """That pages could not be read; empty for none."""
        return self.unread_pages.format(pages=page_ranges(pages)) if pages else ""

    def recognized(self, pages: Sequence[int]) -> str:
        """That pages were read by OCR; empty for none."""
        return self.ocr_pages.format(pages=page_ranges(pages)) if pages else ""


@cache
def tables() -> dict[str, Words]:
    """The words by language, the default one first."""
    return TypeAdapter(dict[str, Words]).validate_json(TABLES.read_bytes())


def words_for(accept_language: str) -> Words:
    """The words in the first language that is known of those a browser asks for, or else in the default one.

    Args:
        accept_language: The HTTP header of that name, such as `pt-BR,pt;q=0.9,en;q=0.8`.
    """
    known = tables()
    for language in _preferred(accept_language):
        if language in known:
            return known[language]
    return next(iter(known.values()))


def _preferred(accept_language: str) -> list[str]:
    """Languages without their regions, the most wanted first."""
    weighted = []
    for part in accept_language.lower().split(","):
        tag, _, weight = part.partition(";q=")
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        if quality > 0:
            weighted.append((quality, tag.strip().partition("-")[0]))
    return [language for _, language in sorted(weighted, key=lambda pair: -pair[0])]
