"""Capitals for names in questions that are typed small."""

import pytest

from index.chunking import passages
from index.models import Article
from rag.query.normalization.truecasing import with_names

TEXT = (
    "In Moscow, Russian President Vladimir Putin met North Korean Foreign Minister Choe Son-hui. The Seal Trust says"
    " that seals follow ferries. In a match Lund beat Kiel, and the captain of Kiel wept."
)
FOUND = passages(Article("Text", TEXT, "t.txt"), lambda part: len(part.split()))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("who is the north korean foreign minister", "who is the North Korean foreign minister"),
        ("did putin meet choe son-hui?", "did Putin meet Choe Son-hui?"),
        ("did any seal die?", "did any seal die?"),
        ("did kiel's captain weep?", "did Kiel's captain weep?"),
        ("Did lund win in Moscow?", "Did lund win in Moscow?"),
    ],
)
def test_names_get_the_capitals_of_the_passages(question: str, expected: str) -> None:
    assert with_names(question, FOUND) == expected
