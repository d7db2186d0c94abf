"""The article beside the conversation."""

from html.parser import HTMLParser

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


def test_choice_is_offered_among_several_articles() -> None:
    one, other = Article("<One>", "1", "1.txt"), Article("Other", "2", "2.txt")
    html = panel.panel([one, other], one, other.id, words_for("en"))
    assert f'<option value="{other.id}" selected>Other</option>' in html
    assert "<One>" not in html
    assert " hidden>" in panel.panel([one], one, "", words_for("en"))
