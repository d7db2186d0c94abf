"""The panel that checks a text, and its report."""

import json

from ui.page.translations import tables, words_for
from ui.page.views.text_check import KINDS, panel, report

WORDS = words_for("en")
CITED = {
    "number": 1, "article_id": "a", "article_title": "Bridge", "passage_id": "p", "quote": "It opened in 1932.",
    "start": 0, "end": 18, "passage": "It opened in 1932.", "score": 0.9,
}  # fmt: skip
SAID = {
    "text": "It opened in 1931 <i>.", "start": 0, "end": 22, "support": "contradicted", "citations": [1],
    "differs": [{"kind": "date", "said": "1931", "article": "1932"}],
}  # fmt: skip


def checked(**found: object) -> str:
    body = {"sentences": [SAID], "citations": [CITED], **found}
    return json.dumps({"text": SAID["text"], "found": body})


def test_the_panel_has_words_for_all_that_can_be_told() -> None:
    for words in tables().values():
        html = panel(words)
        assert all(f"data-{kind}=" in html for kind in KINDS)


def test_the_report_escapes_the_text_and_names_what_differs() -> None:
    html = report(checked(), WORDS)
    assert "1931 &lt;i&gt;." in html
    assert "the article “1932”" in html
    assert "<h1>Check a text</h1>" in html


def test_there_is_no_report_of_what_was_not_checked() -> None:
    assert report("[]", WORDS) == ""
    assert report(checked(citations=[]), WORDS) == ""
