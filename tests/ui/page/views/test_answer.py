"""Exchanges as HTML."""

from dataclasses import replace

import pytest

from index.models import Article
from rag.models import Answer, AnswerItem, AnswerSentence, Question, ReadThrough, Retrieved
from tests.support.servers.scripted_service import ScriptedAssistant, awaited
from ui.page.article_lookup import ArticleLookup
from ui.page.conversation import ConversationTurn, PartialAnswer
from ui.page.translations import words_for
from ui.page.views.answer import Renderer

ARTICLE = Article("A & B", "First <one>. Second one. Third one.", "a.txt")


@pytest.fixture
def assistant() -> ScriptedAssistant:
    assistant = ScriptedAssistant([ARTICLE], {"Which?": ["First <one>.", "Second one."]})
    assistant.load()
    return assistant


@pytest.fixture
def cited(assistant: ScriptedAssistant) -> Answer:
    return awaited(assistant.answer(Question("Which?")))


@pytest.fixture
def renderer(assistant: ScriptedAssistant) -> Renderer:
    return Renderer(words_for("en"), ArticleLookup(assistant))


def shown(
    renderer: Renderer, outcome: Answer | PartialAnswer, question: str = "Which?", *, making: bool = False
) -> str:
    return renderer.exchange(ConversationTurn(question, None, outcome), making=making)


def test_citations_are_links_with_their_places(renderer: Renderer, cited: Answer) -> None:
    html = shown(renderer, cited)
    assert html.count('class="cite"') == 2
    assert 'data-start="13" data-end="24"' in html
    assert 'data-number="2"' in html
    assert ">[2]</a>" in html


def test_citations_name_their_article_where_there_are_several(assistant: ScriptedAssistant, cited: Answer) -> None:
    assistant.add(Article("Other", "Something else.", "b.txt"))
    renderer = Renderer(words_for("en"), ArticleLookup(assistant))
    html = shown(renderer, cited)
    assert html.count('<span class="of"> A &amp; B</span></a>') == 2
    both = replace(cited, sentences=(replace(cited.sentences[0], citations=(1, 2)),))
    assert shown(renderer, both).count('class="of"') == 1  # a run of one article's is named once
    absent = replace(cited, status="not_in_article", sentences=(), citations=(), closest=cited.citations)
    assert shown(renderer, absent).count('<span class="of"> A &amp; B</span></li>') == 2


def test_everything_is_escaped(renderer: Renderer, cited: Answer) -> None:
    note = replace(cited, note="<u>", standalone_question="<s>")
    html = shown(renderer, note, "<img src=x>") + shown(renderer, PartialAnswer(rest="<i>", problem="<b>"))
    for tag in ("<img", "<one", "<i>", "<b>", "<u>", "<s>"):
        assert tag not in html
    assert "A &amp; B" in html


def test_the_word_that_opens_an_answer_stands_before_it(renderer: Renderer, cited: Answer) -> None:
    html = shown(renderer, replace(cited, short_answer="First", answer="First. First <one>. [1]"))
    assert '<p class="short">First</p>' in html
    assert "<strong>" not in html
    assert html.index('class="short"') < html.index("First &lt;one&gt;")


def test_entries_are_a_list_with_labels(renderer: Renderer, cited: Answer) -> None:
    items = (AnswerItem("First <one>.", (1,), "A & B"), AnswerItem("Second one.", (2,)))
    html = shown(renderer, replace(cited, items=items))
    assert html.count("<li>") == 2
    assert html.count('class="cite"') == 2
    assert "A &amp; B:</span>" in html
    assert "Sentences read" not in html


def test_comparison_is_a_table_with_a_citation_in_each_row(renderer: Renderer, cited: Answer) -> None:
    items = (AnswerItem("First <one>.", (1,), "One & all"), AnswerItem("Second one.", (2,), "Two"))
    html = shown(renderer, replace(cited, items=items))
    assert html.count('<th scope="row">') == 2
    rows = html.split("<tr>")[1:]
    assert "One &amp; all</th><td>First &lt;one&gt;." in rows[0]
    assert [row.count('class="cite"') for row in rows] == [1, 1]


def test_list_says_how_much_was_read_for_it(renderer: Renderer, cited: Answer) -> None:
    items = (AnswerItem("First <one>.", (1,)), AnswerItem("Second one.", (2,)))
    listed = replace(cited, items=items, complete=ReadThrough(1, 24))
    assert "Sentences read for this list: 24" in shown(renderer, listed)


def test_short_answer_stands_first_and_is_emphasised_in_its_sentence(renderer: Renderer, cited: Answer) -> None:
    html = shown(renderer, replace(cited, short_answer="one"))
    assert html.count("<strong>one</strong>") == 1
    assert html.index('<p class="short">one</p>') < html.index("<strong>one</strong>")


def test_short_answer_that_is_all_there_is_or_long_is_not_repeated(renderer: Renderer, cited: Answer) -> None:
    alone = replace(cited, sentences=cited.sentences[:1], citations=cited.citations[:1], short_answer="First <one>")
    assert 'class="short"' not in shown(renderer, alone)
    long = "one " * 30
    assert 'class="short"' not in shown(renderer, replace(cited, short_answer=long))


def test_short_answer_that_no_sentence_has_stands_before_them(renderer: Renderer, cited: Answer) -> None:
    html = shown(renderer, replace(cited, short_answer="Two & one"))
    assert html.index('<p class="short">Two &amp; one</p>') < html.index("First")


def test_unsupported_sentence_is_shown_as_such(renderer: Renderer, cited: Answer) -> None:
    doubted = replace(cited, sentences=(AnswerSentence("Said.", (1,), "unsupported"), cited.sentences[1]))
    assert shown(renderer, doubted).count("not carried by the article") == 1


def test_citation_whose_words_are_gone_is_no_link(
    renderer: Renderer, cited: Answer, assistant: ScriptedAssistant
) -> None:
    forged = replace(cited.citations[0], quote="Something else.")
    html = shown(renderer, replace(cited, citations=(forged, cited.citations[1])))
    assert html.count('<a class="cite"') == 1
    assert "[1] quoted “Something else.” from “A &amp; B”" in html
    assistant.entries.clear()
    fresh = Renderer(words_for("en"), ArticleLookup(assistant))
    assert "<a" not in shown(fresh, cited)


def test_passages_that_are_not_cited_are_offered_apart(renderer: Renderer, cited: Answer) -> None:
    other = Retrieved(ARTICLE.id, "p", 25, 35, 0.1)
    html = shown(renderer, replace(cited, retrieved=(*cited.retrieved, other)))
    assert html.count('class="look"') == 1
    assert '<details class="looked"><summary>Also looked at' in html
    assert ">Third one.</a>" in html


def test_absence_looks_unlike_an_answer(renderer: Renderer, cited: Answer) -> None:
    absent = replace(cited, status="not_in_article", answer="No \\[3].", sentences=(), citations=())
    html = shown(renderer, absent)
    assert "Not in the article" in html
    assert "No [3]." in html
    assert "reply absent" in html
    assert "answered" not in html
    assert "Closest sentences, which do not answer it" in html


def test_absence_shows_the_closest_sentences_whole(renderer: Renderer, cited: Answer) -> None:
    absent = replace(cited, status="not_in_article", answer="No.", sentences=(), citations=(), closest=cited.citations)
    html = shown(renderer, absent)
    assert html.count('class="look"') == len(cited.citations)
    assert ">First &lt;one&gt;.</a>" in html
    assert ">Second one.</a>" in html


def test_understood_question_is_shown_where_it_differs(renderer: Renderer, cited: Answer) -> None:
    assert "Understood as: Which one?" in shown(renderer, replace(cited, standalone_question="Which one?"))
    assert "Understood as" not in shown(renderer, cited)
    blanks = replace(cited, question=" Which\n?", standalone_question="Which ?")
    assert "Understood as" not in shown(renderer, blanks)


def test_answer_in_the_making_shows_what_there_is(renderer: Renderer, cited: Answer) -> None:
    assert "Reading" in shown(renderer, PartialAnswer(), making=True)
    begun = PartialAnswer(cited.sentences[:1], cited.citations[:1], " And \\[1] so")
    html = shown(renderer, begun, making=True)
    assert "Reading" not in html
    assert '<p class="unchecked">And [1] so</p>' in html
    assert "Stopped" in shown(renderer, begun)


def test_passages_are_shown_in_whole_sentences(assistant: ScriptedAssistant, cited: Answer) -> None:
    long = "This sentence is about boats and their builders, who worked by the river for many years without a pause."
    article = Article("Long", f"{long} {long} Third.", "l.txt")
    assistant.add(article)
    other = Retrieved(article.id, "p", 0, len(article.text), 0.1)
    absent = replace(cited, status="not_in_article", sentences=(), citations=(), retrieved=(other,))
    html = shown(Renderer(words_for("en"), ArticleLookup(assistant)), absent)
    assert f">{long} …</a>" in html


@pytest.mark.parametrize("answer", [0.99, 0.75, 0.1])
def test_confidence_is_said_in_words(renderer: Renderer, cited: Answer, answer: float) -> None:
    html = shown(renderer, replace(cited, confidence=answer))
    words = {0.99: "Certain", 0.75: "Likely", 0.1: "Check the quotes"}
    assert f">{words[answer]}</p>" in html


def test_an_answer_says_whose_words_it_is(assistant: ScriptedAssistant, renderer: Renderer, cited: Answer) -> None:
    choosing = Renderer(words_for("en"), ArticleLookup(assistant), choice=True)
    assert "own words" not in shown(renderer, cited)
    assert "In the article’s own words" in shown(choosing, cited)
    assert "Written by openai:&lt;x&gt;" in shown(renderer, replace(cited, model="openai:<x>"))
