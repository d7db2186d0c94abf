"""Three processes of ours that share a Chroma server, as where the service is deployed more than once."""

import json
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import chromadb
import pytest

from index.models import Article
from tests.support.processes import command, environment
from tests.support.servers.chroma_server import ChromaProcess
from tests.support.servers.scripted_service import Served, free_port

pytestmark = pytest.mark.slow

FERRY = {"title": "Ferry", "text": "The ferry to Skelda sails on Tuesdays. Captain Moira Venn steers it."}
BRIDGE = {"title": "Bridge", "text": "The bridge at Orlo was opened by Mayor Tilda Quist. It has nine arches."}


class Process(Served):
    """One of ours."""

    def request(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        connection = HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"null")
        finally:
            connection.close()

    def titles(self) -> list[str]:
        return sorted(row["title"] for row in self.request("GET", "/api/articles")[1]["articles"])

    def quotes(self, question: str) -> list[str]:
        status, body = self.request("POST", "/api/answer", {"question": question})
        assert status == 200, body
        return [citation["quote"] for citation in body["citations"]]


@contextmanager
def served(url: str, data_dir: Path) -> Iterator[tuple[Process, "subprocess.Popen[bytes]"]]:
    port = free_port()
    serve = command("serve", "--port", str(port))
    process = subprocess.Popen(serve, env=environment(data_dir, ARTICLE_CHAT_CHROMA_URL=url))
    try:
        yield Process("127.0.0.1", port, data_dir), process
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    server = ChromaProcess(tmp_path_factory.mktemp("chroma"))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def doomed() -> "list[subprocess.Popen[bytes]]":
    """Their processes."""
    return []


@pytest.fixture(scope="module")
def three(
    chroma: ChromaProcess, doomed: "list[subprocess.Popen[bytes]]", tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Process]]:
    """Started together, before the Chroma server; two share a data folder."""
    folders = [tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")]
    with ExitStack() as stack:
        started = []
        for folder in [folders[0], *folders]:
            each, process = stack.enter_context(served(chroma.url, folder))
            started.append(each)
            doomed.append(process)
        for each in started:
            each.wait("/api/health")
            assert each.request("GET", "/api/ready")[0] == 503
        chroma.start()
        for each in started:
            each.wait("/api/ready", 300)
        yield started


def test_an_empty_server_is_given_the_seed_once(three: list[Process]) -> None:
    assert [each.titles() for each in three] == [["Trump Kim"]] * 3


def test_what_one_adds_all_answer_from_and_what_one_removes_none_knows(three: list[Process]) -> None:
    one, two, three_ = three
    who = "Who steers the ferry to Skelda?"
    assert not any("Moira" in quote for each in three for quote in each.quotes(who))
    status, article = one.request("POST", "/api/articles", FERRY)
    assert status == 201
    for each in three:
        assert each.quotes(who) == ["Captain Moira Venn steers it."]
    assert two.request("POST", "/api/articles", FERRY)[0] == 200
    assert three_.request("DELETE", f"/api/articles/{article['id']}")[0] == 204
    for each in three:
        assert each.titles() == ["Trump Kim"]
        assert each.request("GET", f"/api/articles/{article['id']}")[0] == 404
        asked = {"question": who, "article": article["id"]}
        assert each.request("POST", "/api/answer", asked)[0] == 404
        assert "Moira" not in str(each.quotes(who))


def test_adding_the_same_and_others_through_all_at_once(three: list[Process]) -> None:
    own = [{"title": f"Own {n}", "text": f"Process {n} wrote this. It is short."} for n in range(3)]
    asked = [(each, body) for number, each in enumerate(three) for body in (BRIDGE, own[number], FERRY)]
    with ThreadPoolExecutor(9) as pool:
        statuses = list(pool.map(lambda one: one[0].request("POST", "/api/articles", one[1])[0], asked))
    assert sorted(statuses) == [200] * 4 + [201] * 5
    for each in three:
        assert each.titles() == ["Bridge", "Ferry", "Own 0", "Own 1", "Own 2", "Trump Kim"]
        assert each.quotes("Who opened the bridge at Orlo?") == ["The bridge at Orlo was opened by Mayor Tilda Quist."]
    for row in three[0].request("GET", "/api/articles")[1]["articles"]:
        if row["title"] != "Trump Kim":
            assert three[1].request("DELETE", f"/api/articles/{row['id']}")[0] == 204


def test_a_lost_server_is_503_until_it_is_back(three: list[Process], chroma: ChromaProcess) -> None:
    chroma.stop()
    question = {"question": "why didn't Kim meet Trump?"}
    for method, path, body in (
        ("GET", "/api/ready", None),
        ("GET", "/api/articles", None),
        ("POST", "/api/answer", question),
        ("POST", "/api/articles", BRIDGE),
    ):
        status, problem = three[0].request(method, path, body)
        assert (status, problem["title"]) == (503, "Service Unavailable"), path
        assert str(chroma.port) not in problem["detail"]
    assert three[0].request("GET", "/api/health")[0] == 200
    data_dir = three[0].data_dir or Path()
    told = subprocess.run(
        command("articles"),
        env=environment(data_dir, ARTICLE_CHAT_CHROMA_URL=chroma.url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert "ARTICLE_CHAT_CHROMA_URL" in told.stderr
    chroma.start()
    for each in three:
        each.wait("/api/ready")
        assert "scheduling problems" in str(each.quotes("why didn't Kim meet Trump?"))
    assert three[2].request("POST", "/api/articles", BRIDGE)[0] == 201
    assert "Bridge" in three[0].titles()


def test_the_command_line_goes_to_the_server_too(three: list[Process], chroma: ChromaProcess, tmp_path: Path) -> None:
    """Beside running processes, with whose folder it has nothing to do."""
    more = environment(tmp_path / "data", ARTICLE_CHAT_CHROMA_URL=chroma.url)
    file = tmp_path / "quarry.txt"
    file.write_text("The quarry of Bent closed in May. Otto Rask had owned it.", encoding="utf-8")
    subprocess.run(command("index", str(file)), env=more, check=True, capture_output=True)
    listed = subprocess.run(command("articles"), env=more, check=True, capture_output=True, text=True).stdout
    assert "Otto Rask had owned it." in three[0].quotes("Who had owned the quarry of Bent?")[-1]
    article_id = next(line.split()[0] for line in listed.splitlines() if "quarry" in line.lower())
    subprocess.run(command("remove", article_id), env=more, check=True, capture_output=True)
    assert three[0].request("GET", f"/api/articles/{article_id}")[0] == 404


def test_a_killed_process_leaves_nothing_half_to_the_others(
    three: list[Process], chroma: ChromaProcess, doomed: "list[subprocess.Popen[bytes]]"
) -> None:
    text = "\n\n".join(f"On day {n} of the voyage the crew of the Halcyon saw {n + 2} whales." for n in range(400))
    voyage = Article("Voyage", text, "")
    *others, last = three
    before = others[0].titles()
    passages = chromadb.HttpClient("127.0.0.1", chroma.port).get_collection("passages")
    count, deadline = passages.count(), time.monotonic() + 120
    with ThreadPoolExecutor(1) as pool:
        adding = pool.submit(last.request, "POST", "/api/articles", {"title": "Voyage", "text": text})
        while passages.count() == count:
            assert time.monotonic() < deadline
        doomed[-1].kill()
        assert adding.exception(30), "not acknowledged"
    for each in others:
        assert each.titles() == before
        assert each.request("GET", f"/api/articles/{voyage.id}")[0] == 404
        assert "Halcyon" not in str(each.quotes("What did the crew of the Halcyon see?"))
    assert others[0].request("POST", "/api/articles", FERRY)[0] == 201, "waits until the dead one's lease has run out"
    assert passages.count() < count + 10, "what it had written is gone"
    assert others[1].titles() == sorted([*before, "Ferry"])
