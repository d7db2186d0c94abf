"""What the server says of itself at /openapi.json: examples everywhere, and that it keeps to it whatever is sent."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from index.models import Article
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.openapi import ENTRY, QUESTION, QUOTE
from ui.settings import Settings

SOME, MANY = (4, 150), (40, 400)
"""Requests generated per operation that takes input, and the least in all; for more see docs/development.md."""
CHECKS = """
[checks]
positive_data_acceptance.enabled = false  # no schema says which addresses can be fetched, or which quotes are right

[[operations]]
include-name = "POST /api/articles"
checks.negative_data_rejection.enabled = false  # a form's fields are all text: none is of a wrong type
"""


@pytest.fixture(scope="module")
def served(seed: Article, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("described"))
    with serving(ScriptedAssistant([seed, ENTRY.article], {QUESTION: [QUOTE]}, settings=settings)) as running:
        yield running


@pytest.fixture(scope="module")
def document(served: Served) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{served.url}/openapi.json", trust_env=False).json()
    return found


def bodies(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """All bodies in it, by where they stand."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
                yield f"{method} {path} {media_type}", content
            for status, response in operation["responses"].items():
                for media_type, content in response.get("content", {}).items():
                    yield f"{method} {path} {status} {media_type}", content


def test_every_body_has_an_example_that_its_schema_allows(document: dict[str, Any]) -> None:
    wrong = []
    for place, content in bodies(document):
        schema = {**content.get("schema", {}), "components": document["components"]}
        if place.endswith("*/*") or schema.get("format") == "binary":  # a file or a picture
            continue
        if "json" in place and not jsonschema_rs.is_valid(schema, content["example"]):
            wrong.append(place)
        assert content["example"], place
    assert wrong == []


def test_every_problem_is_of_its_status(document: dict[str, Any]) -> None:
    for place, content in bodies(document):
        if "problem+json" in place:
            assert content["example"]["status"] == int(place.split()[2]), place


def test_every_error_refers_to_the_schema_of_its_api(document: dict[str, Any]) -> None:
    errors = {
        content["schema"]["$ref"] for place, content in bodies(document) if re.search(r" ([45]..|default) ", place)
    }
    assert errors == {f"#/components/schemas/{name}" for name in ("Problem", "ErrorBody", "AnthropicError")}
    assert set(document["components"]["schemas"]["Problem"]["required"]) == {"title", "status", "detail"}


def test_the_document_keeps_to_the_version_that_it_names(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    for place, content in bodies(document):
        assert set(content) <= {"schema", "example", "examples", "encoding"}, place


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/articles/0"), ("DELETE", "/api/articles/0"), ("POST", "/api/answer")]
)
def test_errors_name_no_command_of_a_shell(server: Served, method: str, path: str) -> None:
    body = {"json": {"question": QUESTION, "article": "0"}} if method == "POST" else {}
    response = httpx.request(method, server.url + path, trust_env=False, **body)  # type: ignore[arg-type]
    assert response.status_code == 404
    assert not re.search(r"article-chat|ARTICLE_CHAT_", response.json()["detail"])


def test_no_example_of_an_error_names_a_command(document: dict[str, Any]) -> None:
    told = [str(content["example"]) for place, content in bodies(document) if re.search(r" ([45]..|default) ", place)]
    assert not [each for each in told if "article-chat" in each]


def test_examples_do_what_they_say(served: Served, document: dict[str, Any]) -> None:
    for path, status in (
        ("/api/answer", 200),
        ("/api/answer/stream", 200),
        ("/api/articles", 200),
        ("/api/feedback", 201),
        ("/v1/chat/completions", 200),
    ):
        sent = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"]
        response = httpx.post(served.url + path, json=sent, trust_env=False)
        assert response.status_code == status, (path, response.text)
        assert QUOTE in response.text or "bridge" in response.text or path == "/api/feedback"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/articles", {"GET", "POST"}),
        ("/api/articles/0", {"GET", "PATCH", "DELETE"}),
        ("/api/answer", {"POST"}),
        ("/v1/models", {"GET"}),
    ],
)
def test_a_wrong_method_is_told_all_right_ones(served: Served, path: str, allowed: set[str]) -> None:
    response = httpx.request("OPTIONS", served.url + path, trust_env=False)
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) - {"HEAD"} == allowed


@pytest.mark.parametrize(
    ("each", "fewest"), [pytest.param(*SOME, id="some"), pytest.param(*MANY, id="many", marks=pytest.mark.slow)]
)
def test_made_up_requests_find_no_server_error_and_nothing_that_is_not_described(
    served: Served, tmp_path: Path, each: int, fewest: int
) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text(CHECKS)
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config)]
    what = ["run", f"{served.url}/openapi.json", "--phases", "examples,coverage,fuzzing"]
    how = ["--max-examples", str(each), "--seed", "7", "--generation-database", "none", "--no-color"]
    done = subprocess.run([*command, *what, *how], capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stdout
    found = re.search(r"([\d,]+) generated", done.stdout)
    assert found, done.stdout
    assert int(found[1].replace(",", "")) >= fewest
    assert served.status("/api/health") == 200
