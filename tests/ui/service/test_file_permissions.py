"""What the data folder holds can be read by its owner alone."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.ingest import add
from index.models import Article
from index.store.connection.embedded import FOLDER, REBUILD
from index.store.store import Store
from tests.support.killing import ENCODER
from tests.support.processes import run
from ui.service.factory import owned_folder
from ui.service.file_permissions import OURS
from ui.settings import Settings

FLOOD = Article("Flood", "The river rose on Friday. It took the bridge.", "")


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    return [str(path) for path in (folder, *folder.rglob("*")) if path.stat().st_mode & 0o077]


def fill(folder: Path) -> None:
    with closing(Store.open(folder, ENCODER)) as store:
        add(store, FLOOD)
    (folder / "feedback.db").write_text("")


def test_nobody_else_reads_what_is_written(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with owned_folder(Settings(data_dir=data)):
        fill(data)
        assert open_to_others(data) == []
    assert open_to_others(data) == []


def test_what_an_older_version_wrote_is_closed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    fill(data)
    assert open_to_others(data)
    with owned_folder(Settings(data_dir=data)):
        assert open_to_others(data) == []


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    for path in (tmp_path / "notes.txt", tmp_path / "photos" / "a.jpg"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    tmp_path.chmod(0o755)
    before = open_to_others(tmp_path)
    with owned_folder(Settings(data_dir=tmp_path)):
        assert open_to_others(tmp_path) == before


def test_the_mask_is_put_back(tmp_path: Path) -> None:
    with owned_folder(Settings(data_dir=tmp_path)):
        pass
    assert os.umask(0o022) == 0o022


def test_the_index_is_among_what_is_ours() -> None:
    assert {FOLDER, REBUILD} <= set(OURS)


def test_a_backup_is_the_owners_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with owned_folder(Settings(data_dir=data)):
        fill(data)
    file = tmp_path / "backup.zip"
    assert run(data, "backup", str(file)).returncode == 0
    assert file.stat().st_mode & 0o077 == 0
