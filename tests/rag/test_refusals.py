from dataclasses import replace

from index.models import Article
from rag.refusals import absent

WHOLE = Article("Rain", "It rained.", "a.txt")
GAPPED = Article("Scan", "It snowed.", "b.pdf", pages=(0, 9, 9, 9), unread_pages=(2, 3, 4))


def test_says_which_pages_of_an_article_are_unread() -> None:
    assert absent([WHOLE]) == "The article does not say."
    assert absent([replace(GAPPED, unread_pages=(2,))]) == "The article does not say; page 2 could not be read."
    assert absent([GAPPED]) == "The article does not say; pages 2–4 could not be read."


def test_says_that_some_pages_of_several_are_unread() -> None:
    assert absent([WHOLE, WHOLE]) == "The articles do not say."
    assert absent([WHOLE, GAPPED]) == "The articles do not say; some of their pages could not be read."
