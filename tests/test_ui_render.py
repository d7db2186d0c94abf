"""Answers and articles as HTML."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from conftest import ScriptedAssistant
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from rag.answer import Answer, AnswerSentence, Question
from ui import render


class Text(HTMLParser):
    """The text inside the element of class `text`."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found = ""
        self.inside = False
        self.feed(html)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or ("class", "text") in attrs

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found += data


@pytest.fixture
def cited() -> Answer:
    article = Article("A & B", "First <one>. Second one.", "a.txt")
    assistant = ScriptedAssistant([article], {"Which?": ["First <one>.", "Second one."]})
    assistant.load()
    return assistant.answer(Question("Which?"))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_article_element_holds_exactly_the_text(text: str) -> None:
    assert Text(render.article(Article("T", text, "t.txt"))).found == text


def test_citations_are_links_with_their_places(cited: Answer) -> None:
    html = render.answer(cited, 1)
    assert html.count('class="cite"') == 2
    assert 'data-start="13" data-end="24"' in html
    assert ">[2]</a>" in html


def test_everything_is_escaped(cited: Answer) -> None:
    html = render.conversation([("<img src=x>", cited), ("<b>", "<i>")])
    assert "<img" not in html
    assert "<one>" not in html
    assert "<i>" not in html
    assert "A &amp; B" in html


def test_short_answer_is_emphasised_once(cited: Answer) -> None:
    assert render.answer(replace(cited, short_answer="one"), 1).count("<strong>one</strong>") == 1


def test_unsupported_sentence_is_shown_as_such(cited: Answer) -> None:
    doubted = replace(cited, sentences=(AnswerSentence("Said.", (1,), "unsupported"), cited.sentences[1]))
    assert "does not carry this" in render.answer(doubted, 1)


def test_absence_looks_unlike_an_answer(cited: Answer) -> None:
    absent = replace(cited, status="not_in_article", answer="No.", sentences=(), citations=())
    html = render.answer(absent, 1)
    assert "Not in the article" in html
    assert "absent" in html
    assert "answered" not in html


def test_understood_question_is_shown_where_it_differs(cited: Answer) -> None:
    assert "Understood as: Which one?" in render.answer(replace(cited, standalone_question="Which one?"), 1)
    assert "Understood as: &lt;b&gt;" in render.answer(replace(cited, standalone_question="<b>"), 1)
    assert "Understood as" not in render.answer(cited, 1)
    assert "Understood as" not in render.answer(replace(cited, question=" Which\n?", standalone_question="Which ?"), 1)


@pytest.mark.parametrize(("confidence", "words"), [(0.95, "Confident"), (0.6, "Fairly sure"), (0.2, "Unsure")])
def test_confidence_is_said_in_words(confidence: float, words: str) -> None:
    assert render.confidence_words(confidence).startswith(words)
