"""Which model a name opens, and one clear sentence where it opens none."""

import sys

import pytest

from index.errors import ModelError
from rag.llm.chat_model import open_chat_model, without_their_keys


@pytest.fixture(autouse=True)
def without_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_a_server_of_ones_own_needs_no_key() -> None:
    model = open_chat_model("openai:any", "http://127.0.0.1:9/v1")
    assert str(getattr(model, "openai_api_base", "")) == "http://127.0.0.1:9/v1"


def test_a_provider_needs_its_key() -> None:
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        open_chat_model("openai:any")


def test_a_key_from_the_providers_variable_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    assert open_chat_model("openai:any")


@pytest.mark.parametrize("name", ["nothing:x", "x", ":"])
def test_an_unknown_provider_is_an_error_that_shows_how_to_name_one(name: str) -> None:
    with pytest.raises(ModelError, match="openai:"):
        open_chat_model(name)


def test_a_missing_package_is_an_error_that_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_ollama", None)
    from langchain.chat_models import base

    base._get_chat_model_creator.cache_clear()
    with pytest.raises(ModelError, match="make chat WITH=ollama"):
        open_chat_model("ollama:llama3.2")


def test_a_given_key_is_used_and_told_by_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    model = open_chat_model("openai:any", key="sk-secret")
    assert vars(model)["openai_api_key"].get_secret_value() == "sk-secret"

    def refuse(*_: object, **options: object) -> None:
        raise TypeError(f"no such options: {options}")

    monkeypatch.setattr("langchain.chat_models.init_chat_model", refuse)
    with pytest.raises(ModelError, match="TypeError") as refused:
        open_chat_model("openai:any", key="sk-secret")
    assert "secret" not in str(refused.value)


def test_what_a_provider_repeats_of_a_key_is_not_logged() -> None:
    model = open_chat_model("openai:any", key="sk-secret")
    told = "Error code: 401 - Incorrect API key provided: sk-se***ret or sk-secret."
    assert without_their_keys(told, model) == "Error code: 401 - Incorrect API key provided: … or …."
