"""Adding and removing articles over HTTP, with a scripted assistant; and once with the real one."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.models import Article
from index.sources.web.client import Fetched
from tests.support.servers.scripted_service import ScriptedAssistant, Served, serving
from ui.settings import Settings

DOCUMENTS = Path(__file__).parents[2] / "data" / "documents"
TEXT = "Ada Quill opened the bridge in 1932.\r\n\r\nIt spans the Lowe at Harn.\n"


@pytest.fixture(scope="module")
def shared(seed: Article) -> ScriptedAssistant:
    return ScriptedAssistant([seed], {})


@pytest.fixture(scope="module")
def running(shared: ScriptedAssistant) -> Iterator[Served]:
    with serving(shared) as served:
        yield served


@pytest.fixture
def assistant(shared: ScriptedAssistant) -> Iterator[ScriptedAssistant]:
    """The one that is served, with the seed alone before and after."""
    before = dict(shared.entries)
    yield shared
    shared.entries = before


@pytest.fixture
def served(running: Served, assistant: ScriptedAssistant) -> Served:
    return running


def send(served: Served, method: str, path: str, **more: Any) -> httpx.Response:
    return httpx.request(method, f"{served.url}/api/articles{path}", trust_env=False, timeout=30, **more)


def assert_problem(response: httpx.Response, status: int, named: str) -> None:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert named in response.json()["detail"]


def test_posted_text_is_kept_to_the_character_and_the_same_text_changes_nothing(served: Served) -> None:
    made = send(served, "POST", "", json={"text": TEXT, "title": "The bridge"})
    assert made.status_code == 201
    assert set(made.json()) == {"id", "title", "source", "characters", "passages", "indexed_at"}
    assert made.json()["title"] == "The bridge"
    assert send(served, "GET", f"/{made.json()['id']}").json()["text"] == TEXT
    again = send(served, "POST", "", json={"text": TEXT, "title": "Another title"})
    assert again.status_code == 200
    assert again.json() == made.json()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param("allotments.docx", "allotment", id="docx"),
        pytest.param("ferries.html", "ferr", id="html"),
        pytest.param("notes.txt", "Ada Quill", id="txt"),
    ],
)
def test_an_uploaded_file_becomes_an_article(served: Served, name: str, words: str) -> None:
    content = (DOCUMENTS / name).read_bytes() if (DOCUMENTS / name).exists() else TEXT.encode()
    made = send(served, "POST", "", files={"file": (f"../../{name}", content)})
    assert made.status_code == 201, made.text
    text = send(served, "GET", f"/{made.json()['id']}").json()["text"]
    assert words in text
    assert ".." not in json.dumps(made.json())


def test_what_a_form_says_beside_the_file_counts(served: Served) -> None:
    said = {"title": " The bridge ", "author": "Ada Quill", "published": "2025-10-31", "site": "News", "other": "x"}
    made = send(served, "POST", "", files={"file": ("notes.txt", TEXT.encode())}, data=said)
    assert made.status_code == 201, made.text
    told = made.json()
    assert {name: told[name] for name in ("title", "author", "published", "site")} == {
        "title": "The bridge", "author": "Ada Quill", "published": "2025-10-31", "site": "News"
    }  # fmt: skip


@pytest.mark.parametrize("title", ["", " "])
def test_an_empty_title_of_a_form_leaves_the_documents_own(served: Served, title: str) -> None:
    made = send(served, "POST", "", files={"file": ("some-notes.txt", TEXT.encode())}, data={"title": title})
    assert made.json()["title"] == "Some Notes"


class TestTags:
    def test_are_set_with_a_text_and_changed_later(self, served: Served) -> None:
        made = send(served, "POST", "", json={"text": TEXT, "tags": ["Transport", " EU "]})
        assert made.json()["tags"] == ["eu", "transport"]
        path = f"/{made.json()['id']}"
        changed = send(served, "PATCH", path, json={"tags": ["harbor"]})
        assert (changed.status_code, changed.json()) == (200, {**made.json(), "tags": ["harbor"]})
        assert send(served, "GET", "").json()["articles"][-1]["tags"] == ["harbor"]
        assert "tags" not in send(served, "PATCH", path, json={"tags": []}).json()
        marked = send(served, "PATCH", path, json={"changed": True})
        assert (marked.status_code, marked.json()["changed"], "changed" in made.json()) == (200, True, False)

    @pytest.mark.parametrize("given", [{"tags": ["EU", "transport"]}, {"tags": "transport, eu,"}])
    def test_are_set_with_a_file(self, served: Served, given: dict[str, Any]) -> None:
        made = send(served, "POST", "", files={"file": ("notes.txt", TEXT.encode())}, data=given)
        assert made.json()["tags"] == ["eu", "transport"]

    def test_are_set_with_a_page(self, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
        page = Fetched(TEXT.encode(), "text/plain", "utf-8", "https://news.example/bridge.txt")
        monkeypatch.setattr("index.sources.load.fetch", lambda *_, **__: page)
        made = send(served, "POST", "", json={"url": "https://news.example/bridge", "tags": ["eu"]})
        assert made.json()["tags"] == ["eu"]

    @pytest.mark.parametrize("given", [["a,b"], [""], ["x" * 41], [f"t{n}" for n in range(21)]])
    def test_bad_ones_change_nothing(self, served: Served, seed: Article, given: list[str]) -> None:
        for response in (
            send(served, "POST", "", json={"text": TEXT, "tags": given}),
            send(served, "PATCH", f"/{seed.id}", json={"tags": given}),
        ):
            assert_problem(response, 422, "tag")
        assert [each["id"] for each in send(served, "GET", "").json()["articles"]] == [seed.id]

    def test_of_what_is_not_there_or_said_otherwise_are_refused(self, served: Served, seed: Article) -> None:
        assert_problem(send(served, "PATCH", "/gone", json={"tags": []}), 404, "gone")
        assert_problem(send(served, "PATCH", f"/{seed.id}", json={}), 422, "tags")
        assert_problem(send(served, "PATCH", f"/{seed.id}", content=b"{}"), 415, "application/json")


class TestPages:
    def test_of_the_list_go_on_where_the_one_before_ended(self, served: Served, seed: Article) -> None:
        made = send(served, "POST", "", json={"text": TEXT, "title": "The bridge", "tags": ["eu"]}).json()
        first = send(served, "GET", "?limit=1&sort=title").json()
        assert ([each["id"] for each in first["articles"]], first["total"]) == ([made["id"]], 2)
        last = send(served, "GET", f"?limit=1&sort=title&after={first['next']}").json()
        assert ([each["id"] for each in last["articles"]], last["next"]) == ([seed.id], None)
        assert send(served, "GET", "?tag=EU&search=bridge").json()["articles"] == [made]
        assert send(served, "GET", "?search=nothing").json() == {"articles": [], "total": 0, "next": None}
        assert set(send(served, "GET", "").json()) == {"articles"}

    @pytest.mark.parametrize(
        "query", ["limit=0", "limit=201", "limit=x", "sort=size", "after=x", "tag=a,b", f"search={'x' * 201}"]
    )
    def test_wrong_values_are_named(self, served: Served, query: str) -> None:
        assert_problem(send(served, "GET", f"?{query}"), 422, query.partition("=")[0])


def test_a_url_is_fetched(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Fetched(TEXT.encode(), "text/plain", "utf-8", "https://news.example/2025/bridge.txt")
    monkeypatch.setattr("index.sources.load.fetch", lambda *_, **__: page)
    made = send(served, "POST", "", json={"url": "https://news.example/bridge"})
    assert made.status_code == 201
    assert made.json()["source"] == "https://news.example/bridge"


def test_what_is_said_of_a_page_takes_the_place_of_what_it_says(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = b"<html><head><title>Old</title><meta name=author content='Ada Quill'></head><body><p>%s</p></body></html>"
    page = Fetched(html % TEXT.encode(), "text/html", "utf-8", "https://news.example/bridge")
    monkeypatch.setattr("index.sources.load.fetch", lambda *_, **__: page)
    said = {"title": "The bridge", "published": "2025-10-31", "site": "Harn news"}
    made = send(served, "POST", "", json={"url": "https://news.example/bridge", **said}).json()
    assert {name: made[name] for name in said} == said
    assert made["author"] == "Ada Quill"


def test_what_a_document_says_about_itself_is_told(served: Served) -> None:
    made = send(served, "POST", "", json={"text": TEXT, "author": "Ada Quill", "published": "2025-10-31"}).json()
    assert (made["author"], made["published"]) == ("Ada Quill", "2025-10-31")
    assert not {"site", "assumed_encoding"} & set(made)


def test_an_encoding_that_was_assumed_is_told(served: Served) -> None:
    content = "Портовая контора ведёт книгу всех судов, которые швартуются у причала.".encode("windows-1251")
    made = send(served, "POST", "", files={"file": ("notes.txt", content)}).json()
    assert made["assumed_encoding"] == "Windows-1251"
    assert send(served, "GET", f"/{made['id']}").json()["assumed_encoding"] == "Windows-1251"


def test_a_form_whose_type_takes_long_to_read_is_refused(served: Served) -> None:
    headers = {"content-type": "multipart/form-data" + "; a=b" * 1000}
    assert_problem(send(served, "POST", "", content=b"x", headers=headers), 415, "multipart/form-data")


def test_what_is_said_about_a_text_is_one_line_of_what_is_seen(served: Served) -> None:
    said = {name: f"a\r\n\x1b[31m{name}\u202e" + "x" * 1000 for name in ("title", "author", "published", "site")}
    made = send(served, "POST", "", json={"text": "It rained at Harn.", **said}).json()
    for name in said:
        assert made[name].startswith(f"a [31m{name}x")
        assert len(made[name]) == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"origin": "http://evil.example"}, 403), ({"origin": "null"}, 403), ({"origin": "own"}, 201), ({}, 200)],
    ids=str,
)
def test_where_browsers_do_not_say_whose_page_it_is_the_origin_does(
    served: Served, headers: dict[str, str], status: int
) -> None:
    told = {name: served.url if value == "own" else value for name, value in headers.items()}
    file = {"file": ("a.txt", b"It rained at the bridge." if status != 200 else TEXT.encode())}
    if status == 200:
        assert send(served, "POST", "", files=file).status_code == 201
    assert send(served, "POST", "", files=file, headers=told).status_code == status


def test_the_source_of_a_file_is_its_name_alone(assistant: ScriptedAssistant, served: Served, seed: Article) -> None:
    (row,) = send(served, "GET", "").json()["articles"]
    assert row["source"] == Path(seed.source).name


def test_a_removed_article_is_gone(served: Served, seed: Article) -> None:
    assert send(served, "DELETE", f"/{seed.id}").status_code == 204
    assert_problem(send(served, "DELETE", f"/{seed.id}"), 404, seed.id)
    assert send(served, "GET", "").json() == {"articles": []}


@pytest.mark.parametrize(
    ("more", "status", "named"),
    [
        pytest.param({"content": b"{", "headers": {"content-type": "application/json"}}, 400, "JSON", id="cut off"),
        pytest.param({"json": []}, 422, "", id="no object"),
        pytest.param({"json": {}}, 422, "either a text or a url", id="nothing"),
        pytest.param({"json": {"text": "a", "url": "b"}}, 422, "either a text or a url", id="both"),
        pytest.param({"json": {"text": " \n "}}, 422, "either a text or a url", id="blank"),
        pytest.param({"json": {"text": 7}}, 422, "text", id="number"),
        pytest.param({"json": {"text": "a", "markdown": "yes"}}, 422, "markdown", id="text for a truth value"),
        pytest.param({"json": {"text": "a", "pages": ["1"]}}, 422, "pages", id="text for a number"),
        pytest.param({"json": {"text": "a", "pages": [1] * 100_001}}, 422, "pages", id="more pages than any file"),
        pytest.param(
            *({"json": {"text": "a", "pages": [0], "unread_pages": [2]}}, 422, "unread_pages"),
            id="a page that is not there",
        ),
        pytest.param({"json": {"text": "\ud800"}}, 422, "", id="half a surrogate pair"),
        pytest.param({"json": {"url": "http://127.0.0.1/"}}, 422, "public", id="a private address"),
        pytest.param({"json": {"url": "file:///etc/passwd"}}, 422, "http", id="another scheme"),
        pytest.param({"content": b"text"}, 415, "content type", id="no content type"),
        pytest.param({"files": {"other": ("a.txt", b"a")}}, 422, "file", id="another field"),
        pytest.param({"files": {"file": ("a.exe", b"MZ")}}, 415, "a.exe", id="another kind"),
        pytest.param({"files": {"file": ("a.txt", b"")}}, 422, "empty", id="empty file"),
        pytest.param({"files": {"file": ("a.pdf", b"%PDF-1.7 broken")}}, 422, "a.pdf", id="broken PDF"),
    ],
)
def test_what_cannot_become_an_article_is_a_problem(
    served: Served, more: dict[str, Any], status: int, named: str
) -> None:
    if "json" in more:
        content = json.dumps(more["json"]).encode()
        more = {"content": content, "headers": {"content-type": "application/json"}}
    assert_problem(send(served, "POST", "", **more), status, named)
    assert len(send(served, "GET", "").json()["articles"]) == 1


def test_a_file_over_the_limit_is_413_whether_or_not_its_length_is_told(assistant: ScriptedAssistant) -> None:
    assistant.settings = Settings(max_upload_mb=0.5)
    with serving(assistant) as served:
        large = b"a " * 400_000
        assert_problem(send(served, "POST", "", files={"file": ("a.txt", large)}), 413, "")
        just_over = b"a " * 270_000
        assert_problem(send(served, "POST", "", files={"file": ("a.txt", just_over)}), 413, "0.5 MB")
        pieces = (b"x" * 10_000 for _ in range(100))
        headers = {"content-type": "application/json"}
        assert_problem(send(served, "POST", "", content=pieces, headers=headers), 413, "")


def test_a_read_only_site_refuses_changes(assistant: ScriptedAssistant, seed: Article) -> None:
    assistant.settings = Settings(allow_uploads=False)
    with serving(assistant) as served:
        assert_problem(send(served, "POST", "", json={"text": TEXT}), 403, "read-only")
        assert_problem(send(served, "DELETE", f"/{seed.id}"), 403, "read-only")
        assert_problem(send(served, "PATCH", f"/{seed.id}", json={"tags": []}), 403, "read-only")
        assert send(served, "GET", f"/{seed.id}").status_code == 200


@pytest.mark.parametrize("whose", ["cross-site", "same-site"])
def test_a_page_of_another_site_can_change_nothing(
    served: Served, assistant: ScriptedAssistant, seed: Article, whose: str
) -> None:
    headers = {"Sec-Fetch-Site": whose, "Origin": "https://evil.example"}
    form = send(served, "POST", "", files={"file": ("a.txt", b"It rained.")}, headers=headers)
    assert_problem(form, 403, "Cross-site")
    assert_problem(send(served, "DELETE", f"/{seed.id}", headers=headers), 403, "Cross-site")
    assert list(assistant.entries) == [seed.id]
    own = send(served, "POST", "", files={"file": ("a.txt", b"It rained.")}, headers={"Sec-Fetch-Site": "same-origin"})
    assert own.status_code == 201


def test_an_added_article_answers_at_once_and_a_removed_one_no_more(server: Served) -> None:
    made = send(server, "POST", "", json={"text": TEXT, "title": "The bridge"}).json()

    def ask() -> dict[str, Any]:
        body = {"question": "Who opened the bridge?", "article": made["id"]}
        response = httpx.post(f"{server.url}/api/answer", json=body, trust_env=False, timeout=60)
        return dict(response.json())

    answer = ask()
    assert answer["short_answer"] == "Ada Quill"
    quote = answer["citations"][0]
    assert TEXT[quote["start"] : quote["end"]] == quote["quote"]
    assert send(server, "DELETE", f"/{made['id']}").status_code == 204
    assert ask()["status"] == 404


def test_articles_are_told_apart_by_their_text_alone(assistant: ScriptedAssistant, seed: Article) -> None:
    assert replace(seed, title="Other").id == seed.id
