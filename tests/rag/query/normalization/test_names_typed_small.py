"""Capitals for names in questions that are typed small."""

import pytest

from index.chunking import passages
from index.models import Article
from rag.query.normalization.article_names import ArticleNames
from rag.query.normalization.truecasing import lowered, respelled, with_names

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


OPENING = passages(
    Article(
        "Text",
        "Ivo Harn painted the bridge. Later the council thanked Harn. Engineers Lund and Quill helped: “Did Lund pay?”"
        " asked May Quill. May they rest. Oda van Brun, of Kiel, heard Brun. The engineers left. In a field, Grace"
        " Fields of Kiel sang with grace.",
        "t.txt",
    ),
    lambda part: len(part.split()),
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("what did ivo harn paint?", "what did Ivo Harn paint?", id="its first word opens sentences only"),
        pytest.param("ivo harn's bridge?", "Ivo Harn's bridge?", id="at the beginning"),
        pytest.param("who is oda van brun?", "who is Oda van Brun?", id="with a particle"),
        pytest.param("what may may quill ask?", "what may May Quill ask?", id="its first word is a function word too"),
        pytest.param("who are engineers lund and quill?", "who are engineers Lund and Quill?", id="no name"),
        pytest.param("did lund pay?", "did Lund pay?", id="no name in speech"),
        pytest.param("who told ivo, harn?", "who told ivo, Harn?", id="not side by side"),
    ],
)
def test_a_name_gets_its_capitals_as_a_whole(question: str, expected: str) -> None:
    assert with_names(question, OPENING) == expected
    assert ArticleNames.of(OPENING)(question) == expected


def test_a_shouted_name_gets_its_capitals_as_a_whole() -> None:
    assert respelled(lowered("WHAT DID IVO HARN PAINT?"), OPENING) == "What did Ivo Harn paint?"
