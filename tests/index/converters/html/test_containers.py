import pytest

from index.converters.html.converter import extract_html
from index.converters.models import SourceFile

PARTS = (
    "The harbour office at Salten keeps a ledger of every ship that ties up along its western quay, and the clerk reads"
    " it aloud on Sundays, when the quay is quiet and the gulls are not.",
    "The lighthouse on the outer skerry was lit for the first time in 1902, and its lamp burned herring oil for nine"
    " years before the council could agree on the price of paraffin.",
    "The school stands above the church and was built in 1911 of brick that came as ballast in coal ships, which is why"
    " no two of its walls have quite the same colour.",
)


def read(body: str) -> list[str]:
    page = f"<html><head><title>The ledger</title></head><body>{body}</body></html>"
    return extract_html(SourceFile(page.encode(), "a.html")).text.removesuffix("\n").split("\n\n")


@pytest.mark.parametrize(
    "part",
    [
        "<div class='article-body'><p>{}</p></div>",
        "<div class='row'><div class='article__body'><p>{}</p></div><aside>Advertisement</aside></div>",
        "<section class='entry-content'><p>{}</p></section>",
        "<div class='wrap'><div class='inner'><div class='post-content'><p>{}</p></div></div></div>",
        "<div class='story-body'><p>{}</p></div><div class='ad-slot'>Advertisement</div>",
    ],
)
def test_joins_the_containers_of_an_article(part: str) -> None:
    assert read(f"<main><h1>The ledger</h1>{''.join(map(part.format, PARTS))}</main>") == ["# The ledger", *PARTS]


def test_does_not_join_articles_with_headlines_of_their_own() -> None:
    first, *others = (f"<div class='post-content'><h2><a href='/'>Post</a></h2><p>{each}</p></div>" for each in PARTS)
    assert PARTS[1] not in read(f"<main>{first}{''.join(others)}</main>")[:2]


def test_takes_a_container_once_that_holds_all() -> None:
    paragraphs = "".join(f"<p>{each}</p>" for each in PARTS)
    teaser = "<div class='article-body'><p>Short.</p></div>"
    assert read(f"<main><h1>The ledger</h1><div class='article-body'>{paragraphs}</div>{teaser}</main>")[1:4] == list(
        PARTS
    )
