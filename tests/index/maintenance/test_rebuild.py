"""Full disks, read-only folders, damaged files: a clear sentence, and all is well again when the cause is gone."""

import itertools
import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from chromadb.api.models.Collection import Collection

from index.errors import DamagedIndexError, StoreError
from index.ingest import add
from index.maintenance import rebuild
from index.maintenance.rebuild import open_store, rebuild_index
from index.models import Article
from index.store.catalog import stored_articles
from index.store.connection.embedded import EmbeddedChroma
from index.store.connection.process_lock import own
from index.store.store import Store
from tests.support.killing import ENCODER, SPAWN, make_index

ARTICLES = [
    Article(f"Day {n}", "\n\n".join(f"On day {n}, in hour {m}, the river rose again." for m in range(30)), f"{n}.txt")
    for n in range(8)
]
MORE = Article("More", "\n\n".join(f"On another day, in hour {m}, it fell." for m in range(600)), "more.txt")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of these articles, its vectors written to their files."""
    data = tmp_path / "data"
    make_index(data, batch_size=20, sync_threshold=20)
    with closing(Store.open(data, ENCODER)) as store:
        for day, article in enumerate(ARTICLES, start=1):
            add(store, article, f"2025-11-0{day}T00:00:00+00:00")
    return data


def assert_whole(store: Store, articles: list[Article]) -> None:
    assert [row.article for row in store.articles()] == articles
    passages = store.passages()
    assert {passage.article_id for passage in passages} == {article.id for article in articles}
    assert len(passages) == sum(row.passages for row in store.articles())
    for passage in passages:
        vector = ENCODER.embeddings.embed_query(passage.text)
        document, cosine = store.nearest(vector, "passage", 1)[0]
        assert (document.page_content, round(cosine, 4)) == (passage.text, 1)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """As on a full disk, what would make a file larger than `size` fails."""
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


def database(folder: Path) -> Path:
    return folder / "chroma" / "chroma.sqlite3"


@pytest.mark.parametrize("room", [0, 20_000, 200_000])
def test_a_full_disk_is_named_and_everything_goes_on_when_there_is_room(folder: Path, room: int) -> None:
    with closing(open_store(folder, ENCODER)) as store:
        with largest_file(database(folder).stat().st_size + room):
            for _ in range(3):
                with pytest.raises(StoreError, match="the disk is full: make room") as caught:
                    add(store, MORE)
            assert "\n" not in str(caught.value)
            assert [row.article for row in store.articles()] == ARTICLES, "can still be read"
        assert_whole(store, ARTICLES)
        assert add(store, MORE).changed
        store.delete(ARTICLES[0].id)
        assert_whole(store, [*ARTICLES[1:], MORE])
    with closing(open_store(folder, ENCODER)) as store:
        assert_whole(store, [*ARTICLES[1:], MORE])


def test_a_new_index_on_a_full_disk(tmp_path: Path) -> None:
    with largest_file(1000), pytest.raises(StoreError, match="the disk is full"):
        Store.open(tmp_path, ENCODER)
    with closing(Store.open(tmp_path, ENCODER)) as store:
        add(store, MORE)
        assert_whole(store, [MORE])


@contextmanager
def nobody() -> Iterator[None]:
    """Without root's rights, for which nothing is read-only."""
    if os.geteuid() == 0:
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)
    else:
        yield


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    paths = [folder, *folder.rglob("*")]
    modes = [path.stat().st_mode for path in paths]
    for path, mode in zip(paths, modes, strict=True):
        path.chmod(mode & ~0o222 | 0o555)
    for path in folder.parents:
        if path.stat().st_uid == os.geteuid() and path.name.startswith(("test_", "pytest-", "popen-")):
            path.chmod(0o755)
    try:
        with nobody():
            yield
    finally:
        for path, mode in zip(paths, modes, strict=True):
            path.chmod(mode)


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(lambda folder: Store.open(folder, ENCODER), id="open"),
        pytest.param(lambda folder: stored_articles(EmbeddedChroma(folder)), id="list"),
        pytest.param(lambda folder: rebuild_index(folder, ENCODER), id="rebuild"),
        pytest.param(lambda folder: own(folder).__enter__(), id="own"),
    ],
)
def test_a_read_only_folder_is_named_and_can_be_used_afterwards(folder: Path, look: Callable[[Path], object]) -> None:
    with read_only(folder), pytest.raises(StoreError, match=r"cannot be .*(Permission denied|permissions)") as caught:
        look(folder)
    assert not isinstance(caught.value, DamagedIndexError)
    assert stored_articles(EmbeddedChroma(folder))
    with closing(Store.open(folder, ENCODER)) as store:
        assert_whole(store, ARTICLES)


def header(path: Path) -> None:
    path.write_bytes(b"no header" * 20 + path.read_bytes()[180:])


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def pages(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 4 : 4096 * 40] = b"\xff" * 4096 * 36
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [header, cut, pages])
def test_a_damaged_database_is_named_and_can_be_put_back(folder: Path, damage: Callable[[Path], None]) -> None:
    kept = database(folder).read_bytes()
    vectors = folder.parent / "vectors"
    shutil.copytree(folder / "chroma", vectors)
    damage(database(folder))
    for look in (Store.open, open_store):
        with pytest.raises(DamagedIndexError, match=r"seems damaged .*--rebuild.*article-chat restore") as caught:
            look(folder, ENCODER)
        assert "\n" not in str(caught.value)
    with pytest.raises(DamagedIndexError):
        stored_articles(EmbeddedChroma(folder))
    shutil.rmtree(folder / "chroma")
    vectors.rename(folder / "chroma")
    database(folder).write_bytes(kept)
    with closing(open_store(folder, ENCODER)) as store:
        assert_whole(store, ARTICLES)


def vector_files(folder: Path, name: str = "*.*") -> list[Path]:
    found = [path for path in (folder / "chroma").glob(f"*/{name}") if path.is_file()]
    assert found
    return found


def empty_pickle(folder: Path) -> None:
    for path in vector_files(folder, "index_metadata.pickle"):
        path.write_bytes(b"")


def no_files(folder: Path) -> None:
    for path in vector_files(folder):
        path.unlink()


def other_bytes(folder: Path) -> None:
    for path in vector_files(folder):
        path.write_bytes(b"\xde\xad" * (path.stat().st_size // 2))


@pytest.mark.parametrize("damage", [empty_pickle, no_files, other_bytes])
def test_damaged_vectors_are_made_anew(folder: Path, damage: Callable[[Path], None]) -> None:
    damage(folder)
    with pytest.raises(DamagedIndexError):
        Store.open(folder, ENCODER)
    with closing(open_store(folder, ENCODER)) as store:
        assert_whole(store, ARTICLES)
    with closing(Store.open(folder, ENCODER)) as store:
        assert_whole(store, ARTICLES)


def test_vectors_that_are_damaged_while_the_index_is_open_are_made_anew(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(open_store(folder, ENCODER)) as store:
        version = store.version

        def failing(*_: object, **__: object) -> None:
            empty_pickle(folder)
            raise RuntimeError("as when the disk is full in the middle of a file")

        monkeypatch.setattr(Collection, "upsert", failing)
        with pytest.raises(StoreError):
            add(store, MORE)
        monkeypatch.undo()
        assert_whole(store, ARTICLES)
        assert store.version > version + 1


def test_keeps_the_date_of_each_article(folder: Path) -> None:
    before = stored_articles(EmbeddedChroma(folder))
    rebuild_index(folder, ENCODER)
    assert stored_articles(EmbeddedChroma(folder)) == before


def rebuild_until_rename(folder: Path, number: int) -> None:
    """Rebuilds, and is killed instead of renaming for the nth time."""
    renames = itertools.count()
    real = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if next(renames) == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(path, target)

    Path.rename = rename  # type: ignore[method-assign]
    rebuild_index(folder, ENCODER)


@pytest.mark.parametrize("renames", [0, 1])
@pytest.mark.parametrize(
    "first",
    [lambda folder: stored_articles(EmbeddedChroma(folder)), lambda folder: open_store(folder, ENCODER).close()],
)
def test_a_rebuild_that_is_killed_at_either_rename_leaves_an_index(
    folder: Path, renames: int, first: Callable[[Path], object]
) -> None:
    process = SPAWN.Process(target=rebuild_until_rename, args=(folder, renames))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert (folder / "chroma").exists() == (renames == 0)
    first(folder)
    with closing(open_store(folder, ENCODER)) as store:
        assert_whole(store, ARTICLES)
    rebuild_index(folder, ENCODER)
    assert not (folder / "rebuild").exists()
    assert stored_articles(EmbeddedChroma(folder))


def test_a_rebuild_that_fails_leaves_the_old_index(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(rebuild, "add", failing)
    with pytest.raises(StoreError):
        rebuild_index(folder, ENCODER)
    with closing(Store.open(folder, ENCODER)) as store:
        assert_whole(store, ARTICLES)


def test_a_closed_index_stays_closed(folder: Path) -> None:
    store = Store.open(folder, ENCODER)
    store.close()
    with pytest.raises(StoreError, match="has been closed"):
        store.articles()
