"""What is missing in an index is found and written anew; what is not, is left alone."""

import dataclasses
import logging
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from chromadb.api.models.Collection import Collection
from chromadb.errors import InternalError

from index.errors import DamagedIndexError, SourceError, StoreError, UnknownArticleError
from index.ingest import add
from index.maintenance.rebuild import open_store
from index.models import Article
from index.store import chroma_collections, collection_reader
from index.store.connection.embedded import EmbeddedChroma
from index.store.integrity import Checkup
from index.store.search import vector_search
from index.store.store import Store
from tests.support.killing import ENCODER, make_index

ARTICLES = [
    Article(f"Day {n}", "\n\n".join(f"On day {n}, in hour {m}, the river rose again." for m in range(12)), f"{n}.txt")
    for n in range(6)
]
RECORDS = 6 * 13
"""Each article is one passage of twelve sentences."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of these articles, its vectors written to their files."""
    data = tmp_path / "data"
    make_index(data, batch_size=20, sync_threshold=20)
    with closing(Store.open(data, ENCODER)) as store:
        for day, article in enumerate(ARTICLES, start=1):
            add(store, article, f"2025-11-0{day}T00:00:00+00:00")
    return data


def assert_whole(store: Store) -> None:
    assert [row.article for row in store.articles()] == ARTICLES
    for part in store.passages():
        for sentence in part.sentences:
            vector = ENCODER.embeddings.embed_query(sentence.text)
            document, cosine = store.nearest(vector, "sentence", 1, part.article_id)[0]
            assert (document.page_content, round(cosine, 4)) == (sentence.text, 1)


def without(folder: Path, **where: object) -> None:
    """Takes records away behind the index's back."""
    with closing(EmbeddedChroma(folder).connect()) as client:
        collection = client.get_collection("passages")
        collection.delete(ids=collection.get(where=where, limit=5)["ids"])  # type: ignore[arg-type]


def without_vectors(folder: Path, articles: int) -> None:
    """Puts the vectors' files back as they were before the last articles came."""
    kept = folder.parent / "kept"
    with closing(Store.open(folder, ENCODER)) as store:
        for article in ARTICLES[articles:]:
            store.delete(article.id)
    shutil.copytree(folder / "chroma", kept)
    with closing(Store.open(folder, ENCODER)) as store:
        for day, article in enumerate(ARTICLES[articles:], start=articles + 1):
            add(store, article, f"2025-11-0{day}T00:00:00+00:00")
    for path in (folder / "chroma").iterdir():
        if path.is_dir():
            shutil.rmtree(path)
            shutil.copytree(kept / path.name, path)


LOSSES = [
    pytest.param(lambda folder: without(folder, record="sentence"), id="sentences"),
    pytest.param(lambda folder: without(folder, record="passage"), id="passages"),
    pytest.param(lambda folder: without(folder, article_id=ARTICLES[2].id), id="an article's records"),
    pytest.param(lambda folder: without_vectors(folder, 4), id="vectors"),
]


@pytest.mark.parametrize("lose", LOSSES)
def test_what_is_lost_is_written_anew(folder: Path, lose: Callable[[Path], None]) -> None:
    lose(folder)
    told: list[tuple[int, int]] = []
    with closing(open_store(folder, ENCODER, lambda *how_far: told.append(how_far))) as store:
        found = store.repair()
        assert (found.articles, found.records) == (6, RECORDS)
        assert found.mended
        assert told == [(done, found.mended) for done in range(found.mended + 1)]
        assert_whole(store)
    with closing(open_store(folder, ENCODER)) as store:
        assert store.repair() == Checkup(6, RECORDS, 0)


@pytest.mark.parametrize("lose", LOSSES)
def test_a_question_needs_no_check(folder: Path, lose: Callable[[Path], None]) -> None:
    lose(folder)
    with closing(open_store(folder, ENCODER)) as store:
        assert_whole(store)


def test_what_gets_lost_while_the_index_is_open_is_written_anew(folder: Path) -> None:
    with closing(open_store(folder, ENCODER)) as store:
        version = store.version
        store.vectors.delete(ids=[store.passages()[0].sentence_id(3)])
        assert_whole(store)
        assert store.version != version


def test_a_whole_index_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise AssertionError("nothing is to be written")

    with closing(open_store(folder, ENCODER)) as store:
        for name in ("upsert", "delete", "add", "update"):
            monkeypatch.setattr(Collection, name, failing)
        assert store.repair() == Checkup(6, RECORDS, 0)


def test_articles_that_an_older_version_has_not_counted_are_counted(folder: Path) -> None:
    with closing(EmbeddedChroma(folder).connect()) as client:
        articles = client.get_collection("articles")
        held = articles.get(include=["documents", "metadatas"])
        older = [{key: value for key, value in meta.items() if key != "records"} for meta in held["metadatas"] or []]
        articles.delete(ids=held["ids"])
        vectors = [[1.0]] * len(older)
        articles.add(ids=held["ids"], documents=held["documents"], metadatas=older, embeddings=vectors)  # type: ignore[arg-type]
    EmbeddedChroma(folder).lexical_file.unlink()
    with closing(open_store(folder, ENCODER)) as store:
        assert [row.records for row in store.articles()] == [13] * 6
        assert store.repair() == Checkup(6, RECORDS, 0)


@pytest.mark.parametrize(
    "message",
    [
        "Error executing plan: Internal error: error returned from database: (code: 1) too many SQL variables",
        "error returned from database: (code: 5) database is locked",
        "Error creating hnsw segment reader: Too many open files (os error 24)",
        "Expected where to have exactly one operator, got {}",
        "dictionary changed size during iteration",
    ],
)
def test_a_call_that_fails_says_nothing_about_the_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch, message: str
) -> None:
    def rebuilt() -> None:
        raise AssertionError("nothing is damaged")

    with closing(Store(EmbeddedChroma(folder), ENCODER, rebuilt)) as store:

        def failing(*_: object, **__: object) -> None:
            raise InternalError(message)

        monkeypatch.setattr(Collection, "get", failing)
        for _ in range(2):
            with pytest.raises(StoreError, match="failed") as caught:
                store.nearest([1.0] * 384, "sentence", 1)
            assert not isinstance(caught.value, DamagedIndexError)
            assert "\n" not in str(caught.value)
        monkeypatch.undo()
        assert_whole(store)


def test_what_cannot_be_tidied_up_can_be_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_: object) -> None:
        raise InternalError("error returned from database: (code: 13) database or disk is full")

    with closing(EmbeddedChroma(folder).connect()) as client:  # as a process leaves it that is killed in mid-addition
        client.get_collection("passages").add(
            ids=["left"], documents=["left"], metadatas=[{"article_id": "left"}], embeddings=[[1.0] * 384]
        )
    monkeypatch.setattr(chroma_collections.ChromaCollections, "clear", failing)
    with closing(open_store(folder, ENCODER)) as store:
        assert_whole(store)
    assert "can be read and not be tidied up" in caplog.text
    monkeypatch.undo()
    with closing(open_store(folder, ENCODER)) as store:
        assert store.vectors.get(ids=["left"])["ids"] == []


@pytest.mark.parametrize("content", [None, b""])
def test_a_database_that_is_gone_is_not_made_anew_without_its_articles(folder: Path, content: bytes | None) -> None:
    database = folder / "chroma" / "chroma.sqlite3"
    kept = database.read_bytes()
    database.unlink()
    if content is not None:
        database.write_bytes(content)
    with pytest.raises(DamagedIndexError, match=r"has lost its database.*article-chat restore"):
        open_store(folder, ENCODER)
    database.write_bytes(kept)
    with closing(open_store(folder, ENCODER)) as store:
        assert_whole(store)


NO_IDS = [
    "\ud800",
    "a\ud800b",
    "\x00",
    "a" * 100_000,
    "",
    " ",
    "$and",
    '{"$ne": ""}',
    "2C37CEC7475A214B",
    1,
    None,
    [],
    {},
]
"""What an id cannot be."""


@pytest.mark.parametrize("given", NO_IDS, ids=lambda given: repr(given)[:20])
def test_what_is_no_id_is_an_unknown_article_and_costs_nobody_anything(folder: Path, given: object) -> None:
    with closing(Store.open(folder, ENCODER)) as store:
        client = store._session.client
        for call in (store.article, store.delete, lambda given: store.supersede(given, "")):
            with pytest.raises(UnknownArticleError) as caught:
                call(given)  # type: ignore[arg-type]
            assert len(str(caught.value).encode()) < 200
        if given is not None:  # which stands for all
            assert store.nearest([1.0] * 384, "sentence", 1, given) == []  # type: ignore[arg-type]
        assert store.nearest([1.0] * 384, "sentence", 1, article_ids=[given]) == []  # type: ignore[list-item]
        assert store._session.client is client, "opened again"


@pytest.mark.parametrize("given", [[1.0] * 383, [], [float("nan")] * 384, ["a"] * 384, None, [[1.0] * 384]])
def test_what_is_no_vector_is_refused_and_costs_nobody_anything(folder: Path, given: object) -> None:
    with closing(Store.open(folder, ENCODER)) as store:
        client = store._session.client
        with pytest.raises((TypeError, ValueError)):
            store.nearest(given, "sentence", 1)  # type: ignore[arg-type]
        assert store._session.client is client, "opened again"


@pytest.mark.parametrize("name", ["title", "text", "source", "author", "published", "site"])
@pytest.mark.parametrize("value", ["River \ud800", "\udfff"])
def test_what_cannot_be_written_down_is_refused_and_costs_nobody_anything(folder: Path, name: str, value: str) -> None:
    with closing(Store.open(folder, ENCODER)) as store:
        client = store._session.client
        given = {"title": "River", "text": "It rose.", "source": "", name: value}
        with pytest.raises(SourceError, match=f"article's {name} holds half a surrogate pair"):
            add(store, Article(**given))
        assert store._session.client is client, "opened again"
        assert_whole(store)


def test_everything_is_read_by_pages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PAGE": 7, "TEXTS": 2, "TOGETHER": 4}.items():
        monkeypatch.setattr(collection_reader, name, value)
    monkeypatch.setattr(chroma_collections, "PAGE", 7)
    monkeypatch.setattr(vector_search, "MAX_EXACT_RECORDS", 20)
    asked: list[int] = []
    real = Collection.get

    def get(self: Collection, *args: object, **more: object) -> object:
        found = real(self, *args, **more)  # type: ignore[arg-type]
        asked.append(len(found["ids"]))
        return found

    monkeypatch.setattr(Collection, "get", get)
    with closing(open_store(folder, ENCODER)) as store:
        assert_whole(store)
        assert store.repair() == Checkup(6, RECORDS, 0)
        add(store, dataclasses.replace(ARTICLES[0], text=ARTICLES[0].text + "\n\nThen it fell."))
        store.delete(ARTICLES[1].id)
        assert [row.article.title for row in store.articles()] == [f"Day {n}" for n in (2, 3, 4, 5, 0)]
    assert max(asked) <= 7


def test_a_rebuild_says_how_far_it_is(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    for path in (folder / "chroma").glob("*/index_metadata.pickle"):
        path.write_bytes(b"")
    told: list[tuple[int, int]] = []
    with caplog.at_level(logging.WARNING), closing(open_store(folder, ENCODER, lambda *far: told.append(far))) as store:
        assert_whole(store)
        assert store.repair().mended == 6
    assert told == [(done, 6) for done in range(7)]
    assert "The index is made anew from its articles" in caplog.text
