"""`POST /api/verify`, with a scripted assistant."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from index.models import Article
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving

QUOTE = "Kim has since cultivated a close military and commercial relationship with Russia."


@pytest.fixture(scope="module")
def assistant(seed: Article) -> ScriptedAssistant:
    return ScriptedAssistant([seed], {})


@pytest.fixture(scope="module")
def served(assistant: ScriptedAssistant) -> Iterator[Served]:
    with serving(assistant) as running:
        yield running


def verified(served: Served, **body: Any) -> httpx.Response:
    return httpx.post(f"{served.url}/api/verify", json=body, trust_env=False, timeout=20)


def test_a_text_is_checked(served: Served, seed: Article) -> None:
    body = verified(served, text=QUOTE, article=seed.id).json()
    assert body["sentences"] == [
        {"text": QUOTE, "start": 0, "end": len(QUOTE), "support": "verbatim", "citations": [1], "differs": []}
    ]
    assert body["citations"][0]["quote"] == QUOTE


def test_documents_of_the_request_are_numbered(served: Served, assistant: ScriptedAssistant) -> None:
    documents = [{"title": "One", "text": "Nothing."}, {"text": f"So it is. {QUOTE}"}]
    body = verified(served, text=QUOTE, documents=documents).json()
    assert body["citations"][0]["article_id"] == "document-2"
    assert [each.title for each in assistant.drafts[-1].documents] == ["One", "Document 2"]


@pytest.mark.parametrize(
    ("body", "status", "named"),
    [
        ({}, 422, "text"),
        ({"text": ""}, 422, "text"),
        ({"text": "a" * 60_001}, 422, "text"),
        ({"text": QUOTE, "article": "none"}, 404, "none"),
        ({"text": QUOTE, "articles": ["none"]}, 404, "none"),
        ({"text": QUOTE, "articles": []}, 422, "articles"),
        ({"text": QUOTE, "article": "a", "documents": [{"text": "b"}]}, 422, "give one of"),
        ({"text": QUOTE, "documents": [{"text": "b" * 250_001}]}, 422, "250,000"),
        ({"text": QUOTE, "documents": [{"title": "a"}]}, 422, "text"),
    ],
)
def test_what_is_wrong_is_named(served: Served, body: dict[str, Any], status: int, named: str) -> None:
    response = verified(served, **body)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
    assert named in response.json()["detail"]
