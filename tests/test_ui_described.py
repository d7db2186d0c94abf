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
from conftest import ScriptedAssistant, Served, serving

from index.article import Article
from ui.examples import ENTRY, QUESTION, QUOTE
from ui.settings import Settings

EACH, FEWEST = 40, 400
"""Requests made up for an operation that takes something, and how many there must be in all; see README for more."""
CHECKS = """
[checks]
positive_data_acceptance.enabled = false  # no schema says which addresses can be fetched, or which quotes are right

[[operations]]
include-path = "/api/feedback"
checks.negative_data_rejection.enabled = false  # an answer's numbers may come as text
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
        if "json" in place and not jsonschema_rs.is_valid(schema, content["example"]):
            wrong.append(place)
        assert content["example"], place
    assert wrong == []


def test_every_problem_is_of_its_status(document: dict[str, Any]) -> None:
    for place, content in bodies(document):
        if "problem+json" in place:
            assert content["example"]["status"] == int(place.split()[2]), place


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
        ("/api/articles/0", {"GET", "DELETE"}),
        ("/api/answer", {"POST"}),
        ("/v1/models", {"GET"}),
    ],
)
def test_a_wrong_method_is_told_all_right_ones(served: Served, path: str, allowed: set[str]) -> None:
    response = httpx.request("OPTIONS", served.url + path, trust_env=False)
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) - {"HEAD"} == allowed


def test_made_up_requests_find_no_server_error_and_nothing_that_is_not_described(
    served: Served, tmp_path: Path
) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text(CHECKS)
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config)]
    what = ["run", f"{served.url}/openapi.json", "--phases", "examples,coverage,fuzzing"]
    how = ["--max-examples", str(EACH), "--seed", "7", "--generation-database", "none", "--no-color"]
    done = subprocess.run([*command, *what, *how], capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stdout
    found = re.search(r"([\d,]+) generated", done.stdout)
    assert found, done.stdout
    assert int(found[1].replace(",", "")) >= FEWEST
    assert served.status("/api/health") == 200
