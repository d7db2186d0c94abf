"""Retrieval within a scope: one article, a set of them, or all."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.sources.load import load_file
from index.store.store import Store
from rag.retrieval import scopes
from rag.retrieval.hybrid import HybridRetriever

NEWS = Path(__file__).parents[2] / "data/news"
HARD = Path(__file__).parents[2] / "data/news-hard"
QUESTIONS = (
    "Who is the chief executive of Orlena?",
    "How much was the dividend for 2022?",
    "why did the brewer stay with orlena",
    "Who won the 2022 World Cup?",
    "What is this article about?",
)


@pytest.fixture
def store(encoder: Encoder, tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path, encoder)
    yield opened
    opened.close()


def added(store: Store, path: Path) -> Article:
    return add(store, load_file(path)).entry.article


def seen(documents: list[Document]) -> list[dict[str, Any]]:
    """What a reader gets to see of what was found."""
    return [{"id": document.id, **document.metadata} for document in documents]


def test_what_else_is_indexed_changes_nothing(store: Store) -> None:
    asked, other = added(store, NEWS / "glassworks.txt"), added(store, NEWS / "reservoir.txt")
    retriever = HybridRetriever(store=store)
    pair = [asked.id, other.id]
    alone = [seen(retriever.invoke(question, article=asked.id)) for question in QUESTIONS]
    both = [seen(retriever.invoke(question, articles=pair)) for question in QUESTIONS]
    assert both == [seen(retriever.invoke(question)) for question in QUESTIONS]
    for path in HARD.glob("*.txt"):
        added(store, path)
    assert [seen(retriever.invoke(question, article=asked.id)) for question in QUESTIONS] == alone
    assert [seen(retriever.invoke(question, articles=pair)) for question in QUESTIONS] == both
    assert [seen(retriever.invoke(question)) for question in QUESTIONS] != both


def test_a_set_is_searched_in_all_its_articles_and_no_other(store: Store) -> None:
    one, two = added(store, NEWS / "glassworks.txt"), added(store, NEWS / "reservoir.txt")
    added(store, HARD / "harbour.txt")
    found = HybridRetriever(store=store).invoke("Who opposes the plans?", articles={one.id, two.id})
    assert {document.metadata["article"].id for document in found} <= {one.id, two.id}
    about = HybridRetriever(store=store).invoke("", articles={one.id, two.id}, whole=True)
    assert {document.metadata["article"].id for document in about} == {one.id, two.id}


def test_articles_that_are_gone_are_not_searched(store: Store) -> None:
    asked = added(store, NEWS / "glassworks.txt")
    retriever = HybridRetriever(store=store)
    assert retriever.invoke(QUESTIONS[0], article=asked.id)
    store.delete(asked.id)
    assert retriever.invoke(QUESTIONS[0], article=asked.id) == []
    assert retriever.invoke(QUESTIONS[0], articles=[]) == []


def test_a_lone_passage_is_the_best_there_is(store: Store) -> None:
    article = add(store, Article("Bridge", "The bridge at Harn was opened by Ada Quill.", "")).entry.article
    (document,) = HybridRetriever(store=store).invoke("Who opened the bridge?", article=article.id)
    assert document.metadata["score"] == 1.0
    (document,) = HybridRetriever(store=store).invoke("Wozu?", article=article.id)
    assert document.metadata["score"] < 1.0


def test_scopes_that_are_kept_are_bounded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [added(store, path).id for path in sorted(NEWS.glob("*.txt"))]
    kept = scopes.Scopes(store)
    first = kept.searched(frozenset(ids[:1]))
    assert kept.searched(frozenset(ids[:1])) is first
    monkeypatch.setattr(scopes, "MAX_CACHED_PASSAGES", len(first.passages))
    kept.searched(frozenset(ids[1:2]))
    again = kept.searched(frozenset(ids[:1]))
    assert again is not first
    assert again.passages == first.passages
