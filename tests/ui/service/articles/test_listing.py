"""Pages of the list of articles."""

import time
from dataclasses import replace

import pytest

from index.models import Article, IndexedArticle
from ui.service.articles.listing import ArticleListing, CursorError, ListQuery, Sort


def entry(title: str, day: int, published: str = "", **said: object) -> IndexedArticle:
    article = Article(title, f"{title} is here.", "/home/ada/secret/notes.txt", published=published)
    return IndexedArticle(replace(article, **said), 1, f"2026-11-{day:02d}T00:00:00+00:00")  # type: ignore[arg-type]


ENTRIES = [
    entry("Ferry", 1, "2025-03-01", tags=("harbor",), site="The Courier"),
    entry("Água", 2, "", tags=("harbor", "water")),
    entry("Zoo", 3, "2026-01-01", author="Ada Quill"),
    entry("apples", 4, "2024"),
]


def listing(entries: list[IndexedArticle] = ENTRIES) -> ArticleListing:
    return ArticleListing(lambda: tuple(entries), lambda: list(entries))


def titles(given: ArticleListing, query: ListQuery) -> list[list[str]]:
    """The titles on each page."""
    found = []
    while True:
        page = given.page(query)
        found.append([each.article.title for each in page.entries])
        if page.next is None:
            return found
        query = replace(query, after=page.next)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ["apples", "Zoo", "Água", "Ferry"]),
        ("oldest", ["Ferry", "Água", "Zoo", "apples"]),
        ("title", ["Água", "apples", "Ferry", "Zoo"]),
        ("published", ["Zoo", "Ferry", "apples", "Água"]),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 50])
def test_pages_together_are_the_list_in_its_order(sort: Sort, expected: list[str], limit: int) -> None:
    pages = titles(listing(), ListQuery(limit=limit, sort=sort))
    assert pages == [expected[at : at + limit] for at in range(0, 4, limit)]


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("AGUA", ["Água"]),
        ("quill zo", ["Zoo"]),
        ("courier", ["Ferry"]),
        ("water", ["Água"]),
        ("notes.txt", ["Ferry", "Água", "Zoo", "apples"]),
        ("secret", []),
        ("ferry zoo", []),
    ],
)
def test_all_words_are_searched_for_without_case_and_accents(search: str, expected: list[str]) -> None:
    assert titles(listing(), ListQuery(search=search, sort="oldest")) == [expected]


def test_a_tag_and_words_narrow_together_and_are_counted() -> None:
    found = listing()
    page = found.page(ListQuery(limit=1, tag="harbor", sort="title"))
    assert ([each.article.title for each in page.entries], page.total) == (["Água"], 2)
    assert found.ids(ListQuery(tag="harbor", search="courier")) == [ENTRIES[0].article.id]
    assert found.tags() == (("harbor", 2), ("water", 1))


def test_a_page_goes_on_after_an_article_that_was_removed_and_sees_new_ones() -> None:
    entries = list(ENTRIES)
    found = listing(entries)
    page = found.page(ListQuery(limit=2, sort="title"))
    entries[:] = [entry("Boats", 5), *(each for each in ENTRIES if each.article.title != "apples")]
    assert titles(found, ListQuery(sort="title", after=page.next or "")) == [["Boats", "Ferry", "Zoo"]]


@pytest.mark.parametrize("after", ["x", "é", "bnVsbA", "W10", "[" * 3000])
def test_another_place_is_refused(after: str) -> None:
    with pytest.raises(CursorError, match="after"):
        listing().page(ListQuery(after=after))
    with pytest.raises(CursorError):
        listing().page(ListQuery(after=listing().page(ListQuery(limit=1)).next or "", sort="title"))


def test_the_last_page_of_many_takes_as_long_as_the_first() -> None:
    entries = [entry(f"Article {number:05d}", 1) for number in range(5000)]
    version = object()
    found = ArticleListing(lambda: version, lambda: entries)
    query = ListQuery(limit=50, sort="title")
    deep = query
    for _ in range(90):
        deep = replace(deep, after=found.page(deep).next or "")

    def seconds(asked: ListQuery) -> float:
        begun = time.process_time()
        for _ in range(200):
            found.page(asked)
        return time.process_time() - begun

    assert seconds(deep) < 5 * seconds(query)
