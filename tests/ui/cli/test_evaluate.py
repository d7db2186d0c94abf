"""`article-chat eval` scores the system that is served."""

import json
from pathlib import Path

import pytest

from index.models import Article
from index.sources.load import load_file
from rag.models import Answer, Question
from tests.support.servers.scripted_service import awaited
from ui.cli.evaluate import run_evaluation
from ui.service.answering import pipelines
from ui.service.service import Assistant
from ui.settings import load_settings

QUESTIONS = (
    "Who wrote the article?",
    "How tall is Donald Trump?",
    "What is this article about?",
    "¿Quién escribió el artículo y dónde vive?",
    "Quem escreveu o artigo e onde mora?",
)


def served(data_dir: Path, article: Article) -> list[Answer]:
    """What a server with the default settings answers."""
    with Assistant(load_settings({}, data_dir=str(data_dir))) as assistant:
        assistant.own()
        assistant.load()
        assistant.add(article)
        return [awaited(assistant.answer(Question(question, article.id))) for question in QUESTIONS]


def test_eval_gives_the_answers_that_are_served(seed: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipelines, "load_multilingual", lambda: None)  # as without the extra
    (tmp_path / "seed.txt").write_text(seed.text, encoding="utf-8")
    rows = [{"question": question, "answers": [], "article": "seed.txt"} for question in QUESTIONS]
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    settings = load_settings({}, data_dir=str(tmp_path / "eval"))
    scored = run_evaluation(settings, path, tmp_path / "out").body["rows"]
    answers = served(tmp_path / "data", load_file(tmp_path / "seed.txt"))
    assert [answer.status for answer in answers] == ["answered", "not_in_article", "answered", *["chat"] * 2]
    assert "español" in answers[3].answer
    assert "português" in answers[4].answer
    for row, answer in zip(scored, answers, strict=True):
        assert row["answered"] == (answer.status == "answered")
        assert list(row["quotes"]) == [citation.quote for citation in answer.citations]
        assert row["confidence"] == answer.confidence
