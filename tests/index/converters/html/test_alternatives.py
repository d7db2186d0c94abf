"""Another reading is taken where it has much more of the article, and only there."""

import json

import pytest

from index.converters.html.converter import extract_html
from index.converters.models import SourceFile

LONG = [
    f"In the year {year} the harbour office wrote down {year % 89} ships, of which {year % 7} were lost by winter, and"
    " the clerk read their names aloud on the last Sunday of the year."
    for year in range(1900, 1910)
]


def read(body: str, head: str = "") -> str:
    page = f"<html><head><title>The ledger</title>{head}</head><body>{body}</body></html>"
    return extract_html(SourceFile(page.encode(), "a.html")).text


def stated(value: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(value)}</script>"


START = f"<article><h1>The ledger</h1>{''.join(f'<p>{each}</p>' for each in LONG[:3])}</article>"
TEASER = f"<article><h1>The ledger</h1><p>{LONG[0]}</p></article>"


@pytest.mark.parametrize(
    "value",
    [
        {"@type": "NewsArticle", "articleBody": "\n\n".join(LONG)},
        [{"@type": "WebSite"}, {"@type": "Article", "articleBody": "\n".join(LONG)}],
        {"@graph": [{"@type": "BlogPosting", "articleBody": "\r\n".join(LONG)}]},
        {"mainEntity": {"@type": "Report", "articleBody": "".join(f"<p>{each}</p>" for each in LONG)}},
        {"@type": "NewsArticle", "articleBody": "<br>".join(LONG)},
    ],
)
def test_takes_the_body_that_is_stated_where_it_is_longer(value: object) -> None:
    text = read(TEASER, stated(value))
    assert all(each in text for each in LONG)


@pytest.mark.parametrize(
    "head",
    [
        stated({"articleBody": LONG[0]}),
        stated({"articleBody": 7}),
        "<script type='application/ld+json'>{</script>",
        "<script type='application/ld+json'>" + "[" * 5000 + "</script>",
        stated({"articleBody": " ".join(f"other{number}" for number in range(300))}),
    ],
)
def test_keeps_the_article_where_another_reading_is_no_better(head: str) -> None:
    assert read(START, head).removesuffix("\n").split("\n\n") == ["# The ledger", *LONG[:3]]


def test_takes_the_element_that_holds_the_prose() -> None:
    sections = "".join(f"<section class='s{number}'><p>{each}</p></section>" for number, each in enumerate(LONG[1:]))
    menu = "<ul>" + "<li><a href='/x'>More of this</a></li>" * 9 + "</ul>"
    page = f"<div id='x'>{TEASER}{menu}{sections}</div><div class='comments'><p>{'I say no to that. ' * 20}</p></div>"
    text = read(page)
    assert all(each in text for each in LONG)
    assert "More of this" not in text
    assert "I say no" not in text


@pytest.mark.parametrize(
    "body",
    [
        "<noscript><div id='nojava'></noscript><div id='main'>{}</div><noscript></div></noscript>",
        "<noscript><img src='a.gif'></noscript><article>{}</article>",
        "<div>{}<noscript>You need to enable JavaScript to run this app.</noscript></div>",
        "<script>if (x) document.write('<noscript>')</script><article>{}</article><noscript>y</noscript>",
        "<div id='root'></div><noscript><article>{}</article></noscript>",
    ],
)
def test_reads_what_browsers_show_of_noscript(body: str) -> None:
    text = read(body.format("".join(f"<p>{each}</p>" for each in LONG)))
    assert all(each in text for each in LONG)
    assert "enable JavaScript" not in text
