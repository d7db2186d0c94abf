"""The article beside the conversation."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models import Article
from ui.page.translations import words_for
from ui.page.views import article

WORDS = words_for("en")


class Text(HTMLParser):
    """The text inside the element of class `text`."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found = ""
        self.inside = False
        self.feed(str(html))  # of a `Markup` it would give parts that escape what is added to them

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or ("class", "text") in attrs

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found += data


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_article_element_holds_exactly_the_text(text: str) -> None:
    assert Text(article.article(Article("T", text, "t.txt"), WORDS)).found == text


MARKS = st.text(st.sampled_from(list("#*_`>|[]()!\\\\-=~ab. \n\r")))


@given(MARKS)
def test_markdown_keeps_every_character(text: str) -> None:
    assert Text(article.article(Article("T", text, "t.md", markdown=True), WORDS)).found == text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        pytest.param("## A heading ##", '<h3 class="heading pre">…A heading…</h3>', id="heading"),
        pytest.param("A heading\n===", '<h3 class="heading pre">A heading…</h3>', id="heading with a line under it"),
        pytest.param("> Said\n> twice.", '<blockquote class="body pre">…Said\n…twice.</blockquote>', id="quotation"),
        pytest.param(
            "So **bold _and_** it.", "So …<strong>bold </strong>…<strong><em>and</em></strong>……", id="strong"
        ),
        pytest.param("See [the site](https://a.b/c_(d)).", "See …the site….", id="link"),
        pytest.param("Run `a * b * c`.", "Run …<code>a * b * c</code>….", id="code"),
        pytest.param("2 \\* 3 and snake_case_name", "2 …* 3 and snake_case_name", id="no marks"),
    ],
)
def test_marks_are_shown_as_what_they_mean(text: str, html: str) -> None:
    shown = re.sub(
        r'<span class="gap">[^<]*</span>', "…", article.article(Article("T", text, "t.md", markdown=True), WORDS)
    )
    assert html in shown


@pytest.mark.parametrize(
    ("known", "html"),
    [
        pytest.param({}, "", id="nothing"),
        pytest.param({"author": "A <b>", "site": "News"}, '<p class="about">A &lt;b&gt; · News</p>', id="no address"),
        pytest.param(
            {"source": 'https://a.example/"x', "published": "2025-10-21"},
            '<p class="about"><time datetime="2025-10-21">2025-10-21</time> · <a href="https://a.example/&#34;x"'
            ' target="_blank" rel="noopener noreferrer">a.example</a></p>',
            id="its host for a site without a name",
        ),
        pytest.param({"source": "javascript:alert(1)"}, "", id="no address of a page"),
        pytest.param({"assumed_encoding": "CP866"}, '<p class="about">read as CP866</p>', id="encoding"),
    ],
)
def test_what_is_known_of_an_article_stands_over_it(known: dict[str, str], html: str) -> None:
    shown = article.article(Article("T", "It rained.", **{"source": "t.txt", **known}), WORDS)
    assert ("about" in shown) == bool(html)
    assert html in shown


def test_how_it_was_read_stands_over_it() -> None:
    shown = article.article(Article("T", "It rained.", "t.pdf", pages=(0,), ocr_pages=(1,), changed=True), WORDS)
    assert "read by text recognition (OCR), check the original: p. 1</p>" in shown
    assert '<p class="about">Its source has changed since this was read.</p>' in shown


def test_unread_pages_stand_over_it() -> None:
    gapped = Article("T", "It rained.", "t.pdf", pages=(0, 10, 10, 10), unread_pages=(2, 3, 4))
    assert '<p class="about">not read: p. 2–4</p>' in article.article(gapped, WORDS)
