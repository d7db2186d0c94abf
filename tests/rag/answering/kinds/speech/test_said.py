"""The sentence about something."""

from index.chunking import passages
from index.models import Article
from rag.answering.kinds.speech.said import sentence_about
from rag.models import RetrievedPassage


def test_an_article_of_a_table_alone_has_no_sentence_about_anything() -> None:
    article = Article("Fire", "| Year | Fires |\n| --- | --- |\n| 1990 | 3 |\n", "fire.md")
    found = [RetrievedPassage(each, article) for each in passages(article, lambda part: len(part.split()))]
    assert sentence_about("the fire", found) is None
