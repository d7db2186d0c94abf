"""Which model a name opens, and one clear sentence where it opens none."""

import sys

import pytest

from index.errors import ModelError
from rag.llm.chat_model import open_chat_model


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
