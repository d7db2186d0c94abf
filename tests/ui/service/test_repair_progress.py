"""An index that is looked through or made anew: who is told of it, where and when."""

import json
import logging
import re
import subprocess
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest
from chromadb.api.models.Collection import Collection

from index.embeddings.encoder import Encoder
from index.errors import StoreError
from index.ingest import add
from index.maintenance.rebuild import rebuild_index
from index.models import Article
from index.store.connection import process_lock
from index.store.connection.embedded import EmbeddedChroma
from index.store.store import Store
from tests.support.processes import run
from tests.support.servers.scripted_service import ScriptedAssistant, serving
from ui.service import repair_progress
from ui.service.factory import opened_store, owned_folder
from ui.service.protocol import NotReadyError
from ui.service.repair_progress import RepairProgress
from ui.service.service import Assistant
from ui.settings import Settings

FLOOD = Article("Flood", "The river rose on Friday. It took the bridge.\n\nRepairs will cost $3.5 million.", "")


@pytest.fixture
def folder(tmp_path: Path, encoder: Encoder) -> Path:
    with closing(Store.open(tmp_path, encoder)) as store:
        add(store, FLOOD)
    return tmp_path


def lose_a_record(folder: Path) -> None:
    with closing(EmbeddedChroma(folder).connect()) as client:
        collection = client.get_collection("passages")
        collection.delete(ids=collection.get(limit=1)["ids"])


def checked(folder: Path) -> "subprocess.CompletedProcess[str]":
    return run(folder, "check")


def test_check_says_that_all_is_whole(folder: Path) -> None:
    found = checked(folder)
    assert (found.returncode, found.stdout) == (0, "whole  (articles: 1, passages and sentences: 4)\n")


def test_check_mends_what_is_missing(folder: Path) -> None:
    lose_a_record(folder)
    found = checked(folder)
    assert (found.returncode, found.stdout) == (0, "mended  (articles: 1, passages and sentences: 4, mended: 1)\n")
    assert checked(folder).stdout.startswith("whole")


def test_check_says_what_it_cannot_mend(folder: Path) -> None:
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"this is no database" * 1000)
    found = checked(folder)
    assert (found.returncode, found.stdout) == (1, "")
    assert re.fullmatch(r"article-chat: The index in .* seems damaged .*", found.stderr.splitlines()[-1])
    assert "Traceback" not in found.stderr


def test_an_index_is_looked_through_after_its_owner_was_killed(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(data_dir=folder)
    (folder / "owner.json").write_text(json.dumps({"pid": 2**22 + 1, "address": ""}))
    with owned_folder(settings):
        pass  # as a command that does not open the index
    assert (folder / process_lock.UNCHECKED).exists()
    for seen in (True, False):
        caplog.clear()
        with caplog.at_level(logging.WARNING), owned_folder(settings), opened_store(settings) as store:
            assert store.article(FLOOD.id)
        assert ("looked through" in caplog.text) == seen
        assert not (folder / process_lock.UNCHECKED).exists()


def test_the_log_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    told = RepairProgress()
    assert told.progress is None
    with caplog.at_level(logging.WARNING):
        for done in range(3):
            told(done, 3)
            assert told.progress == (done, 3)
        told(3, 3)
        assert told.progress is None
        assert [record.message.partition(": ")[2] for record in caplog.records] == [
            "0 of 3 articles are done.",
            "3 of 3 articles are done.",
        ]
        monkeypatch.setattr(repair_progress, "EACH_S", -1)
        told(0, 2)
        told(1, 2)
        assert caplog.records[-1].message.endswith("1 of 2 articles are done.")


def test_page_and_readiness_say_how_far_it_is() -> None:
    assistant = ScriptedAssistant([FLOOD], {}, ready=False)
    assistant.mending(120, 1000)
    with serving(assistant) as server:
        for language, text in {"en": "120 of 1000 articles", "pt": "120 de 1000", "es": "120 de 1000"}.items():
            request = urllib.request.Request(server.url, headers={"Accept-Language": language})
            with urllib.request.urlopen(request) as page:
                assert text in page.read().decode()
        assistant.mending(1000, 1000)
        with urllib.request.urlopen(server.url) as page:
            assert "Loading the models" in page.read().decode()


def test_nobody_waits_for_a_rebuild_without_a_word() -> None:
    with Assistant(Settings()) as assistant:
        assistant.mending(120, 1000)
        with pytest.raises(NotReadyError, match=r"made anew, 120 of 1,000 articles are done"):
            assistant.check_ready()
        with pytest.raises(NotReadyError, match=r"made anew, 120 of 1,000 articles are done"):
            assistant.articles()
        assistant.mending(1000, 1000)
        with pytest.raises(NotReadyError, match="models are still loading"):
            assistant.check_ready()


def test_a_rebuild_that_fails_is_over(folder: Path, monkeypatch: pytest.MonkeyPatch, encoder: Encoder) -> None:
    told = RepairProgress()

    def failing(*_: object, **__: object) -> None:
        assert told.progress == (0, 1)
        raise RuntimeError("as on a full disk")

    monkeypatch.setattr(Collection, "upsert", failing)
    with pytest.raises(StoreError):
        rebuild_index(folder, encoder, told)
    assert told.progress is None
