"""`POST /api/grid` and `POST /api/grid/file`, with a scripted assistant."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from index.models import Article
from tests.support.browsing import QUOTES, STARTER
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.settings import load_settings

OTHER = Article("Another", "Nothing of it.", "b.txt", tags=("dull",))


@pytest.fixture(scope="module")
def served(seed: Article) -> Iterator[Served]:
    with serving(ScriptedAssistant([seed, OTHER], {STARTER: QUOTES[:1]})) as running:
        yield running


def post(served: Served, path: str, body: dict[str, Any]) -> httpx.Response:
    return httpx.post(f"{served.url}{path}", json=body, trust_env=False, timeout=20)


def events(response: httpx.Response) -> list[tuple[str, Any]]:
    found = []
    for block in response.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def test_a_grid_is_streamed_and_made_a_file(served: Served, seed: Article) -> None:
    told = events(post(served, "/api/grid", {"questions": [STARTER, "Who else?"]}))
    begun, cells, done = told[0][1], [data for name, data in told if name == "cell"], told[-1]
    assert [each["title"] for each in begun["articles"]] == ["Another", seed.title]
    assert done == ("done", {"cells": 4, "answered": 2, "not_in_article": 2, "chat": 0, "failed": 0})
    assert {cell["quotes"][0]["quote"] for cell in cells if cell["quotes"]} == {QUOTES[0]}
    grid = {"questions": begun["questions"], "articles": begun["articles"], "cells": cells}
    file = post(served, "/api/grid/file", {"format": "csv", **grid})
    assert file.headers["content-disposition"] == 'attachment; filename="grid.csv"'
    assert QUOTES[0] in file.text
    assert post(served, "/api/grid/file", {"format": "xlsx", **grid}).content.startswith(b"PK")


@pytest.mark.parametrize(
    ("body", "status", "named"),
    [
        ({"questions": []}, 422, "questions"),
        ({"questions": [" "]}, 422, "questions.0"),
        ({"questions": ["Who?"] * 21}, 422, "questions"),
        ({"questions": ["Who?"], "articles": ["none"]}, 404, "none"),
        ({"questions": ["Who?"], "tag": "unknown"}, 404, "none is chosen"),
    ],
)
def test_what_is_wrong_is_named(served: Served, body: dict[str, Any], status: int, named: str) -> None:
    response = post(served, "/api/grid", body)
    assert (response.status_code, named in response.json()["detail"]) == (status, True)


@contextmanager
def limited(seed: Article, rate: str) -> Iterator[Served]:
    settings = load_settings({"ARTICLE_CHAT_RATE_LIMIT": rate})
    with serving(ScriptedAssistant([seed, OTHER], {STARTER: QUOTES[:1]}, settings=settings)) as running:
        yield running


def test_each_cell_counts_against_a_rate_limit(seed: Article) -> None:
    with limited(seed, "5/hour") as served:
        assert events(post(served, "/api/grid", {"questions": [STARTER, "Who else?"]}))[-1][1]["failed"] == 0
        statuses = [post(served, "/api/answer", {"question": STARTER}).status_code for _ in range(2)]
        assert statuses == [200, 429]


def test_cells_beyond_a_long_limit_fail_and_say_why(seed: Article) -> None:
    with limited(seed, "3/hour") as served:
        told = events(post(served, "/api/grid", {"questions": [STARTER, "Who else?"]}))
        texts = [data["text"] for name, data in told if name == "cell" and data["status"] == "failed"]
        assert [text.partition(": try again in ")[0] for text in texts] == ["The rate limit is reached"]
        assert told[-1][1]["failed"] == 1


def test_cells_beyond_a_short_limit_wait(seed: Article) -> None:
    with limited(seed, "2/second") as served:
        before = time.monotonic()
        told = events(post(served, "/api/grid", {"questions": [STARTER, "Who else?", "Where?"]}))
        assert (told[-1][1]["cells"], told[-1][1]["failed"]) == (6, 0)
        assert time.monotonic() - before > 1


def test_rows_are_the_articles_that_are_chosen(served: Served, seed: Article) -> None:
    def rows(**scope: Any) -> list[str]:
        told = events(post(served, "/api/grid", {"questions": ["Who?"], **scope}))
        return [each["id"] for each in told[0][1]["articles"]]

    assert rows(articles=[seed.id, OTHER.id, seed.id]) == [seed.id, OTHER.id]
    assert rows(tag="dull") == [OTHER.id]
