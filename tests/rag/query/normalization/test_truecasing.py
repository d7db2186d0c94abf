"""Questions whose capitals tell nothing are written as the article writes their words."""

import pytest

from index.chunking import passages
from index.models import Article
from rag.query.normalization.truecasing import is_uncased, lowered, respelled

TEXT = (
    "The mayor of Heron Bay, Ada Quill, said on Monday that the bridge will open in May or June. Repairs may cost the"
    " port $3 million. NATO's engineers helped, the mayor of Heron Bay said, and Jae-woo's firm did too."
)
PASSAGES = passages(Article("Bridge", TEXT, ""), lambda text: len(text.split()))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("WHO IS THE MAYOR OF HERON BAY?", "Who is the mayor of Heron Bay?"),
        ("WHAT DID ADA QUILL'S PORT PAY?", "What did Ada Quill's port pay?"),
        ("WHEN DID NATO'S ENGINEERS HELP?", "When did NATO's engineers help?"),
        ("WHO IS JAE-WOO'S OWNER?", "Who is Jae-woo's owner?"),
        ("WHEN IS THE REPAIRS OF ELSINORE?", "When is the repairs of elsinore?"),
        ("Who Is The Mayor Of Heron Bay?", "Who is the mayor of Heron Bay?"),
        ("Who Is The Owner Of Elsinore?", "Who is the Owner of Elsinore?"),
        ("¿WHO IS IT, ADA?", "¿Who is it, Ada?"),
    ],
)
def test_the_article_tells_how_words_are_written(question: str, expected: str) -> None:
    assert is_uncased(question)
    assert respelled(lowered(question), PASSAGES) == expected


@pytest.mark.parametrize(
    "question", ["Who is Ada Quill?", "who is ada quill?", "NATO", "NATO EU", "Why?", "WHY", "What?", "1932?", "", "誰"]
)
def test_other_questions_stay(question: str) -> None:
    assert not is_uncased(question) or question == "WHY"
    assert lowered(question) in {question, "Why"}
