import pytest

from index.errors import TagError
from index.text.tags import MAX_TAG_CHARS, MAX_TAGS, clean_tags


def test_tags_are_kept_in_lower_case_each_once_in_order() -> None:
    assert clean_tags([" Sport ", "sport", "EU", "city\thall", "Cafe\u0301"]) == ("café", "city hall", "eu", "sport")


@pytest.mark.parametrize("given", ["", "  ", "a,b", "a" * (MAX_TAG_CHARS + 1), "a\x00b", "\ud800", "a\u202eb", 7, None])
def test_what_is_no_tag_is_said_in_one_line(given: object) -> None:
    with pytest.raises(TagError, match=r"is no tag: a tag has 1 to 40 printable characters, and no comma\.$") as raised:
        clean_tags(["fine", given])
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 160


def test_an_article_has_only_so_many() -> None:
    with pytest.raises(TagError, match="20 tags at most"):
        clean_tags(f"tag {number}" for number in range(MAX_TAGS + 1))
