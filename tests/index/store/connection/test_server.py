"""An index in a Chroma server: several writers, killed ones, and a server that goes away and comes back."""

import dataclasses
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from chromadb.api.models.Collection import Collection

from index.chunking import passages
from index.errors import LostServerError, StampMismatchError, StoreError, UnknownArticleError
from index.ingest import add
from index.maintenance.backup import backup, restore
from index.models import Article
from index.store import chroma_collections
from index.store.catalog import stored_articles, stored_stamp
from index.store.connection import server as served
from index.store.connection import write_lock
from index.store.connection.server import ChromaServer
from index.store.store import Store
from rag.retrieval.hybrid import HybridRetriever
from tests.support.killing import ENCODER, SPAWN
from tests.support.servers.chroma_server import ChromaProcess, chroma_server

TALKS = Article("Talks", "The two leaders met in Lisbon.\n\nNobody signed anything.", "talks.txt")
FLOOD = Article("Flood", "The river rose on Friday. It took the bridge.\n\nRepairs will cost $3.5 million.", "")
LONG = Article("Long", "\n\n".join(f"In hour {n} the river rose again." for n in range(40)), "long.txt")

Open = Callable[[], Store]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture
def server(running: ChromaProcess) -> ChromaProcess:
    """An empty one."""
    with closing(ChromaServer(running.url).connect()) as client:
        for collection in client.list_collections():
            client.delete_collection(collection.name)
    return running


@pytest.fixture
def opened(server: ChromaProcess) -> Iterator[Open]:
    """Opens the index as another process would."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(Store(ChromaServer(server.url), ENCODER)))


def assert_whole(store: Store, articles: list[Article]) -> None:
    """Nothing else is there, nothing twice, nothing in part."""
    assert sorted(row.article.id for row, _ in store.whole()) == sorted(each.id for each in articles)
    expected = [part for each in articles for part in passages(each, ENCODER.count_tokens)]
    assert store.passages() == sorted(expected, key=lambda part: (part.article_id, part.start))


def records_held(server: ChromaProcess) -> set[str]:
    with closing(ChromaServer(server.url).connect()) as client:
        return {meta["article_id"] for meta in client.get_collection("passages").get()["metadatas"] or []}


def test_others_see_what_one_adds_and_removes(opened: Open) -> None:
    one, other = opened(), opened()
    retriever = HybridRetriever(store=other)
    assert retriever.invoke("Who met in Lisbon?") == []
    add(one, TALKS)
    assert retriever.invoke("Who met in Lisbon?")[0].metadata["article"].title == "Talks"
    assert other.article(TALKS.id).article == TALKS
    one.delete(TALKS.id)
    assert retriever.invoke("Who met in Lisbon?") == []
    with pytest.raises(UnknownArticleError):
        other.delete(TALKS.id)


def test_others_see_a_new_title_of_the_same_text(opened: Open) -> None:
    one, other = opened(), opened()
    retriever = HybridRetriever(store=other)
    add(one, TALKS)
    retriever.invoke("Who met in Lisbon?")
    one.delete(TALKS.id)
    add(one, dataclasses.replace(TALKS, title="Summit"))
    assert retriever.invoke("Who met in Lisbon?")[0].metadata["article"].title == "Summit"


def test_the_version_stays_while_nothing_changes(opened: Open) -> None:
    one, other = opened(), opened()
    add(one, TALKS)
    assert one.version == other.version
    add(other, TALKS)
    assert one.version == other.version


def test_many_writers_end_with_each_article_whole_and_once(opened: Open, server: ChromaProcess) -> None:
    stores = [opened() for _ in range(4)]
    own = [Article(f"Own {n}", f"Writer {n} wrote this. It is short.", f"own{n}.txt") for n in range(4)]

    def work(number: int) -> list[bool]:
        return [add(stores[number], article).changed for article in (TALKS, own[number], FLOOD)]

    with ThreadPoolExecutor(4) as pool:
        changed = list(pool.map(work, range(4)))
    assert [sum(column) for column in zip(*changed, strict=True)] == [1, 4, 1], "acknowledged as new once each"
    for store in stores:
        assert_whole(store, [TALKS, FLOOD, *own])
    assert records_held(server) == {each.id for each in [TALKS, FLOOD, *own]}


def test_many_refreshes_of_one_source_end_with_one_text(opened: Open) -> None:
    stores = [opened() for _ in range(4)]
    texts = [Article("News", f"Version {n} of the news. It is short.", "news.txt") for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, stores, texts))
    (row,) = stores[0].articles()
    assert_whole(stores[1], [row.article])


def test_half_an_article_is_not_seen(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = opened(), opened()
    add(one, TALKS)
    half, renew_lease = threading.Event(), threading.Event()
    real = Collection.upsert

    def upsert(self: Collection, *args: object, **more: object) -> None:
        real(self, *args, **more)  # type: ignore[arg-type]
        half.set()
        renew_lease.wait(30)

    monkeypatch.setattr(chroma_collections, "BATCH", 4)
    monkeypatch.setattr(Collection, "upsert", upsert)
    with ThreadPoolExecutor(1) as pool:
        adding = pool.submit(add, one, LONG)
        assert half.wait(30)
        assert_whole(other, [TALKS])
        with pytest.raises(UnknownArticleError):
            other.article(LONG.id)
        late = Store(ChromaServer(other._place.url), ENCODER)  # type: ignore[union-attr]
        late.close()
        renew_lease.set()
        adding.result(30)
    assert_whole(other, [TALKS, LONG])


def write_until_killed(url: str, what: str, number: int) -> None:
    """Adds, refreshes or removes an article, and is killed instead of writing for the nth time."""
    write_lock.LEASE_EXPIRY_S = 0.5
    store = Store(ChromaServer(url), ENCODER)
    chroma_collections.BATCH = 4
    calls = 0

    def killing(real: Callable[..., object]) -> Callable[..., object]:
        def call(self: Collection, *args: object, **more: object) -> object:
            nonlocal calls
            calls += 1
            if calls > number:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(self, *args, **more)

        return call

    Collection.upsert = killing(Collection.upsert)  # type: ignore[method-assign,assignment]
    Collection.delete = killing(Collection.delete)  # type: ignore[method-assign,assignment]
    if what == "remove":
        store.delete(LONG.id)
    else:
        add(store, dataclasses.replace(LONG, text=LONG.text + "\n\nAnd then it fell."))


@pytest.mark.parametrize(("what", "number"), [("add", 3), ("refresh", 21), ("remove", 1)])
def test_what_a_killed_writer_left_is_not_seen_and_swept_by_the_next(
    opened: Open, server: ChromaProcess, monkeypatch: pytest.MonkeyPatch, what: str, number: int
) -> None:
    monkeypatch.setattr(write_lock, "LEASE_EXPIRY_S", 0.5)
    store = opened()
    add(store, TALKS)
    if what != "add":
        add(store, LONG)
    process = SPAWN.Process(target=write_until_killed, args=(server.url, what, number))
    process.start()
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    fresh = dataclasses.replace(LONG, text=LONG.text + "\n\nAnd then it fell.")
    outcomes = {"add": [[TALKS]], "refresh": [[TALKS, LONG], [TALKS, fresh]], "remove": [[TALKS]]}[what]
    seen = [row.article for row in store.articles()]
    assert seen in outcomes
    assert_whole(store, seen)
    add(store, FLOOD)
    assert_whole(store, [*seen, FLOOD])
    assert records_held(server) == {each.id for each in [*seen, FLOOD]}


def test_a_call_that_fails_is_swept_by_the_next(
    opened: Open, server: ChromaProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_lock, "LEASE_EXPIRY_S", 0.5)
    store = opened()
    real, calls = Collection.upsert, []

    def failing(self: Collection, *args: object, **more: object) -> None:
        calls.append(1)
        if len(calls) > 2:
            raise RuntimeError("as it may be")
        real(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(chroma_collections, "BATCH", 4)
    monkeypatch.setattr(Collection, "upsert", failing)
    with pytest.raises(StoreError, match="failed"):
        add(store, LONG)
    monkeypatch.undo()
    assert_whole(store, [])
    add(store, TALKS)
    assert_whole(store, [TALKS])
    assert records_held(server) == {TALKS.id}


def test_a_writer_that_was_away_too_long_writes_no_more(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    store, other = opened(), opened()
    monkeypatch.setattr(chroma_collections, "BATCH", 4)
    monkeypatch.setattr(write_lock, "RENEW_AFTER_S", 0)
    real, calls = Collection.upsert, []

    def overtaken(self: Collection, *args: object, **more: object) -> None:
        calls.append(1)
        if len(calls) == 3:
            client = ChromaServer(other._place.url).connect()  # type: ignore[union-attr]
            client.delete_collection(write_lock.LOCK_NAME)
            monkeypatch.setattr(Collection, "upsert", real)
            add(other, TALKS)
        real(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Collection, "upsert", overtaken)
    with pytest.raises(StoreError):
        add(store, LONG)
    assert_whole(other, [TALKS])


def test_a_server_that_goes_away_is_named_and_found_again(tmp_path: Path) -> None:
    with chroma_server(tmp_path) as server, closing(Store(ChromaServer(server.url), ENCODER)) as store:
        add(store, TALKS)
        server.stop()
        for call in (store.articles, store.check, lambda: store.version, lambda: add(store, FLOOD)):
            with pytest.raises(LostServerError, match=rf"{server.url} cannot be reached .*ARTICLE_CHAT_CHROMA_URL"):
                call()
        server.start()
        assert_whole(store, [TALKS])
        add(store, FLOOD)
        assert_whole(store, [TALKS, FLOOD])


def test_a_server_that_hangs_is_given_up(opened: Open, server: ChromaProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served, "REQUEST_TIMEOUT_S", 2)
    served._prober.cache_clear()
    monkeypatch.setattr(served, "PROBE_TIMEOUT_S", 0.3)
    store = opened()
    add(store, TALKS)
    with server.hanging():
        for call in (store.articles, store.articles, store.check, lambda: Store(ChromaServer(server.url), ENCODER)):
            with pytest.raises(LostServerError, match="cannot be reached"):
                call()
    monkeypatch.undo()
    served._prober.cache_clear()
    assert_whole(store, [TALKS])


def test_what_is_no_chroma_server_is_told_apart(server: ChromaProcess) -> None:
    with pytest.raises(LostServerError, match="cannot be reached"):
        Store(ChromaServer("http://127.0.0.1:9"), ENCODER)
    with pytest.raises(StoreError, match="no Chroma server of version 1"):
        ChromaServer(f"{server.url}/docs").check()


def test_refuses_the_index_of_another_model(opened: Open, server: ChromaProcess) -> None:
    add(opened(), TALKS)
    with pytest.raises(StampMismatchError):
        Store(ChromaServer(server.url), dataclasses.replace(ENCODER, name="other"))


def test_is_backed_up_and_restored(opened: Open, server: ChromaProcess, tmp_path: Path) -> None:
    store, place = opened(), ChromaServer(server.url)
    for article in (TALKS, FLOOD):
        add(store, article)
    before = store.articles()
    backup(stored_articles(place), stored_stamp(place), tmp_path / "file")
    assert stored_stamp(place)["embedding_model"] == "fake"
    for article in (TALKS, FLOOD):
        store.delete(article.id)
    assert [result.changed for result in restore(tmp_path / "file", store)] == [True, True]
    assert store.articles() == before


def test_sends_its_token(server: ChromaProcess) -> None:
    place = ChromaServer(server.url, "s3cret")
    with closing(place.connect()) as client:
        assert client._server.get_request_headers()["authorization"] == "Bearer s3cret"
    assert "s3cret" not in repr(place)
