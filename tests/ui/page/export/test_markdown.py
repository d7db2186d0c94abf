"""Conversations as Markdown."""

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.models import Article
from rag.models import AnswerSentence, Citation
from tests.support.language_models.spoken import spoken
from ui.page.conversation import Conversation, ConversationTurn, PartialAnswer
from ui.page.export.markdown import literal, markdown
from ui.page.translations import words_for

WORDS = words_for("en")
ARTICLE = Article("A *title*", "First one.\nIt goes on. Second one.", "a.txt")
PARSER = MarkdownIt("gfm-like", {"linkify": False})
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("#*_`[]<>()!\\-+=~|&$1. \n\r\t"))


def inlines(text: str) -> Iterator[Token]:
    return (token for token in PARSER.parse(text) if token.type == "inline")


def read(token: Token) -> str:
    """What a reader sees of a line of Markdown."""
    parts = [child.content or "\n" * child.type.endswith("break") for child in token.children or []]
    return "".join(parts)


def test_answer_has_its_quotes_with_their_places() -> None:
    answer = spoken(
        ARTICLE,
        "Which?",
        [("The first.", ["First one.\nIt goes on."], "supported"), ("Nonsense.", [], "unsupported")],
        note="The model was slow.",
    )
    text = markdown([Conversation("Ones", (ConversationTurn("Which?", None, answer),))], WORDS)
    assert text == (
        "# Ones\n\n## Which?\n\nThe first. \\[1\\]\n\n"
        "Nonsense. *(not carried by the article)*\n\n*The model was slow.*\n\n"
        f"\\[1\\] A \\*title\\* ({ARTICLE.id}), characters 0 to 22:\n\n> First one.\\\n> It goes on.\n"
    )


def test_what_is_not_whole_says_why() -> None:
    stopped = ConversationTurn("Which?", None, PartialAnswer(rest="It beg"))
    failed = ConversationTurn("Which?", None, PartialAnswer(problem="No model."))
    text = markdown([Conversation("", (stopped, failed))], WORDS)
    assert text.startswith("# A conversation with Article Chat\n")
    assert "It beg\n\n*Stopped*" in text
    assert "*No model.*" in text


def test_absence_is_said() -> None:
    absent = replace(
        spoken(ARTICLE, "Which?", []), status="not_in_article", answer="The article does not say.", note=None
    )
    text = markdown([Conversation("", (ConversationTurn("Which?", None, absent),))], WORDS)
    assert "**Not in the article**\n\nThe article does not say." in text


@given(ANY_TEXT)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    line = " ".join(text.replace("\0", "\N{REPLACEMENT CHARACTER}").split())
    assert "".join(map(read, inlines(literal(text)))) == line


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_document_keeps_its_form_whatever_it_contains(question: str, sentence: str, quote: str, title: str) -> None:
    citation = Citation(
        number=1,
        article_id="id",
        article_title=title,
        passage_id="p",
        quote=quote,
        start=0,
        end=len(quote),
        passage=quote,
        score=1.0,
    )
    begun = PartialAnswer((AnswerSentence(sentence, (1,), "unsupported"),), (citation,), problem="P.")
    tokens = PARSER.parse(markdown([Conversation(title, (ConversationTurn(question, None, begun),))] * 2, WORDS))
    kinds = {token.type for token in tokens}
    inside = {child.type for token in tokens for child in token.children or []}
    assert kinds <= {
        f"{kind}_{side}" for kind in ("heading", "paragraph", "blockquote") for side in ("open", "close")
    } | {"inline"}
    assert inside <= {"text", "text_special", "hardbreak", "em_open", "em_close"}
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2"] * 2
