"""Articles read whole, as the lists take them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.chunking import passages
from index.models import Article
from rag.models import RetrievedPassage

ROOT = Path(__file__).parents[5]
Read = Callable[[str], list[RetrievedPassage]]


@pytest.fixture
def read() -> Read:
    """All passages of a text."""

    def of_text(text: str) -> list[RetrievedPassage]:
        article = Article("Text", text, "t.txt")
        return [RetrievedPassage(passage, article) for passage in passages(article, lambda part: len(part.split()))]

    return of_text


@pytest.fixture
def read_file(read: Read) -> Read:
    """All passages of a file of the repository."""

    def of_file(path: str) -> list[RetrievedPassage]:
        return read((ROOT / path).read_text(encoding="utf-8"))

    return of_file
