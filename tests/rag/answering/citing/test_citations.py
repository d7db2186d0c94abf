import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models import Article, Passage, Sentence
from rag.answering.citing.citations import Quote, cite, escape
from rag.models import cited

TEXT = "Prices rose [3]. Wages did not."


def quote(start: int, end: int, text: str = TEXT, pages: tuple[int, ...] = ()) -> Quote:
    sentence = Sentence(start, end, text[start:end], "body")
    return Quote(
        sentence, Passage("a", 0, len(text), text, "body", (sentence,)), Article("Prices", text, "", pages=pages), 0.5
    )


def test_numbers_citations_from_one_in_order() -> None:
    text, sentences, citations = cite([quote(17, 31), quote(0, 16)])
    assert text == r"Wages did not. [1] Prices rose \[3]. [2]"
    assert [s.citations for s in sentences] == [(1,), (2,)]
    assert [c.quote for c in citations] == ["Wages did not.", "Prices rose [3]."]


def test_a_quote_tells_its_page_where_its_article_has_pages() -> None:
    _, _, citations = cite([quote(0, 16, pages=(0, 17)), quote(17, 31, pages=(0, 17)), quote(3, 9)])
    assert [c.page for c in citations] == [1, 2, None]
    assert [c.get("page") for c in map(cited, citations)] == [1, 2, None]
    assert "page" not in cited(citations[-1])


def test_a_quote_tells_how_and_when_its_article_was_read() -> None:
    read = Article("Prices", TEXT, "", pages=(0, 17), ocr_pages=(2,), read_at="2026-01-02T03:04:05+00:00", changed=True)
    _, _, (first, second) = cite([replace(quote(0, 16), article=read), replace(quote(17, 31), article=read)])
    assert (first.read_at, first.changed) == ("2026-01-02T03:04:05+00:00", True)
    assert ("ocr" in cited(first), cited(second)["ocr"]) == (False, True)
    _, _, (plain,) = cite([quote(0, 16)])
    assert not {"read_at", "changed", "ocr"} & cited(plain).keys()


def test_a_quote_tells_its_place_as_javascript_counts_too() -> None:
    text = "The 𝔸 ship sank. It lay in the bay."
    _, _, (citation,) = cite([quote(17, 35, text)])
    assert (citation.start, citation.end) == (17, 35)
    assert (citation.utf16_start, citation.utf16_end) == (18, 36)
    units = text.encode("utf-16-le")
    assert units[2 * citation.utf16_start : 2 * citation.utf16_end].decode("utf-16-le") == citation.quote


def test_quotes_keep_the_articles_characters() -> None:
    _, sentences, citations = cite([quote(0, 12, "Two\r\n lines.")])
    assert sentences[0].text == citations[0].quote == "Two\r\n lines."


def test_refuses_a_sentence_that_is_not_at_its_place() -> None:
    sentence = Sentence(0, 5, "Other", "body")
    with pytest.raises(AssertionError, match="not at its place"):
        cite([Quote(sentence, Passage("a", 0, 5, "Prize", "body", (sentence,)), Article("Prices", "Prize", ""), 0.5)])


@given(st.text())
def test_escaped_text_has_no_bare_marker(text: str) -> None:
    assert not re.search(r"(?<!\\)\[\d+\]", escape(text))
