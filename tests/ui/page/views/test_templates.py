"""No text that comes from outside becomes markup, in any part of the page."""

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError

from index.models import Article, IndexedArticle
from rag.models import Answer, AnswerSentence, Citation, Question, Retrieved
from tests.architecture.imports import imported, trees
from tests.support.servers.scripted_service import ScriptedAssistant, awaited
from ui.page.article_lookup import ArticleLookup
from ui.page.conversation import ConversationTurn, PartialAnswer
from ui.page.standalone import page_alone
from ui.page.translations import words_for
from ui.page.views import article, layout, library
from ui.page.views.answer import Renderer
from ui.page.views.templates import JoinedLines, environment, exact, render
from ui.service.articles.listing import ArticleListing
from ui.service.service import Assistant

WORDS = words_for("en")
SENTENCE = "It rained on Thursday."
ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "</textarea></div><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}{# #}",
    "&lt;b&gt;&#60;b&#62;&amp;",
    "</script><!--",
    "javascript:alert(1)",
)
TEXTS = st.one_of(
    st.sampled_from(ATTACKS),
    st.lists(st.sampled_from([*"<>\"'&{}%#/=`", *ATTACKS, "a", " ", "\n", "\r"]), min_size=1).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
).filter(str.strip)
ABOUT = st.fixed_dictionaries({"title": TEXTS, "author": TEXTS, "published": TEXTS, "site": TEXTS, "source": TEXTS})


class Shape(HTMLParser):
    """The elements of a page with the names of their attributes, and those attributes that can run or lead away."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, ...]] = []
        self.links: list[str] = []
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, *sorted(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action", "formaction"}]

    def handle_endtag(self, tag: str) -> None:
        self.elements.append((f"/{tag}",))

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.elements.append(("declaration", decl))


def check_same_shape(render_with: Callable[[Callable[[str], str]], str], text: str) -> None:
    """A page has the elements and attributes that it has with a harmless word in the text's place."""
    shape, harmless = Shape(render_with(lambda _: text)), Shape(render_with(lambda word: word))
    assert shape.elements == harmless.elements


def entry(title: str, source: str = "a.txt") -> IndexedArticle:
    return IndexedArticle(Article(title, SENTENCE, source), 1, "2025-11-01T00:00:00+00:00")


@settings(deadline=None)
@given(ABOUT)
def test_what_is_known_of_an_article_never_becomes_markup(about: dict[str, str]) -> None:
    shape = Shape(article.article(Article(about["title"], SENTENCE, about["source"], author=about["author"],
        published=about["published"], site=about["site"]), WORDS))  # fmt: skip
    assert {element[0] for element in shape.elements} <= {
        *("article", "h2", "p", "time", "a", "div", "/article", "/h2", "/p", "/time", "/a", "/div")
    }
    assert all(link.startswith(("http://", "https://")) for link in shape.links)


@settings(deadline=None)
@given(TEXTS, st.booleans())
def test_the_text_of_an_article_never_becomes_markup(text: str, markdown: bool) -> None:
    shape = Shape(article.article(Article("T", text, "t.txt", markdown=markdown), WORDS))
    assert not shape.links
    assert {element for element in shape.elements if not element[0].startswith("/")} <= {
        ("article", "data-article"),
        *((tag, "class") for tag in ("h2", "h3", "p", "div", "span", "blockquote")),
        *((tag,) for tag in ("strong", "em", "code")),
    }


@settings(deadline=None)
@given(TEXTS)
def test_a_title_never_becomes_markup_in_list_and_panel(text: str) -> None:
    def shown(said: Callable[[str], str]) -> str:
        entries = [entry(said("One"))]
        listing = ArticleListing(lambda: 0, lambda: entries)
        listed = library.library(listing, WORDS, changeable=True)
        return listed + article.panel(entries[0].article, WORDS)

    check_same_shape(shown, text)


def test_a_tag_never_becomes_markup() -> None:
    tagged = replace(entry("One"), article=Article("One", SENTENCE, "", tags=('<b> "&',)))
    listed = library.library(ArticleListing(lambda: 0, lambda: [tagged]), WORDS, changeable=True)
    assert "<b>" not in listed
    assert listed.count("&lt;b&gt;") == 4


@settings(deadline=None)
@given(TEXTS)
def test_a_question_never_becomes_markup(text: str) -> None:
    def shown(said: Callable[[str], str]) -> str:
        renderer = Renderer(WORDS, ArticleLookup(cast(Assistant, ASSISTANT)))
        exchange = renderer.exchange(
            ConversationTurn(said("Which?"), said("id"), PartialAnswer(rest=said("x"), problem=said("y")))
        )
        return exchange + layout.conversation(exchange, [said("Who?")], WORDS)

    check_same_shape(shown, text)


ASSISTANT = ScriptedAssistant([Article("Rain", f"{SENTENCE} It stopped.", "a.txt")], {"Which?": [SENTENCE]})


@pytest.fixture(scope="module")
def answer() -> Answer:
    ASSISTANT.load()
    return awaited(ASSISTANT.answer(Question("Which?")))


@settings(deadline=None)
@given(TEXTS)
def test_an_answer_never_becomes_markup(answer: Answer, text: str) -> None:
    def shown(said: Callable[[str], str]) -> str:
        place: Citation = answer.citations[0]
        hostile = replace(
            answer,
            answer=said("a"),
            note=said("n"),
            # A longer one is not shown apart; of its last letter no text is made, so that no sentence holds it.
            short_answer=f"{said('short')[:40]}\ue000",
            standalone_question=said("understood"),
            sentences=(AnswerSentence(f"{said('s')} so", (1, 2), "unsupported"),),
            citations=(
                replace(place, article_title=said("t")),
                replace(place, number=2, quote=said("q"), article_id=said("i"), article_title=said("t")),
            ),
            retrieved=(*answer.retrieved, Retrieved(place.article_id, said("passage"), 0, 9, 0.1)),
        )
        absent = replace(hostile, status="not_in_article", sentences=(), citations=())
        renderer = Renderer(WORDS, ArticleLookup(cast(Assistant, ASSISTANT)))
        return "".join(renderer.exchange(ConversationTurn("Which?", None, each)) for each in (hostile, absent))

    check_same_shape(shown, text)


@settings(deadline=None)
@given(TEXTS)
def test_pages_of_their_own_make_no_markup_of_texts(text: str) -> None:
    check_same_shape(lambda said: page_alone("loading", WORDS, status=said("Loading")), text)
    check_same_shape(lambda said: page_alone("signin", WORDS, to=said("/"), action=said("/"), note=said("x")), text)


@settings(deadline=None)
@given(TEXTS)
def test_words_to_the_character_come_back_from_a_parser(text: str) -> None:
    class Text(HTMLParser):
        found = ""

        def handle_data(self, data: str) -> None:
            self.found += data

    parser = Text(convert_charrefs=True)
    parser.feed(str(exact(text)))
    parser.close()
    assert parser.found == text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def test_a_value_that_a_template_lacks_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'words' is undefined"):
        render("masthead")


def test_every_template_compiles() -> None:
    assert "exchange/answer.html" in environment().list_templates()
    for name in environment().list_templates():
        environment().get_template(name)


@pytest.mark.parametrize(
    ("source", "joined"),
    [
        ("<p>\n  {{ x }}\n</p>\n", "<p>{{ x }}</p>\n"),
        ("{% if x %}\n\n  <b>", "{% if x %}<b>"),
        ("<a\n  href>", "<a\n  href>"),
        ("// a line of a script\nconst x;", "// a line of a script\nconst x;"),
        ("<p>one\ntwo</p> <p>", "<p>one\ntwo</p> <p>"),
    ],
)
def test_lines_are_joined_between_tags_alone(source: str, joined: str) -> None:
    assert JoinedLines(environment()).preprocess(source, None) == joined


def test_no_module_escapes_by_hand() -> None:
    """What is escaped by hand can be forgotten; templates escape all."""
    by_hand = {"html", "xml.sax.saxutils", "string"}
    assert not [name for name, tree in trees().items() if name.startswith("ui.") and by_hand & set(imported(tree))]
