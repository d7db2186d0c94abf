"""Conversations as an HTML page."""

import re
from dataclasses import replace

from index.models import Article
from rag.models import AnswerItem
from tests.support.language_models.spoken import spoken
from ui.page.conversation import Conversation, ConversationTurn, PartialAnswer
from ui.page.export.html import html
from ui.page.translations import words_for

WORDS = words_for("en")
ARTICLE = Article("A <title>", "First one. Second one.", "a.txt")
ANSWER = spoken(
    ARTICLE, "Which?", [("The first.", ["First one."], "supported"), ("Nonsense.", [], "unsupported")], note="Slow."
)


def saved(*turns: ConversationTurn, title: str = "Ones & twos") -> str:
    return html([Conversation(title, turns)], WORDS)


def test_markers_lead_to_quotes_with_their_places() -> None:
    page = saved(ConversationTurn("Which <one>?", None, ANSWER))
    assert "<title>Ones &amp; twos</title>" in page
    assert "<h2>Which &lt;one&gt;?</h2>" in page
    (target,) = re.findall(r'<a href="#([\w-]+)">\[1\]</a>', page)
    assert f'<li id="{target}" value="1">' in page
    assert f"A &lt;title&gt; ({ARTICLE.id}), characters 0 to 10:" in page
    assert "<blockquote>First one.</blockquote>" in page
    assert "(not carried by the article)" in page
    assert "Slow." in page


def test_short_answer_and_labels_are_shown() -> None:
    items = (AnswerItem("The first.", (1,), "One side"), AnswerItem("Nonsense.", ()))
    page = saved(ConversationTurn("Which?", None, replace(ANSWER, short_answer="Two", items=items)))
    assert '<p class="short">Two</p>' in page
    assert "<strong>One side:</strong> " in page


def test_what_is_not_whole_says_why_and_absence_is_said() -> None:
    absent = replace(ANSWER, status="not_in_article", sentences=(), citations=(), answer="It does \\[3] not say.")
    page = saved(
        ConversationTurn("Stopped?", None, PartialAnswer(rest="It beg")),
        ConversationTurn("Failed?", None, PartialAnswer(problem="No model.")),
        ConversationTurn("Absent?", None, absent),
    )
    assert '<p>It beg</p><p class="note">Stopped</p>' in page
    assert '<p class="note">No model.</p>' in page
    assert "<strong>Not in the article</strong></p><p>It does [3] not say.</p>" in page


def test_several_conversations_stand_under_their_titles_with_links_of_their_own() -> None:
    turn = ConversationTurn("Which?", None, ANSWER)
    page = html([Conversation("One", (turn,)), Conversation("Two", (turn, turn))], WORDS)
    assert re.findall(r"<h1>(.*?)</h1>", page) == ["One", "Two"]
    targets = re.findall(r'<li id="([\w-]+)"', page)
    assert len(set(targets)) == 3
    assert set(re.findall(r'href="#([\w-]+)"', page)) == set(targets)
    assert "<title>A conversation with Article Chat</title>" in page
