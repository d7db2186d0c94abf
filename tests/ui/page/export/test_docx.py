"""Conversations as a Word document."""

import base64
import io
import zipfile
from dataclasses import replace

from docx import Document
from lxml import etree

from index.models import Article
from rag.models import AnswerItem, AnswerSentence
from tests.support.language_models.spoken import spoken
from ui.page.conversation import Conversation, ConversationTurn, PartialAnswer
from ui.page.export.docx import W, docx
from ui.page.translations import words_for

WORDS = words_for("en")
ARTICLE = Article("A <title>", "First one. Second\x0c one.", "a.txt")
ANSWER = spoken(
    ARTICLE, "Which?", [("The first.", ["First one."], "supported"), ("Nonsense.", [], "unsupported")], note="Slow."
)


def saved(*turns: ConversationTurn) -> bytes:
    return base64.b64decode(docx([Conversation("Ones & twos", turns)], WORDS))


def paragraphs(content: bytes) -> list[tuple[str, str]]:
    """Style and text of each, as another program reads them."""
    return [
        (each.style.name or "" if each.style else "", each.text) for each in Document(io.BytesIO(content)).paragraphs
    ]


def footnotes(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        notes = etree.fromstring(package.read("word/footnotes.xml"))
    return ["".join(each.itertext()) for each in notes][2:]  # the first two are lines


def test_an_answer_has_its_quotes_as_footnotes() -> None:
    content = saved(ConversationTurn("Which <one>?", None, replace(ANSWER, short_answer="Two")))
    assert paragraphs(content) == [
        ("Title", "Ones & twos"),
        ("Heading 1", "Which <one>?"),
        ("Subtitle", "Two"),
        ("Normal", "The first."),
        ("Normal", "Nonsense. (not carried by the article)"),
        ("Note", "Slow."),
    ]
    assert footnotes(content) == [f" “First one.” A <title> ({ARTICLE.id}), characters 0 to 10"]
    body = Document(io.BytesIO(content)).element.body
    assert [each.get(f"{{{W}}}id") for each in body.iter(f"{{{W}}}footnoteReference")] == ["1"]


def test_a_quote_that_is_cited_twice_has_one_footnote() -> None:
    again = AnswerSentence("It is.", (1,), "supported")
    items = tuple(AnswerItem(each.text, each.citations, "One side") for each in (ANSWER.sentences[0], again))
    twice = replace(ANSWER, sentences=(ANSWER.sentences[0], again), items=items)
    content = saved(ConversationTurn("Which?", None, twice))
    assert len(footnotes(content)) == 1
    assert ("Normal", "One side: It is.1") in paragraphs(content)


def test_what_was_not_finished_and_what_no_file_can_hold_is_saved() -> None:
    content = saved(ConversationTurn("Who\x00?", None, PartialAnswer(rest="It beg")))
    assert [text for _, text in paragraphs(content)][1:] == ["Who?", "It beg", "Stopped"]
