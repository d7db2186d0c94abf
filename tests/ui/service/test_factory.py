"""Where the settings say that the index is, and a Chroma server that is not up yet."""

import logging
from pathlib import Path

import pytest

from index.errors import LostServerError, StoreError, StoreInUseError
from index.store.connection.embedded import EmbeddedChroma
from index.store.connection.server import ChromaServer
from ui.service import factory
from ui.service.factory import awaiting_server, opened_store, owned_folder, place_of
from ui.settings import Settings


def test_a_server_takes_the_folders_place(tmp_path: Path) -> None:
    assert place_of(Settings(data_dir=tmp_path)) == EmbeddedChroma(tmp_path)
    shared = {"chroma_url": "http://a:1", "chroma_token": "key", "data_dir": tmp_path}
    assert place_of(Settings.model_validate(shared)) == ChromaServer("http://a:1", "key", tmp_path)


def test_a_folder_has_one_owner_unless_the_index_is_elsewhere(tmp_path: Path) -> None:
    alone, sharing = Settings(data_dir=tmp_path), Settings(data_dir=tmp_path / "new", chroma_url="http://a:1")
    with owned_folder(alone), pytest.raises(StoreInUseError), owned_folder(alone):
        pass
    with owned_folder(sharing), owned_folder(sharing):
        assert sharing.data_dir.is_dir()


def test_a_server_is_waited_for_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(factory, "RETRY_S", 0.001)
    outcomes = iter([LostServerError("It is away."), LostServerError("It is away."), None])

    def opened() -> str:
        if error := next(outcomes):
            raise error
        return "store"

    with caplog.at_level(logging.WARNING):
        assert awaiting_server(opened, 60) == "store"
    assert [record.message for record in caplog.records] == ["Waiting for the index: It is away."]


def test_a_server_is_not_waited_for_without_patience() -> None:
    def opened() -> None:
        raise LostServerError("It is away.")

    with pytest.raises(LostServerError):
        awaiting_server(opened, 0)


def test_an_index_in_a_server_is_not_rebuilt_in_place() -> None:
    with (
        pytest.raises(StoreError, match=r"backup.*restore"),
        opened_store(Settings(chroma_url="http://a:1"), rebuild=True),
    ):
        pass
