"""Whatever happened to an index before, it answers like a fresh one."""

import random
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.ingest import add
from index.models import Article
from index.store.derived import vector_cache
from index.store.search import vector_search
from index.store.store import Store
from tests.support.killing import ENCODER, make_index, text_of

SOURCES = [f"source-{number}.txt" for number in range(4)]
TEXTS = [text_of(source, random.Random(number)) for number, source in enumerate(SOURCES * 3)]
SAME = "The same sentence, twice. The same sentence, twice.\n\nThe same sentence, twice."
"""Records that are equally near to anything."""

Step = tuple[str, str | None]
"""A source, and its text from then on; None for none."""
steps = st.lists(st.tuples(st.sampled_from(SOURCES), st.none() | st.sampled_from([*TEXTS, SAME])), max_size=25)
questions = st.lists(st.sampled_from([*TEXTS, "The same sentence, twice."]), min_size=1, max_size=3)

Found = list[tuple[str | None, float]]


def change(store: Store, history: Sequence[Step]) -> list[Article]:
    """Brings a history about; returns the articles that are then there."""
    there: dict[str, Article] = {}
    for source, text in history:
        if text is None:
            if (gone := there.pop(source, None)) and gone.id not in {each.id for each in there.values()}:
                store.delete(gone.id)
            continue
        article = Article(source, text, source)
        if any(each.id == article.id for each in there.values()):
            continue  # a text has one source at a time
        there[source] = article
        add(store, article)
    return list(there.values())


def answers(store: Store, asked: Sequence[str], articles: Sequence[Article]) -> list[Found]:
    """What is found in everything, in each article, and in all but the first."""
    scopes: list[dict[str, object]] = [{}, {"article_ids": [each.id for each in articles[1:]]}]
    scopes += [{"article_id": each.id} for each in articles]
    found = []
    for question in asked:
        vector = ENCODER.embeddings.embed_query(question)
        for record in ("sentence", "passage"):
            for scope in scopes:
                rows = store.nearest(vector, record, 10, **scope)  # type: ignore[arg-type]
                found.append([(document.id, cosine) for document, cosine in rows])
    return found


def check_history(history: Sequence[Step], asked: Sequence[str], make: Callable[[Path], None]) -> None:
    with TemporaryDirectory() as old, TemporaryDirectory() as new:
        make(Path(old))
        with closing(Store.open(Path(old), ENCODER)) as store:
            articles = change(store, history)
            after = answers(store, asked, articles)
        with closing(Store.open(Path(old), ENCODER)) as store:
            assert answers(store, asked, articles) == after, "opened again, it answers otherwise"
        with closing(Store.open(Path(new), ENCODER)) as fresh:
            for article in reversed(articles):
                add(fresh, article)
            assert answers(fresh, asked, articles) == after


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=steps, asked=questions)
def test_any_history_answers_like_a_fresh_index(history: list[Step], asked: list[str]) -> None:
    check_history(history, asked, lambda _: None)


@pytest.mark.slow
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=steps, asked=questions, often=st.booleans())
def test_any_of_500_histories_answers_like_a_fresh_index(history: list[Step], asked: list[str], often: bool) -> None:
    check_history(
        history, asked, lambda folder: make_index(folder, batch_size=20, sync_threshold=20) if often else None
    )


def test_many_removals_lose_nothing(tmp_path: Path) -> None:
    """As Chroma's graph does, which after these finds only some of an article's sentences, or none."""
    articles = [Article(source, text, source) for source, text in zip(SOURCES, TEXTS, strict=False)]
    asked = TEXTS[:2]
    with closing(Store.open(tmp_path, ENCODER)) as store:
        for article in articles:
            add(store, article)
        before = answers(store, asked, articles)
        rng = random.Random(1)
        for _ in range(15):
            changed = rng.sample(articles, rng.randint(1, len(articles)))
            for article in changed:
                store.delete(article.id)
            for article in changed:
                add(store, article)
            assert answers(store, asked, articles) == before


def check_alike(ones: Sequence[Found], others: Sequence[Found]) -> None:
    """The same records in the same order; the graph adds up in another one."""
    for one, other in zip(ones, others, strict=True):
        assert [record for record, _ in one] == [record for record, _ in other]
        assert [cosine for _, cosine in one] == pytest.approx([cosine for _, cosine in other], abs=1e-5)


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An index that counts as too large for exact searches."""
    store = Store.open(tmp_path, ENCODER)
    for source, text in zip(SOURCES, TEXTS, strict=False):
        add(store, Article(source, text, source))
    monkeypatch.setattr(vector_search, "MAX_EXACT_RECORDS", 10)
    monkeypatch.setattr(vector_cache, "MAX_EXACT_RECORDS", 10)
    return store


def test_a_large_index_finds_the_same(large: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(large):
        articles = [row.article for row in large.articles()]
        by_graph = answers(large, TEXTS[:3], articles)
        monkeypatch.undo()
        exactly = answers(large, TEXTS[:3], articles)
    check_alike(by_graph, exactly)


def test_what_the_graph_of_a_large_index_has_lost_is_found(large: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(large):
        articles = [row.article for row in large.articles()]
        before = answers(large, TEXTS[:3], articles)
        monkeypatch.setattr("index.store.chroma_collections.ChromaCollections.near", lambda *_: {})
        check_alike(answers(large, TEXTS[:3], articles), before)


def test_keeps_no_more_vectors_than_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_cache, "MAX_EXACT_RECORDS", 60)
    with closing(Store.open(tmp_path, ENCODER)) as store:
        for source, text in zip(SOURCES, TEXTS, strict=False):
            add(store, Article(source, text, source))
        for row in store.articles():
            store.nearest(ENCODER.embeddings.embed_query("x"), "sentence", 5, row.article.id)
            kept = store._search._cache
            assert kept._records == sum(each.records for _, each in kept._kept.values())
            assert kept._records <= 60 or len(kept._kept) == 1
