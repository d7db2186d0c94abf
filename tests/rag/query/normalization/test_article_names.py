"""Names as the articles write them."""

import pytest

from index.chunking import passages
from index.models import Article
from rag.query.normalization.article_names import ArticleNames

TEXT = (
    "In Seoul, North Korea and South Korea spoke; the North Korean side left. The talks were in the United Kingdom."
    " The UN was absent, said Dina Vance, who leads the Port Mercy office."
)
NAMES = ArticleNames.of(passages(Article("Text", TEXT, "t.txt"), lambda part: len(part.split())))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what did vance say about NKs nukes", "what did Vance say about North Korea's nukes"),
        ("does sk agree", "does South Korea agree"),
        ("is the uk a host", "is the United Kingdom a host"),
        ("what does the us want", "what does the us want"),
        ("what does the PM say", "what does the PM say"),
        ("who told us that", "who told us that"),
        ("who is dina vance", "who is Dina Vance"),
    ],
)
def test_a_question_gets_the_names_of_the_article(question: str, expected: str) -> None:
    assert NAMES(question) == expected
