"""What responses tell browsers beside themselves."""

from collections.abc import Iterator

import httpx
import pytest

from index.models import Article
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving


@pytest.fixture(scope="module")
def served(seed: Article) -> Iterator[Served]:
    with serving(ScriptedAssistant([seed], {})) as running:
        yield running


def headers(served: Served, path: str, **more: str) -> httpx.Headers:
    return httpx.get(served.url + path, headers=more, trust_env=False, timeout=30).headers


@pytest.mark.parametrize(
    "path", ["/", "/embed", "/docs", "/api/articles", "/nothing", "/metrics", "/config", "/page/js/main.js"]
)
def test_no_type_is_guessed_and_no_address_told(served: Served, path: str) -> None:
    told = headers(served, path)
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path", ["/", "/api/articles", "/api/articles/x", "/v1/models", "/metrics", "/config", "/nothing"]
)
def test_what_tells_of_articles_is_not_kept(served: Served, path: str) -> None:
    assert headers(served, path)["cache-control"] == "no-store"


def test_a_name_that_is_refused_is_not_kept_either(served: Served) -> None:
    assert headers(served, "/", host="evil.example")["cache-control"] == "no-store"


def test_the_pages_files_say_themselves_how_they_are_kept(served: Served) -> None:
    assert headers(served, "/page/js/main.js")["cache-control"] == "no-cache"
