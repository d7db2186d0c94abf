"""Who may show the pages in a frame."""

from http.client import HTTPConnection

import pytest

from index.models import Article
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.settings import Settings, SettingsError, load_settings

ORIGINS = "ARTICLE_CHAT_EMBED_ORIGINS"


def policy(served: Served, path: str) -> str:
    connection = HTTPConnection(served.host, served.port, timeout=10)
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.getheader("Content-Security-Policy", "")


def test_every_page_says_who_may_frame_it(seed: Article) -> None:
    assistant = ScriptedAssistant([seed], {})
    assistant.settings = Settings(embed_origins="https://news.example http://localhost:8000")
    with serving(assistant) as served:
        for path in ("/", f"/embed?article={seed.id}", "/docs", "/api/health", "/nothing"):
            assert policy(served, path) == "frame-ancestors 'self' https://news.example http://localhost:8000"


def test_nobody_else_may_by_default(seed: Article) -> None:
    with serving(ScriptedAssistant([seed], {}, ready=False)) as served:
        assert policy(served, "/embed") == "frame-ancestors 'self'"


@pytest.mark.parametrize(
    "value", ["news.example", "https://news.example/path", "*", "https://a.example; script-src *", "https://é.example"]
)
def test_what_is_no_origin_is_an_error(value: str) -> None:
    with pytest.raises(SettingsError, match="is not an origin such as"):
        load_settings({ORIGINS: value})
