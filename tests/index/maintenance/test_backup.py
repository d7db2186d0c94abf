import json
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from index.errors import SourceError, StoreError
from index.ingest import IngestResult, add
from index.maintenance.backup import ABOUT, ARTICLES, backup, read_backup, restore
from index.models import Article
from index.store.catalog import stored_articles, stored_stamp
from index.store.connection.embedded import EmbeddedChroma
from index.store.schema import stamp_of
from index.store.store import Store
from tests.support.killing import ENCODER

TALKS = Article("Talks “in” Lisbon 👩‍🚀", "They met\r\nin Lisbon. It\x85ended.\u2028\n\nNobody signed.", "talks.md")
FLOOD = Article("Flood", "The river rose on Friday.\n\nIt took the bridge.", "")
STAMP = stamp_of(ENCODER)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "index", ENCODER)
    add(opened, TALKS, "2025-11-01T00:00:00+00:00")
    add(opened, FLOOD, "2025-11-02T00:00:00+00:00")
    yield opened
    opened.close()


@pytest.fixture
def file(store: Store, tmp_path: Path) -> Path:
    backup(store.articles(), STAMP, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "empty", ENCODER)
    yield opened
    opened.close()


def test_brings_everything_back_as_it_was(store: Store, file: Path, empty: Store) -> None:
    assert [result.changed for result in restore(file, empty)] == [True, True]
    assert empty.articles() == store.articles()
    assert empty.passages() == store.passages()


def test_restoring_again_changes_nothing(file: Path, empty: Store) -> None:
    before = list(restore(file, empty))
    assert list(restore(file, empty)) == [IngestResult(entry=result.entry, changed=False) for result in before]


def test_a_text_of_the_same_source_gives_way_and_others_stay(file: Path, empty: Store) -> None:
    newer = add(empty, Article("Talks", "They met again.", "talks.md")).entry
    other = add(empty, Article("Vote", "They voted.", "vote.txt")).entry
    list(restore(file, empty))
    titles = {row.article.title for row in empty.articles()}
    assert titles == {TALKS.title, FLOOD.title, other.article.title}
    assert newer not in empty.articles()


def test_reads_articles_and_stamp_from_a_folder_without_a_model(store: Store, tmp_path: Path, file: Path) -> None:
    store.close()
    assert stored_articles(EmbeddedChroma(tmp_path / "index")) == read_backup(file)
    assert stored_stamp(EmbeddedChroma(tmp_path / "index")) == STAMP
    assert stored_stamp(EmbeddedChroma(tmp_path)) == {}


def test_an_empty_index_is_a_backup_too(tmp_path: Path, empty: Store) -> None:
    backup([], {}, tmp_path / "nothing.zip")
    assert list(restore(tmp_path / "nothing.zip", empty)) == []


def test_takes_the_place_of_an_older_one_only_when_whole(store: Store, file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    unreadable: Any = [*store.articles(), object()]
    with pytest.raises(AttributeError):
        backup(unreadable, STAMP, file)
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip", "index"]


def test_says_that_there_is_no_room(store: Store, file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(StoreError, match=r"cannot be written \(File too large\)"):
            backup(store.articles(), STAMP, file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip", "index"]


@pytest.mark.parametrize("name", ["missing/backup.zip", ".", "index"])
def test_says_that_a_file_cannot_be_written_there(store: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        backup(store.articles(), STAMP, tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def rewritten(file: Path, **members: bytes | None) -> None:
    """Puts other members in the place of a backup's own."""
    with ZipFile(file) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    found |= {{"about": ABOUT, "articles": ARTICLES}[name]: content for name, content in members.items()}
    with ZipFile(file, "w") as archive:
        for name, content in found.items():
            if content is not None:
                archive.writestr(name, content)


def altered(file: Path, **fields: object) -> None:
    """Changes fields of the last article."""
    with ZipFile(file) as archive:
        *first, last = archive.read(ARTICLES).splitlines()
    rewritten(file, articles=b"\n".join([*first, json.dumps({**json.loads(last), **fields}).encode()]))


DAMAGES = {
    "empty": lambda file: file.write_bytes(b""),
    "text": lambda file: file.write_text("The river rose."),
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:-30]),
    "without its beginning": lambda file: file.write_bytes(file.read_bytes()[40:]),
    "one byte wrong": lambda file: file.write_bytes(flipped(file.read_bytes(), 300)),
    "another zip": lambda file: rewritten(file, about=None, articles=None),
    "another JSON": lambda file: rewritten(file, about=b'{"format": "something else", "version": 1}'),
    "no JSON": lambda file: rewritten(file, about=b"{"),
    "a list": lambda file: rewritten(file, about=b"[]"),
    "without articles": lambda file: rewritten(file, articles=None),
    "too few articles": lambda file: rewritten(file, articles=b""),
    "another text": lambda file: altered(file, text="Something else."),
    "no text": lambda file: altered(file, text=None),
    "no fields": lambda file: altered(file, metadata={}),
    "half a surrogate pair": lambda file: altered(file, text="\ud800", id="bf7dbc5ce6c50e6c"),
}


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


@pytest.mark.parametrize("damage", DAMAGES)
def test_refuses_what_is_no_whole_backup_and_adds_nothing(file: Path, empty: Store, damage: str) -> None:
    DAMAGES[damage](file)
    with pytest.raises(SourceError, match=r"backup\.zip' is (no|a) backup") as caught:
        list(restore(file, empty))
    assert "\n" not in str(caught.value)
    assert empty.articles() == []


def test_refuses_a_later_version(file: Path, empty: Store) -> None:
    rewritten(file, about=b'{"format": "article-chat backup", "version": 2}')
    with pytest.raises(SourceError, match="another version"):
        list(restore(file, empty))


@pytest.mark.parametrize("name", ["missing.zip", "index"])
def test_says_that_a_file_cannot_be_read(store: Store, empty: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        list(restore(tmp_path / name, empty))


def test_a_restore_that_ends_in_the_middle_can_be_done_again(file: Path, empty: Store) -> None:
    steps = restore(file, empty)
    first = next(steps).entry
    steps.close()
    assert empty.articles() == [first]
    assert [result.changed for result in restore(file, empty)] == [False, True]
