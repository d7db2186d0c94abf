from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from chromadb.api.models.Collection import Collection
from chromadb.errors import InternalError

from index.embeddings.encoder import Encoder
from index.errors import SourceError, StoreError, UnknownArticleError
from index.ingest import IngestResult, add
from index.models import Article
from index.store import chroma_collections
from index.store.chroma_collections import PASSAGES
from index.store.connection.embedded import EmbeddedChroma
from index.store.store import Store

TALKS = "The two leaders met in Lisbon. They spoke for an hour.\n\nNobody signed. “It is over,” said Choo."
FLOOD = "The river rose on Friday. It took the bridge.\n\nNobody was hurt. Repairs will cost $3.5 million."


@pytest.fixture
def store(tmp_path: Path, encoder: Encoder) -> Iterator[Store]:
    opened = Store.open(tmp_path, encoder)
    yield opened
    opened.close()


def held(store: Store) -> set[str]:
    """The articles that any record in the vector store belongs to, whether the index shows it or not."""
    return {meta["article_id"] for meta in store.vectors.get(include=["metadatas"])["metadatas"]}


def fail_on_call(monkeypatch: pytest.MonkeyPatch, method: str, number: int) -> None:
    """Makes Chroma's own method fail, as on a full disk, the nth time it is called and never again."""
    real, calls = getattr(Collection, method), []

    def failing(self: Collection, *args: Any, **more: Any) -> Any:
        calls.append(method)
        if len(calls) == number:
            raise InternalError("disk full")
        return real(self, *args, **more)

    monkeypatch.setattr(Collection, method, failing)


def test_adds_an_article_with_its_passages(store: Store) -> None:
    result = add(store, Article("Talks", TALKS, "talks.txt"))
    assert result.changed
    assert store.articles() == [result.entry]
    assert result.entry.passages == len(store.passages()) > 0


def test_the_same_text_again_changes_nothing(store: Store) -> None:
    first = add(store, Article("Talks", TALKS, "talks.txt")).entry
    version, records = store.version, store.vectors.get()
    again = add(store, Article("Another title", TALKS, "copy.txt"))
    assert again == IngestResult(entry=first, changed=False)
    assert (store.version, store.vectors.get()) == (version, records)


def test_a_changed_text_of_the_same_source_replaces_the_old_one(store: Store) -> None:
    add(store, Article("Talks", TALKS, "talks.txt"))
    entry = add(store, Article("Talks", TALKS + " She left.", "talks.txt")).entry
    assert store.articles() == [entry]
    assert held(store) == {entry.article.id}


def test_a_source_that_takes_over_another_ones_text_gives_up_its_own(store: Store) -> None:
    talks = add(store, Article("Talks", TALKS, "talks.txt")).entry
    add(store, Article("Flood", FLOOD, "flood.txt"))
    assert add(store, Article("Flood", TALKS, "flood.txt")) == IngestResult(entry=talks, changed=True)
    assert store.articles() == [talks]


def test_texts_without_a_source_stand_side_by_side(store: Store) -> None:
    add(store, Article("Talks", TALKS, ""))
    add(store, Article("Flood", FLOOD, ""))
    assert len(store.articles()) == 2


def test_refuses_an_article_that_is_all_front_matter(store: Store) -> None:
    with pytest.raises(SourceError, match="no text besides its front matter"):
        add(store, Article("Talks", "---\ntitle: Talks\n---\n", "talks.md"))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_write_that_fails_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(chroma_collections, "BATCH", 3)
    talks = add(store, Article("Talks", TALKS, "talks.txt")).entry
    fail_on_call(monkeypatch, "upsert", number)
    with pytest.raises(StoreError, match="InternalError"):
        add(store, Article("Flood", FLOOD, "flood.txt"))
    assert store.articles() == [talks]
    assert {passage.article_id for passage in store.passages()} == held(store) == {talks.article.id}


def test_what_a_failed_write_left_is_gone_after_reopening(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma_collections, "BATCH", 3)
    store = Store.open(tmp_path, encoder)
    fail_on_call(monkeypatch, "upsert", 2)
    with pytest.raises(StoreError):
        add(store, Article("Flood", FLOOD, "flood.txt"))
    with closing(EmbeddedChroma(tmp_path).connect()) as client:
        assert client.get_collection(PASSAGES).count(), "nothing was written before the failure: nothing is tested"
    reopened = Store.open(tmp_path, encoder)
    assert not held(reopened)
    reopened.close()


def test_a_write_that_failed_can_be_repeated(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_on_call(monkeypatch, "upsert", 1)
    with pytest.raises(StoreError):
        add(store, Article("Flood", FLOOD, "flood.txt"))
    result = add(store, Article("Flood", FLOOD, "flood.txt"))
    assert result.changed
    assert len(store.passages()) == result.entry.passages


def test_a_removal_that_fails_is_finished_later(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = add(store, Article("Talks", TALKS, "talks.txt")).entry
    fail_on_call(monkeypatch, "delete", 2)
    with pytest.raises(StoreError):
        store.delete(entry.article.id)
    assert store.articles() == []
    assert store.passages() == []


def test_an_old_text_whose_removal_failed_goes_when_its_source_is_added_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, Article("Talks", TALKS, "talks.txt"))
    newer = Article("Talks", TALKS + " She left.", "talks.txt")
    fail_on_call(monkeypatch, "delete", 1)
    with pytest.raises(StoreError):
        add(store, newer)
    add(store, newer)
    assert [row.article for row in store.articles()] == [newer]


def test_an_older_reading_is_known_by_its_id(store: Store) -> None:
    first = add(store, Article("Talks", TALKS, "talks.txt")).entry.article
    second = add(store, Article("Talks", FLOOD, "talks.txt")).entry.article
    assert (second.earlier, second.read_at > "2025") == ((first.id,), True)
    with pytest.raises(UnknownArticleError, match=f"'Talks' has changed .* it is article {second.id!r} now"):
        store.article(first.id)
    assert add(store, Article("Talks", TALKS, "talks.txt")).entry.article.earlier == (second.id,)


def test_a_source_that_has_changed_is_noted_until_it_is_read_again(store: Store) -> None:
    talks = add(store, Article("Talks", TALKS, "talks.txt")).entry.article
    assert store.mark(talks.id, changed=True).article.changed
    assert store.articles()[0].article.changed
    result = add(store, Article("Talks", TALKS, "talks.txt"))
    assert (result.changed, result.entry.article.changed, store.articles()[0].article.changed) == (True, False, False)
