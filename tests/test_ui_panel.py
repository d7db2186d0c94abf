"""The article beside the conversation."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from ui import panel
from ui.words import words_for


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


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_article_element_holds_exactly_the_text(text: str) -> None:
    assert Text(panel.article(Article("T", text, "t.txt"))).found == text


MARKS = st.text(st.sampled_from(list("#*_`>|[]()!\\\\-=~ab. \n\r")))


@given(MARKS)
def test_markdown_keeps_every_character(text: str) -> None:
    assert Text(panel.article(Article("T", text, "t.md"))).found == text


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
    shown = re.sub(r'<span class="gap">[^<]*</span>', "…", panel.article(Article("T", text, "t.md")))
    assert html in shown


def test_choice_is_offered_among_several_articles() -> None:
    one, other = Article("<One>", "1", "1.txt"), Article("Other", "2", "2.txt")
    html = panel.panel([one, other], one, other.id, words_for("en"))
    assert f'<option value="{other.id}" selected>Other</option>' in html
    assert "<One>" not in html
    assert " hidden>" in panel.panel([one], one, "", words_for("en"))
