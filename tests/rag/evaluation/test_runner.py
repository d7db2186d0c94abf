import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import RunnableLambda

from index.embeddings.encoder import Encoder
from index.models import Article
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.answering.extractive.calibration import Calibration
from rag.answering.extractive.reading.cascade import load_reader
from rag.evaluation.aggregate import scores
from rag.evaluation.datasets import read_questions
from rag.evaluation.metrics import MEASURES
from rag.evaluation.report.writer import write
from rag.evaluation.runner import Run, evaluate, file_hash
from rag.models import Answer, Message, Question
from rag.pipeline import AnswerPipeline
from rag.retrieval.hybrid import HybridRetriever

ABOUT_THE_SEED = (
    ("Where does Choo Jae-woo teach?", "Kyung Hee University", "foreign policy professor Choo Jae-woo"),
    ("Who greeted Choe Son-hui in Moscow?", "Vladimir Putin", "when Russian President Vladimir Putin greeted"),
    ("When did Lee Jae-myung take office?", "June", "since Lee Jae-myung took office in June."),
    ("Where were the missiles aimed?", "the Yellow Sea", "against targets in the Yellow Sea."),
    ("Who took the picture for AP?", "Ahn Young-joon", "Ahn Young-joon/AP Photo"),
    ("Where does Zinberg come from?", "Saint Petersburg, Russia", "originally from Saint Petersburg, Russia."),
    ("What prize could Trump win?", "a Nobel Peace Prize", "so he can win a Nobel Peace Prize"),
    ("Who wrote the article?", "Julian Ryall", "By Julian Ryall"),
    ("How tall is the Eiffel Tower?", "", ""),
    ("Who won the football world cup in 1998?", "", ""),
)

NOTHING = Answer("not_in_article", "", "", "", None, (), (), (), 0.5, "scripted", {})

Outcome = tuple[Run, list[tuple[str, int]]]
"""A run, and the steps that its progress told."""


@pytest.fixture(scope="module")
def outcome(encoder: Encoder, seed: Article, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("set")
    (folder / "seed.txt").write_text(seed.text, encoding="utf-8")
    rows = [
        {
            "question": question,
            "answers": [answer] * bool(answer),
            "article": "seed.txt",
            "evidence": [quote] * bool(quote),
        }
        for question, answer, quote in ABOUT_THE_SEED
    ]
    path = folder / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    answerer = ExtractiveAnswerer(load_reader(), Calibration.load())
    steps: list[tuple[str, int]] = []

    def progress(things: Sequence[Any], label: str) -> Sequence[Any]:
        steps.append((label, len(things)))
        return things

    run = evaluate(
        read_questions(path),
        encoder,
        lambda store: AnswerPipeline(HybridRetriever(store=store), answerer),
        made_with={"question_set_sha256": file_hash(path)},
        progress=progress,
    )
    return run, steps


def test_asks_every_question_of_the_indexed_article(outcome: Outcome) -> None:
    run, steps = outcome
    assert [row.question for row in run.rows] == [question for question, _, _ in ABOUT_THE_SEED]
    assert steps == [("indexing", 1), ("asking", 10)]
    assert all(row.wall_ms + 1 >= row.timings_ms["total"] > 0 for row in run.rows)


def test_the_shipped_models_answer_from_the_seed(outcome: Outcome) -> None:
    found = scores(outcome[0].rows)
    assert (found["sentence_hit"].hits or 0) >= 7, outcome[0].rows
    assert (found["abstention_recall"].hits, found["abstention_recall"].of) == (2, 2)
    unsaid = {
        "short_answer",
        "yes_no",
        "nothing_forbidden",
        "premise_contradicted",
        "status",
        "all_named",
    }  # by this set
    assert {measure.key for measure in MEASURES if found[measure.key].of == 0} == unsaid


def test_the_run_says_what_it_was_made_with(outcome: Outcome, tmp_path: Path) -> None:
    write(outcome[0], tmp_path)
    made_with = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["made_with"]
    assert made_with["embedding_model"] == "all-MiniLM-L6-v2"
    assert made_with["articles"] == 1
    assert len(made_with["question_set_sha256"]) == 64
    assert made_with["versions"]["chromadb"]


def test_a_turn_is_asked_with_what_was_said_before_it(encoder: Encoder, tmp_path: Path) -> None:
    """The history holds the answers that were given, and ends with the conversation."""
    asked: list[Question] = []

    def answered(question: Question) -> Answer:
        asked.append(question)
        return replace(NOTHING, question=question.question, answer=f"Heard {question.question}")

    article = {"text": "Ann sold the boats. Bob bought them."}
    turns = [
        {"question": "Who sold them?", "answers": ["Ann"]},
        {"question": "And who bought them?", "answers": ["Bob"]},
    ]
    path = tmp_path / "set.jsonl"
    rows = [{"article": article, "turns": turns}, {"article": article, "turns": turns[:1]}]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    evaluate(read_questions(path), encoder, lambda _: RunnableLambda(answered))
    said = (Message("user", "Who sold them?"), Message("assistant", "Heard Who sold them?"))
    assert [question.history for question in asked[1:]] == [(), said, ()]
