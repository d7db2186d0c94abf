import pytest

from index.models import Article


@pytest.mark.parametrize(("offset", "page"), [(0, 1), (4, 1), (5, 3), (8, 3), (9, 4), (20, 4)])
def test_a_page_without_text_is_skipped(offset: int, page: int) -> None:
    assert Article("T", "x" * 21, "", pages=(0, 5, 5, 9)).page_at(offset) == page


def test_an_article_without_pages_has_none() -> None:
    assert Article("T", "x", "").page_at(0) is None


def test_the_id_is_of_the_text_alone() -> None:
    plain, rich = Article("T", "x", ""), Article("U", "x", "a.md", "Ana", "2025", "Post", markdown=True, pages=(0,))
    assert plain.id == rich.id
