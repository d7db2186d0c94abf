"""Settings from the environment and the command line."""

from pathlib import Path

import pytest

from ui.settings import SettingsError, load_settings


def test_defaults_need_no_environment() -> None:
    settings = load_settings({})
    assert settings.data_dir.name == "article-chat"
    assert settings.embedding_model == "all-MiniLM-L6-v2"


def test_environment_sets_them() -> None:
    assert load_settings({"ARTICLE_CHAT_DATA_DIR": "/somewhere", "HOME": "/root"}).data_dir == Path("/somewhere")


def test_option_wins_over_environment() -> None:
    assert load_settings({"ARTICLE_CHAT_DATA_DIR": "/one"}, data_dir="/two").data_dir == Path("/two")


def test_option_that_is_not_given_changes_nothing() -> None:
    assert load_settings({"ARTICLE_CHAT_DATA_DIR": "/one"}, data_dir=None).data_dir == Path("/one")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("ARTICLE_CHAT_DATADIR", "ARTICLE_CHAT_DATA_DIR"), ("ARTICLE_CHAT_MODEL_READER", "ARTICLE_CHAT_READER_MODEL")],
)
def test_unknown_setting_names_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(SettingsError, match=f"no setting {name}: did you mean {nearest}"):
        load_settings({name: "x"})


@pytest.mark.parametrize("name", ["ARTICLE_CHAT_DATA_DIR", "ARTICLE_CHAT_EMBEDDING_MODEL"])
def test_empty_value_is_an_error_that_names_it(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({name: ""})
