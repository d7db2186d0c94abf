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


@pytest.mark.parametrize(
    ("value", "keys"),
    [("", ()), ("key1", ("key1",)), ("key1,key2", ("key1", "key2")), (" key1 , key2\nkey3,", ("key1", "key2", "key3"))],
)
def test_keys_stand_between_commas_or_blanks(value: str, keys: tuple[str, ...]) -> None:
    settings = load_settings({"ARTICLE_CHAT_API_KEY": value})
    assert settings.api_keys == keys
    assert "key1" not in repr(settings)


def test_separators_alone_are_not_taken_for_an_open_server() -> None:
    with pytest.raises(SettingsError, match=r"ARTICLE_CHAT_API_KEY.*no key"):
        load_settings({"ARTICLE_CHAT_API_KEY": " , "})


@pytest.mark.parametrize("rate", ["60", "0/minute", "-1/minute", "60/fortnight", "1/minute/second"])
def test_rate_is_a_number_by_a_time(rate: str) -> None:
    assert load_settings({"ARTICLE_CHAT_RATE_LIMIT": "60/minute"}).rate_limit == "60/minute"
    with pytest.raises(SettingsError, match="60/minute"):
        load_settings({"ARTICLE_CHAT_RATE_LIMIT": rate})


@pytest.mark.parametrize("share", ["0", "1", "-0.1", "nan", "5%"])
def test_the_largest_error_is_a_share(share: str) -> None:
    assert load_settings({"ARTICLE_CHAT_MAX_ERROR": "0.05"}).max_error == 0.05
    with pytest.raises(SettingsError, match=r"ARTICLE_CHAT_MAX_ERROR cannot be .*: input should be"):
        load_settings({"ARTICLE_CHAT_MAX_ERROR": share})


def test_the_largest_error_and_a_threshold_exclude_each_other() -> None:
    with pytest.raises(SettingsError, match=r"ARTICLE_CHAT_MAX_ERROR cannot be .*leave the answer threshold unset"):
        load_settings({"ARTICLE_CHAT_MAX_ERROR": "0.05"}, answer_threshold="0.5")
    assert load_settings({"ARTICLE_CHAT_ANSWER_THRESHOLD": "0.5"}).max_error is None


def test_log_is_one_of_few() -> None:
    assert load_settings({}).log == "auto"
    with pytest.raises(
        SettingsError, match="ARTICLE_CHAT_LOG cannot be 'loud': input should be 'auto', 'json' or 'off'"
    ):
        load_settings({"ARTICLE_CHAT_LOG": "loud"})


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "https://chroma.example", "http://chroma:8000/", "http://[::1]:8000"]
)
def test_a_chroma_server_is_an_address(url: str) -> None:
    assert load_settings({"ARTICLE_CHAT_CHROMA_URL": url}).chroma_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    ["chroma:8000", "ftp://chroma", "http://", "http://a/b", "http://me:secret@chroma", "http://a:0", "http://a:99999"],
)
def test_what_is_no_address_of_a_chroma_server_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match=r"ARTICLE_CHAT_CHROMA_URL cannot be .*http://127\.0\.0\.1:8000"):
        load_settings({"ARTICLE_CHAT_CHROMA_URL": url})


def test_a_chroma_servers_token_is_not_shown_and_fits_a_header() -> None:
    assert "s3cret" not in repr(load_settings({"ARTICLE_CHAT_CHROMA_TOKEN": "s3cret"}))
    with pytest.raises(SettingsError, match="header"):
        load_settings({"ARTICLE_CHAT_CHROMA_TOKEN": "a\nb"})


@pytest.mark.parametrize("name", ["API_KEY", "CHAT_MODEL", "ALLOWED_HOSTS", "CHROMA_TOKEN", "READER_MODEL"])
def test_bytes_that_are_no_text_are_refused(name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} is not UTF-8"):
        load_settings({f"ARTICLE_CHAT_{name}": "a\udcff"})


def test_a_folders_name_may_be_any_bytes() -> None:
    assert str(load_settings({"ARTICLE_CHAT_DATA_DIR": "/a\udcff"}).data_dir) == "/a\udcff"


def test_language_models_are_those_that_answer_and_those_that_may_be_chosen() -> None:
    chosen = load_settings({"ARTICLE_CHAT_CHAT_MODELS": "ollama:b, openai:a", "ARTICLE_CHAT_CHAT_MODEL": "openai:a"})
    assert chosen.language_models == ("openai:a", "ollama:b")
    with pytest.raises(SettingsError, match="'gpt' is no provider and model"):
        load_settings({"ARTICLE_CHAT_CHAT_MODELS": "gpt"})
