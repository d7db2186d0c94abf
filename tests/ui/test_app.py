"""The application as it is put together, before it runs."""

import pytest
from starlette.datastructures import MutableHeaders
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.models import Article
from tests.support.servers.scripted_service import ScriptedAssistant
from ui import VERSION
from ui.app import ObservedApp, create_app


class Marking:
    """Middleware that marks responses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["x-marked"] = "yes"
            await send(message)

        await self._app(scope, receive, marked)


@pytest.fixture
def app(seed: Article) -> ObservedApp:
    return create_app(ScriptedAssistant([seed], {}), pytest.fail)


@pytest.mark.parametrize(("path", "status"), [("/api/health", 200), ("/api/ready", 503), ("/nothing", 503)])
def test_middleware_can_be_added_and_every_response_is_observed(app: ObservedApp, path: str, status: int) -> None:
    app.app.add_middleware(Marking)
    response = TestClient(app, base_url="http://127.0.0.1").get(path)
    assert (response.status_code, response.headers["x-marked"]) == (status, "yes")
    assert response.headers["x-request-id"]


def test_a_defect_is_observed_too(app: ObservedApp) -> None:
    @app.app.get("/api/broken")
    def broken() -> None:
        raise RuntimeError("secret")

    client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
    response = client.get("/api/broken")
    assert (response.status_code, response.headers["content-type"]) == (500, "application/problem+json")
    assert response.headers["x-request-id"]
    assert 'route="/api/broken",status="500"' in client.get("/metrics").text


def test_the_document_is_finished_once_and_of_this_version(app: ObservedApp) -> None:
    first = app.app.openapi()
    assert first == app.app.openapi()
    assert first["info"]["version"] == VERSION
    assert "example" in str(first["paths"]["/api/answer"]["post"]["requestBody"])


def test_the_docs_fetch_nothing_from_other_hosts(app: ObservedApp) -> None:
    client = TestClient(app, base_url="http://127.0.0.1")
    page = client.get("/docs").text
    assert "/static-offline-docs/swagger-ui-bundle.js" in page
    assert "https://" not in page
    assert client.get("/static-offline-docs/swagger-ui.css").status_code == 200
    assert client.get("/docs/oauth2-redirect").status_code == 200
