"""Originals are kept whole or not at all, and go with their article."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from index.embeddings.encoder import Encoder
from index.errors import SourceError, StoreError, UnknownArticleError
from index.ingest import add, remove
from index.models import Article
from index.sources.load import article_from_bytes
from index.sources.originals.folder import FOLDER, OriginalsFolder
from index.store.store import Store
from tests.support.documents import column, pdf

CONTENT = pdf(column(60, 700, "Ada Quill opened the bridge in 1932."))
BRIDGE = article_from_bytes(CONTENT, name="bridge.pdf", source="bridge.pdf")
LATER = article_from_bytes(
    pdf(column(60, 700, "Ada Quill opened the bridge in 1933.")), name="bridge.pdf", source="bridge.pdf"
)


@pytest.fixture
def originals(tmp_path: Path) -> OriginalsFolder:
    return OriginalsFolder(tmp_path)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / FOLDER).iterdir()) if (folder / FOLDER).exists() else []


def test_an_original_is_kept_with_its_map(originals: OriginalsFolder) -> None:
    assert originals.put(BRIDGE)
    stored = originals.get(BRIDGE.id)
    assert (stored.path.read_bytes(), stored.name, stored.media_type) == (CONTENT, "bridge.pdf", "application/pdf")
    assert originals.page_map(BRIDGE.id).characters == len(BRIDGE.text)


def test_the_first_original_of_a_text_stays(originals: OriginalsFolder) -> None:
    assert BRIDGE.original
    originals.put(BRIDGE)
    assert not originals.put(replace(BRIDGE, original=replace(BRIDGE.original, name="other.pdf")))
    assert originals.get(BRIDGE.id).name == "bridge.pdf"


def test_nothing_is_kept_of_what_is_no_file_or_where_it_is_not_wanted(tmp_path: Path) -> None:
    assert not OriginalsFolder(tmp_path).put(Article("T", "A text.", ""))
    assert not OriginalsFolder(tmp_path, keep=False).put(BRIDGE)
    assert names(tmp_path) == []


def test_what_is_not_there_is_told(originals: OriginalsFolder) -> None:
    for article_id in (BRIDGE.id, "../../etc/passwd", ""):
        with pytest.raises(UnknownArticleError):
            originals.get(article_id)
        with pytest.raises(UnknownArticleError):
            originals.page_map(article_id)


def test_a_text_has_an_original_and_no_pages(originals: OriginalsFolder) -> None:
    text = article_from_bytes(b"It rained in Harn.", name="a.txt", source="")
    originals.put(text)
    assert originals.get(text.id).media_type == "text/plain"
    assert not originals.has_pages(text.id)


def test_a_full_disk_leaves_nothing(
    originals: OriginalsFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        originals.put(BRIDGE)
    assert names(tmp_path) == []


def test_a_broken_map_is_as_none(originals: OriginalsFolder, tmp_path: Path) -> None:
    originals.put(BRIDGE)
    (tmp_path / FOLDER / BRIDGE.id / "pages.map").write_bytes(b"broken")
    with pytest.raises(UnknownArticleError):
        originals.page_map(BRIDGE.id)


def test_what_killed_processes_left_is_removed(originals: OriginalsFolder, tmp_path: Path) -> None:
    originals.put(BRIDGE)
    originals.put(LATER)
    (tmp_path / FOLDER / f"{LATER.id}.0.part").mkdir()
    originals.keep_only({BRIDGE.id}, shared=True)
    assert len(names(tmp_path)) == 3  # another process may have written them a moment ago
    originals.keep_only({BRIDGE.id}, shared=False)
    assert names(tmp_path) == [BRIDGE.id]


def test_an_original_goes_with_its_article(originals: OriginalsFolder, tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "index").mkdir()
    store = Store.open(tmp_path / "index", encoder)
    try:
        assert add(store, BRIDGE, originals=originals).entry.article.original is None
        assert names(tmp_path) == [BRIDGE.id]
        add(store, LATER, originals=originals)  # from the same source: takes its place
        assert names(tmp_path) == [LATER.id]
        remove(store, LATER.id, originals)
        assert names(tmp_path) == []
        with pytest.raises(SourceError):
            add(store, replace(BRIDGE, text="---\ntitle: T\n---\n"), originals=originals)
        assert names(tmp_path) == []
    finally:
        store.close()
