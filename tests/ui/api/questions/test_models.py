"""`/api/models`: which language models may be chosen, and one given on one's own machine."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from index.errors import ModelError
from tests.support.servers.scripted_service import ScriptedAssistant, awaited
from ui.api.errors import KINDS, handle
from ui.api.questions.models import models_router
from ui.service.answering.chat_models import ChatModels
from ui.settings import Settings

KEY = "sk-very-secret"
GIVEN = {"provider": "openai", "model": "any", "key": KEY}


class Opened(list[tuple[str, str, str]]):
    """What was opened: each model's name, its key, and the name of the one before."""

    def __call__(self, name: str, key: str, before: str) -> None:
        if name.endswith(":none"):
            raise ModelError(f"There is no {name}.")
        self.append((name, key, before))


@pytest.fixture
def opened() -> Opened:
    return Opened()


@pytest.fixture
def service(opened: Opened) -> ScriptedAssistant:
    assistant = ScriptedAssistant([], {}, settings=Settings(chat_models="ollama:a, ollama:b"))
    assistant.models = ChatModels(assistant.settings, personal=True)
    assistant.models.on_given(opened)
    assistant.load()
    return assistant


def sent(
    service: ScriptedAssistant,
    body: Any = None,
    *,
    host: str = "127.0.0.1:7860",
    client: str = "127.0.0.1",
    **headers: str,
) -> httpx.Response:
    app = FastAPI()
    for kind in KINDS:
        app.add_exception_handler(kind, handle)
    app.include_router(models_router(service))

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=(client, 1))
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as http:
            if body is None:
                return await http.get("/api/models")
            return await http.post("/api/models", json=body, headers=headers)

    return awaited(asked())


def test_models_of_the_settings_are_listed(service: ScriptedAssistant) -> None:
    assert sent(service).json() == {"models": ["ollama:a", "ollama:b"], "default": None, "personal": True}


def test_a_model_is_given_and_its_key_told_to_its_client_alone(
    service: ScriptedAssistant, opened: Opened, caplog: pytest.LogCaptureFixture
) -> None:
    response = sent(service, GIVEN)
    assert response.status_code == 201
    assert response.json()["models"] == ["ollama:a", "ollama:b", "openai:any"]
    sent(service, GIVEN | {"model": "other", "key": ""})
    assert opened == [("openai:any", KEY, ""), ("openai:other", "", "openai:any")]
    assert sent(service).json()["models"][-1] == "openai:other"
    assert KEY not in response.text + caplog.text


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"client": "192.168.1.7"}, id="another machine"),
        pytest.param({"host": "chat.example"}, id="another name"),
        pytest.param({"origin": "http://127.0.0.1:9000", "sec-fetch-site": "same-site"}, id="another site"),
    ],
)
def test_a_model_is_given_from_here_alone(service: ScriptedAssistant, opened: Opened, how: dict[str, str]) -> None:
    response = sent(service, GIVEN, **how)  # type: ignore[arg-type]
    assert response.status_code == 403
    assert "own page" in response.json()["detail"]
    assert not opened


def test_a_server_that_others_reach_takes_none(service: ScriptedAssistant) -> None:
    service.models = ChatModels(service.settings)
    assert sent(service, GIVEN).status_code == 403
    assert not sent(service).json()["personal"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (GIVEN | {"provider": "nobody"}, "name one of openai"),
        (GIVEN | {"model": "a b"}, "model: "),
        (GIVEN | {"model": "none"}, "There is no openai:none."),
        (GIVEN | {"key": f"{KEY}\n1"}, "The key is none"),
        (GIVEN | {"key": KEY * 100}, "key: "),
        (GIVEN | {"provider": "ollama", "model": "a"}, "is there already"),
    ],
)
def test_what_is_wrong_is_told_without_the_key(service: ScriptedAssistant, body: dict[str, str], told: str) -> None:
    response = sent(service, body)
    assert response.status_code == 422
    assert told in response.json()["detail"]
    assert KEY not in response.text
