"""A scope that is too large for memory is searched like a small one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.sources.load import load_file
from index.store.search import reader, vector_search
from index.store.store import Store
from rag.retrieval.hybrid import HybridRetriever
from rag.retrieval.scopes import Scope

CALIBRATION = Path(__file__).parents[3] / "rag/training/data/news/calibration"
QUESTIONS = (
    "Why was the border question taken off the agenda?",
    "Who was jailed for selling names?",
    "How many bats were counted in the caves?",
    "What does the moss need?",
    "Who won the 2022 World Cup?",
)
NEARLY_EQUAL = 0.05


@pytest.fixture(scope="module")
def store(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("large"), encoder)
    for path in sorted(CALIBRATION.glob("*.txt")):
        add(opened, load_file(path))
    yield opened
    opened.close()


@pytest.fixture
def large(store: Store, monkeypatch: pytest.MonkeyPatch) -> HybridRetriever:
    monkeypatch.setattr(reader, "MAX_PASSAGES_IN_MEMORY", 1)
    monkeypatch.setattr(reader, "MAX_UNCOUNTED", 1)
    monkeypatch.setattr(vector_search, "MAX_UNCOUNTED", 1)
    return HybridRetriever(store=store)


def scopes(store: Store) -> list[Scope]:
    ids = [entry.article.id for entry in store.articles()]
    return [None, frozenset(ids[:5]), frozenset(ids[::2])]


def test_the_same_passages_are_found_with_the_same_scores(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    small = HybridRetriever(store=store)
    asked = [(question, scope) for question in QUESTIONS for scope in scopes(store)]
    expected = [small.scored(*each) for each in asked]
    monkeypatch.setattr(reader, "MAX_PASSAGES_IN_MEMORY", 1)
    monkeypatch.setattr(reader, "MAX_UNCOUNTED", 1)
    large = HybridRetriever(store=store)
    for (question, scope), wanted in zip(asked, expected, strict=True):
        found = large.scored(question, scope)
        # The graph finds other distant passages than the product does, and a score is told relative to those: nearly
        # equal ones may change places.
        near = {each.passage: each for each in wanted if each.score >= wanted[0].score - NEARLY_EQUAL}
        assert found[0].passage in near, question
        same = near[found[0].passage]
        assert {each.article.id for each in found} <= (scope or {each.article.id for each in found})
        assert found[0].bm25 == pytest.approx(same.bm25, abs=1e-4)
        assert found[0].coverage == pytest.approx(same.coverage)
        assert found[0].known == pytest.approx(same.known)
        assert found[0].sentence_cosine == pytest.approx(same.sentence_cosine, abs=1e-5)


def test_other_articles_change_no_statistics_of_a_set(large: HybridRetriever, store: Store) -> None:
    scope = scopes(store)[1]
    before = [[(each.passage.id, each.bm25, each.known) for each in large.scored(one, scope)] for one in QUESTIONS]
    added = add(store, Article("More", " ".join(QUESTIONS) + " Bats, moss and borders.", "")).entry
    after = [[(each.passage.id, each.bm25, each.known) for each in large.scored(one, scope)] for one in QUESTIONS]
    assert after == before
    assert large.scored(QUESTIONS[2], None)[0].article.id == added.article.id
    store.delete(added.article.id)
    assert added.article.id not in {each.article.id for each in large.scored(QUESTIONS[2], None)}


def test_the_first_articles_and_those_nearest_to_a_question_are_made_ready(
    large: HybridRetriever, store: Store
) -> None:
    first = large.searched(None)
    assert first.count == len(first.articles) == len(store.articles())
    assert not first.passages
    near = large.searched(None, QUESTIONS[0])
    assert near.passages
    assert near.count == first.count
    assert next(iter({each.article.id for each in large.scored(QUESTIONS[0], None)})) in near.articles


def test_all_passages_are_those_of_the_first_articles(large: HybridRetriever, store: Store) -> None:
    found = large.invoke("What are these about?", whole=True)
    assert found[0].metadata["article"] == store.oldest(1)[0].article
    assert len(found) == store.size().passages
