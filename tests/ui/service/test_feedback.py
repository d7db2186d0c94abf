"""Thumbs: what is kept of them, and the questions that become of it."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article, content_id
from index.store.connection.process_lock import own
from index.store.store import Store
from rag.evaluation.datasets import read_questions
from rag.evaluation.outcomes import score
from rag.models import Answer, Question
from tests.support.browsing import STARTER
from tests.support.processes import assert_one_line, run
from tests.support.servers.scripted_service import ScriptedAssistant, Served, awaited, serving
from ui.service import feedback as module
from ui.service.feedback import DATABASE_NAME, Feedback, FeedbackError
from ui.settings import Settings

QUOTE = "Kim has since cultivated a close military and commercial relationship with Russia."
WHO = "Who is Yakov Zinberg?"
SILENT = "How tall is the Eiffel Tower?"


@pytest.fixture
def scripted(seed: Article, tmp_path: Path) -> ScriptedAssistant:
    # A data folder of its own, as some tests watch what comes into it.
    return ScriptedAssistant([seed], {STARTER: [QUOTE]}, settings=Settings(data_dir=tmp_path))


@pytest.fixture
def served(scripted: ScriptedAssistant) -> Iterator[Served]:
    with serving(scripted) as running:
        yield running


def sent(served: Served, path: str, body: Any) -> httpx.Response:
    return httpx.post(served.url + path, json=body, timeout=30, trust_env=False)


def answered(seed: Article, question: str = STARTER, **more: Any) -> Answer:
    """What an assistant would say, without one that has to be loaded."""
    assistant = ScriptedAssistant([seed], {STARTER: [QUOTE]})
    assistant.load()
    return replace(awaited(assistant.answer(Question(question))), **more)


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory, seed: Article, encoder: Encoder) -> Path:
    """A data folder with the seed, in which two answers have been judged."""
    folder = tmp_path_factory.mktemp("indexed")
    store = Store.open(folder, encoder)
    add(store, seed)
    store.close()
    feedback = Feedback(folder)
    feedback.add(answered(seed, short_answer="relationship with Russia", standalone_question="Why did Kim not?"), "up")
    feedback.add(answered(seed, SILENT), "down", "It does say.")
    return folder


class TestRoute:
    def test_verdict_is_kept_with_the_whole_answer(self, served: Served, tmp_path: Path) -> None:
        answer = sent(served, "/api/answer", {"question": STARTER}).json()
        response = sent(served, "/api/feedback", {"answer": answer, "verdict": "down", "reason": " Old news. "})
        assert response.status_code == 201
        (given,) = Feedback(tmp_path).all()
        assert given.answer == answer
        assert (given.verdict, given.reason) == ("down", "Old news.")
        assert response.json() == {"id": 1, "given_at": given.given_at, "verdict": "down", "reason": "Old news."}

    def test_nothing_is_kept_of_an_answer_that_nobody_judges(self, served: Served, tmp_path: Path) -> None:
        for path in ("/api/answer", "/api/answer/stream"):
            assert sent(served, path, {"question": STARTER}).status_code == 200
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("change", "status", "named"),
        [
            pytest.param({"verdict": "sideways"}, 422, "verdict", id="verdict"),
            pytest.param({"reason": "x" * 2001}, 422, "reason", id="long reason"),
            pytest.param({"answer": {}}, 422, "answer", id="no answer"),
            pytest.param({"confidence": float("nan")}, 422, "confidence", id="no number"),
            pytest.param({"confidence": "0.9"}, 422, "confidence", id="number as text"),
            pytest.param({"start": "0"}, 422, "citations.0.start", id="offset as text"),
            pytest.param({"end": 1.5}, 422, "citations.0.end", id="half an offset"),
            pytest.param({"page": True}, 422, "citations.0.page", id="page as truth value"),
            pytest.param({"answer": None}, 422, "answer", id="null"),
            pytest.param({"answer": "Kim"}, 422, "answer", id="answer as text"),
            pytest.param({"reason": 7}, 422, "reason", id="reason as number"),
            pytest.param({"quote": "Kim met Trump."}, 422, "citation 1", id="forged quote"),
            pytest.param({"article_id": "none"}, 404, "none", id="unknown article"),
            pytest.param({"citations": []}, 422, "citations", id="no citations"),
        ],
    )
    def test_what_is_not_an_answer_of_ours_is_refused(
        self, served: Served, tmp_path: Path, change: dict[str, Any], status: int, named: str
    ) -> None:
        answer = sent(served, "/api/answer", {"question": STARTER}).json()
        body: dict[str, Any] = {"answer": answer, "verdict": "up"}
        for name, value in change.items():
            place = body if name in {"verdict", "reason", "answer"} else answer
            (answer["citations"][0] if name in {"quote", "article_id", "start", "end", "page"} else place)[name] = value
        content = json.dumps(body).encode()
        headers = {"content-type": "application/json"}
        url = f"{served.url}/api/feedback"
        response = httpx.post(url, content=content, headers=headers, timeout=30, trust_env=False)
        assert response.status_code == status
        assert named in response.json()["detail"]
        assert list(tmp_path.iterdir()) == []

    def test_file_that_is_none_of_ours_is_503_without_its_name(self, served: Served, tmp_path: Path) -> None:
        (tmp_path / DATABASE_NAME).write_bytes(b"no database" * 100)
        answer = sent(served, "/api/answer", {"question": STARTER}).json()
        response = sent(served, "/api/feedback", {"answer": answer, "verdict": "up"})
        assert response.status_code == 503
        assert str(tmp_path) not in response.text


class TestFile:
    def test_all_of_many_writers_are_kept(self, seed: Article, tmp_path: Path) -> None:
        answer, failures = answered(seed), []

        def write(writer: int) -> None:
            try:
                for number in range(10):
                    Feedback(tmp_path).add(answer, "up", f"{writer}/{number}")
            except FeedbackError as error:
                failures.append(error)

        threads = [threading.Thread(target=write, args=(writer,)) for writer in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        kept = Feedback(tmp_path).all()
        assert {each.reason for each in kept} == {f"{writer}/{number}" for writer in range(8) for number in range(10)}
        assert [each.id for each in kept] == list(range(1, 81))

    def test_locked_file_is_one_sentence(self, seed: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        feedback = Feedback(tmp_path)
        feedback.add(answered(seed), "up")
        monkeypatch.setattr(module, "DATABASE_TIMEOUT_S", 0.1)
        other = sqlite3.connect(tmp_path / DATABASE_NAME)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(FeedbackError, match=r"feedback.db' cannot be written \(database is locked\)"):
            feedback.add(answered(seed), "up")
        assert len(feedback.all()) == 1  # reading goes on
        other.close()
        assert feedback.add(answered(seed), "up").id == 2

    @pytest.mark.parametrize("content", [b"no database" * 100, b"SQLite format 3\0" + b"\xff" * 4096])
    def test_broken_file_is_one_sentence(self, seed: Article, tmp_path: Path, content: bytes) -> None:
        (tmp_path / DATABASE_NAME).write_bytes(content)
        with pytest.raises(FeedbackError, match="cannot be read"):
            Feedback(tmp_path).all()
        with pytest.raises(FeedbackError, match="cannot be written"):
            Feedback(tmp_path).add(answered(seed), "up")
        assert (tmp_path / DATABASE_NAME).read_bytes() == content
        assert_one_line(run(tmp_path, "feedback"), names="move it away")


class TestExport:
    def test_answer_that_was_praised_scores_1_as_its_own_gold(self, indexed: Path, seed: Article) -> None:
        exported = run(indexed, "feedback", "--json")
        assert exported.returncode == 0, exported.stderr
        (indexed / "set.jsonl").write_text(exported.stdout, encoding="utf-8")
        (gold,) = read_questions(indexed / "set.jsonl")
        assert gold.question == "Why did Kim not?"
        assert gold.answers == ("relationship with Russia",)
        assert gold.article.text == seed.text
        answer = answered(seed, short_answer="relationship with Russia")
        row = score(gold, answer, 1.0)
        assert (row.f1, row.exact, row.sentence_hit, row.right) == (1.0, 1.0, True, True)
        wrong = replace(answer, short_answer="Trump", citations=(replace(answer.citations[0], start=0, end=5),))
        assert not score(gold, wrong, 1.0).right

    def test_real_answer_scores_1_end_to_end(self, server: Served, tmp_path: Path) -> None:
        answer = sent(server, "/api/answer", {"question": WHO}).json()
        assert answer["status"] == "answered"
        assert sent(server, "/api/feedback", {"answer": answer, "verdict": "up"}).status_code == 201
        assert server.data_dir
        exported = run(server.data_dir, "feedback", "--json")  # asks the server for the article
        (tmp_path / "set.jsonl").write_text(exported.stdout, encoding="utf-8")
        out = str(tmp_path / "out")
        report = json.loads(run(tmp_path, "eval", str(tmp_path / "set.jsonl"), "--json", "--out", out).stdout)
        (row,) = [row for row in report["rows"] if row["question"] == WHO]
        assert (row["f1"], row["sentence_hit"]) == (1.0, True)

    def test_answer_without_a_short_one_counts_with_its_sentences(self, seed: Article, tmp_path: Path) -> None:
        (line,) = self.lines(seed, tmp_path, (answered(seed), "up"))
        assert line["answers"] == [QUOTE]
        (gold,) = read_questions(tmp_path / "set.jsonl")
        assert score(gold, answered(seed), 1.0).f1 == 1.0

    def test_praised_silence_is_a_question_without_an_answer(self, seed: Article, tmp_path: Path) -> None:
        found = replace(answered(seed, SILENT), retrieved=answered(seed).retrieved)
        (line,) = self.lines(seed, tmp_path, (found, "up"))
        assert (line["answerable"], line["answers"], line["evidence"]) == (False, [], [])
        (gold,) = read_questions(tmp_path / "set.jsonl")
        assert score(gold, answered(seed, SILENT), 1.0).f1 == 1.0

    def test_blame_is_exported_when_asked_for_and_never_taken_for_gold(self, seed: Article, tmp_path: Path) -> None:
        lines = self.lines(seed, tmp_path, (answered(seed), "up"), (answered(seed, question=WHO), "up"))
        assert len(lines) == 1, "nothing was found for the second, so it is about no article"
        lines = self.lines(seed, tmp_path, (answered(seed), "down"), options=["--all"])
        assert [(line["verdict"], line["reason"]) for line in lines] == [("down", "Because.")]
        with pytest.raises(Exception, match="no question"):
            read_questions(tmp_path / "set.jsonl")

    def test_the_other_thumb_takes_the_place_of_the_first(self, seed: Article, tmp_path: Path) -> None:
        lines = self.lines(seed, tmp_path, (answered(seed), "up"), (answered(seed), "down"))
        assert lines == []

    def test_answers_about_articles_that_are_gone_are_counted(self, seed: Article, tmp_path: Path) -> None:
        Feedback(tmp_path).add(answered(seed), "up")
        result = run(tmp_path, "feedback", "--json")
        assert (result.returncode, result.stdout) == (0, "")
        assert result.stderr == "Left out, as their article is no longer indexed: 1\n"

    def test_people_read_verdict_question_and_reason(self, indexed: Path, tmp_path: Path) -> None:
        up, down = run(indexed, "feedback", "--all").stdout.splitlines()
        assert up.endswith("  up  Why did Kim not?")
        assert down.endswith(f"  down  {SILENT}  (It does say.)")
        assert run(tmp_path, "feedback").stdout == ""

    def lines(
        self, seed: Article, folder: Path, *given: tuple[Answer, Any], options: list[str] | None = None
    ) -> list[dict[str, Any]]:
        """The lines of the file `set.jsonl` that is exported, where a server has the seed."""
        (folder / DATABASE_NAME).unlink(missing_ok=True)
        for answer, verdict in given:
            Feedback(folder).add(answer, verdict, "Because.")
        with serving(ScriptedAssistant([seed], {})) as running, own(folder, running.url):
            exported = run(folder, "feedback", "--json", *(options or []))
        assert exported.returncode == 0, exported.stderr
        (folder / "set.jsonl").write_text(exported.stdout, encoding="utf-8")
        found = [json.loads(line) for line in exported.stdout.splitlines()]
        assert all(content_id(line["article"]["text"]) == seed.id for line in found)
        return found
