"""Routes and their problem documents, with a scripted assistant."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from index.errors import StoreError
from index.models import Article
from tests.support.browsing import STARTER
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving

QUOTE = "Kim has since cultivated a close military and commercial relationship with Russia."
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def assistant(seed: Article) -> ScriptedAssistant:
    return ScriptedAssistant([seed], {STARTER: [QUOTE]})


@pytest.fixture(scope="module")
def served(assistant: ScriptedAssistant) -> Iterator[Served]:
    with serving(assistant) as running:
        yield running


def send(served: Served, method: str, path: str, **more: Any) -> httpx.Response:
    return httpx.request(method, served.url + path, trust_env=False, timeout=20, **more)


def assert_problem(response: httpx.Response, status: int) -> str:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail"}
    assert body["status"] == status
    assert "Traceback" not in response.text
    assert "/site-packages" not in response.text
    return str(body["detail"])


def test_answer_has_the_fields_of_the_contract(served: Served) -> None:
    response = send(served, "POST", "/api/answer", json={"question": STARTER})
    assert response.status_code == 200
    assert " ".join(response.json()) == (
        "status question standalone_question answer short_answer sentences citations retrieved confidence answerer"
        " timings_ms"
    )
    (citation,) = response.json()["citations"]
    assert " ".join(citation) == (
        "number article_id article_title passage_id quote start end passage score utf16_start utf16_end"
    )


def test_a_question_may_choose_who_answers(assistant: ScriptedAssistant, served: Served) -> None:
    for name in ("extractive", "generative", None):
        assert send(served, "POST", "/api/answer", json={"question": STARTER, "answerer": name}).status_code == 200
        assert assistant.asked[-1].answerer == name
    refused = send(served, "POST", "/api/answer", json={"question": STARTER, "answerer": "oracle"})
    assert "answerer" in assert_problem(refused, 422)


def test_a_language_models_answer_without_one_is_one_clear_sentence(server: Served) -> None:
    for path in ("/api/answer", "/api/answer/stream"):
        refused = send(server, "POST", path, json={"question": STARTER, "answerer": "generative"})
        detail = assert_problem(refused, 422)
        assert detail.startswith("No language model is set on this server")
    assert send(server, "POST", "/api/answer", json={"question": STARTER, "answerer": "extractive"}).status_code == 200


@pytest.mark.parametrize("path", ["/api/answer", "/api/answer/stream", "/api/verify"])
def test_tag_and_date_are_handed_on(served: Served, assistant: ScriptedAssistant, path: str) -> None:
    chosen = {"tag": " Transport", "published_after": "2025-10-31"}
    said = {"text": QUOTE} if path == "/api/verify" else {"question": STARTER}
    assert send(served, "POST", path, json={**said, **chosen}).status_code == 200
    asked = assistant.drafts[-1] if path == "/api/verify" else assistant.asked[-1]
    assert (asked.tag, asked.published_after) == ("transport", "2025-10-31")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"tag": "a,b"}, "comma"),
        ({"published_after": "yesterday"}, "published_after: Input should be a day such as 2025-10-31"),
        ({"published_after": "2025-02-30"}, "published_after"),
        ({"tag": "x", "documents": [{"text": "It rained."}]}, "leave out documents"),
    ],
)
def test_wrong_tags_and_dates_are_named(served: Served, given: dict[str, Any], named: str) -> None:
    assert named in assert_problem(send(served, "POST", "/api/answer", json={"question": STARTER, **given}), 422)


def test_articles_are_listed_without_and_given_with_their_text(served: Served, seed: Article) -> None:
    (row,) = send(served, "GET", "/api/articles").json()["articles"]
    assert set(row) == {"id", "title", "source", "characters", "passages", "indexed_at"}
    assert row["characters"] == len(seed.text)
    full = send(served, "GET", f"/api/articles/{seed.id}").json()
    assert full == {**row, "text": seed.text}


def test_health_and_readiness(served: Served) -> None:
    assert send(served, "GET", "/api/health").json() == {"status": "ok"}
    assert send(served, "GET", "/api/ready").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/api/nothing", 404, id="unknown path under /api"),
        pytest.param("GET", "/nothing", 404, id="unknown path"),
        pytest.param("GET", "/nothing/at/all", 404, id="unknown deep path"),
        pytest.param("GET", "/api/articles/unknown", 404, id="unknown article"),
        pytest.param("GET", "/api/answer", 405, id="wrong method"),
        pytest.param("DELETE", "/api/health", 405, id="another wrong method"),
        pytest.param("POST", "/docs", 405, id="wrong method beside the API"),
    ],
)
def test_wrong_address_is_a_problem(served: Served, method: str, path: str, status: int) -> None:
    assert_problem(send(served, method, path), status)


@pytest.mark.parametrize(
    ("content", "headers", "status", "named"),
    [
        pytest.param(b'{"question": ', JSON, 400, "JSON", id="cut off"),
        pytest.param(b'{"question": "\xff"}', JSON, 400, "", id="not UTF-8"),
        pytest.param(b"[" * 100_000, JSON, 400, "", id="nested too deeply"),
        pytest.param(b'{"question": "Who?"}', {}, 415, "content type", id="no content type"),
        pytest.param(b"question=Who?", {"content-type": "application/x-www-form-urlencoded"}, 415, "form", id="form"),
        pytest.param(b"[]", JSON, 422, "body", id="no object"),
        pytest.param(b"{}", JSON, 422, "question", id="no question"),
        pytest.param(b'{"question": 7}', JSON, 422, "question", id="number"),
        pytest.param(b'{"question": " \\n "}', JSON, 422, "question", id="white space only"),
        pytest.param(json.dumps({"question": "x" * 2001}).encode(), JSON, 422, "question", id="too long"),
        pytest.param(b'{"question": "\\ud800"}', JSON, 422, "question", id="half a surrogate pair"),
        pytest.param(b'{"question": "Who?", "article": 7}', JSON, 422, "article", id="article is a number"),
        pytest.param(b'{"question": "Who?", "history": [{"role": "x"}]}', JSON, 422, "history.0.role", id="role"),
    ],
)
def test_unusable_body_is_a_problem(
    served: Served, content: bytes, headers: dict[str, str], status: int, named: str
) -> None:
    detail = assert_problem(send(served, "POST", "/api/answer", content=content, headers=headers), status)
    assert named in detail


def test_longest_question_is_taken_after_trimming(served: Served) -> None:
    question = "x" * 2000
    response = send(served, "POST", "/api/answer", json={"question": f"  {question}\n"})
    assert response.json()["question"] == question


def test_error_of_the_store_is_a_problem_without_its_path(
    served: Served, assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("The index in '/secret/place' cannot be read.")

    monkeypatch.setattr(assistant, "answer", fail)
    response = send(served, "POST", "/api/answer", json={"question": "Who?"})
    assert "/secret" not in assert_problem(response, 503)
    assert response.headers["retry-after"]


def test_defect_is_a_problem_that_tells_nothing(
    served: Served, assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(assistant, "answer", fail)
    assert "secret" not in assert_problem(send(served, "POST", "/api/answer", json={"question": "Who?"}), 500)


def test_everything_but_health_waits_for_the_models(seed: Article) -> None:
    with serving(ScriptedAssistant([seed], {}, ready=False)) as loading:
        assert send(loading, "GET", "/api/health").status_code == 200
        assert "loading" in send(loading, "GET", "/").text.lower()
        for method, path in [("GET", "/api/ready"), ("GET", "/api/articles"), ("GET", "/config")]:
            response = send(loading, method, path)
            assert_problem(response, 503)
            assert response.headers["retry-after"]
        assert_problem(send(loading, "POST", "/api/answer", json={"question": "Who?"}), 503)


def test_openapi_describes_answers_and_problems(served: Served) -> None:
    described = send(served, "GET", "/openapi.json").json()
    responses = described["paths"]["/api/answer"]["post"]["responses"]
    assert set(responses) == {"200", "400", "401", "404", "408", "413", "415", "421", "422", "429", "503"}
    assert "application/problem+json" in responses["422"]["content"]
    assert "quote" in json.dumps(described["components"]["schemas"]["Citation"])


def test_docs_page_names_no_other_host(served: Served) -> None:
    page = send(served, "GET", "/docs").text
    assert "http://" not in page
    assert "https://" not in page


DOCUMENTS = [
    {"title": "The bridge", "text": "Ada Quill opened the bridge at Harn in 1932. It spans the Lowe."},
    {"text": "The ferry at Harn was run by Ivo Brandt until it closed in 1940."},
]


@pytest.mark.parametrize("path", ["/api/answer", "/api/answer/stream"])
def test_articles_of_the_request_answer_alone(server: Served, path: str) -> None:
    before = send(server, "GET", "/api/articles").json()
    response = send(server, "POST", path, json={"question": "Who ran the ferry at Harn?", "documents": DOCUMENTS})
    body = json.loads(response.text.rsplit("data: ", 1)[-1])
    assert body["short_answer"] == "Ivo Brandt"
    (citation,) = body["citations"]
    assert (citation["article_id"], citation["article_title"]) == ("document-2", "Document 2")
    assert DOCUMENTS[1]["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert send(server, "GET", "/api/articles").json() == before
    about_the_index = {"question": "Who is Yakov Zinberg?", "documents": DOCUMENTS}
    assert "Zinberg" not in send(server, "POST", "/api/answer", json=about_the_index).text.replace("Yakov Zinberg?", "")


def test_a_chosen_set_of_articles_answers_alone(server: Served, seed: Article) -> None:
    body = {"question": "Who is Yakov Zinberg?", "articles": [seed.id]}
    assert send(server, "POST", "/api/answer", json=body).json()["status"] == "answered"
    missing = send(server, "POST", "/api/answer", json={**body, "articles": [seed.id, "none"]})
    assert "none" in assert_problem(missing, 404)
