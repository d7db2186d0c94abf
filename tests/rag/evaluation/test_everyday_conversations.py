"""The held-out set of everyday questions and conversations says only what its articles say."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from index.sources.load import load_file
from rag.evaluation.datasets import read_questions

FOLDER = Path(__file__).parents[2] / "data" / "conversations-everyday"
VERBATIM = ("answers", "items", "all_of", "evidence", "contradicted_by", "forbid")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


QUESTIONS = rows("questions.jsonl")
CONVERSATIONS = rows("conversations.jsonl")
TURNS = [(row["article"], turn) for row in CONVERSATIONS for turn in row["turns"]]
ASKED = [(row["article"], row) for row in QUESTIONS] + TURNS


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {f"articles/{path.name}": load_file(path).text for path in (FOLDER / "articles").iterdir()}


def test_is_read_as_a_question_set() -> None:
    assert len(read_questions(FOLDER / "questions.jsonl")) == len(QUESTIONS) >= 400
    assert len(read_questions(FOLDER / "conversations.jsonl")) == sum(len(row["turns"]) for row in CONVERSATIONS)


def test_quotes_its_articles_verbatim(texts: dict[str, str]) -> None:
    altered = [
        (row["question"], text)
        for article, row in ASKED
        for field in VERBATIM
        for text in row.get(field, [])
        if text not in texts[article]
    ]
    assert altered == []


def test_finds_each_answer_in_its_evidence() -> None:
    astray = [
        (row["question"], answer)
        for _, row in ASKED
        for answer in row["answers"]
        if not any(answer in sentence for sentence in row["evidence"])
    ]
    assert astray == []


def test_accepts_short_answers_that_the_evidence_says() -> None:
    elsewhere = [
        (row["question"], short)
        for _, row in ASKED
        for short in row.get("short", [])
        if not any(short in sentence for sentence in row["evidence"])
    ]
    assert elsewhere == []


def test_forbids_only_speech_of_others() -> None:
    for _, row in ASKED:
        for forbidden in row.get("forbid", []):
            assert row["kind"] == "speaker", row["question"]
            assert not any(forbidden in sentence for sentence in row["evidence"]), row["question"]


def test_expects_of_each_row_what_its_status_and_kind_take() -> None:
    for _, row in ASKED:
        assert row["answerable"] == (row["status"] == "answered"), row["question"]
        assert bool(row["evidence"]) == row["answerable"], row["question"]
        assert ("yes" in row) == (row["kind"] == "yes_no"), row["question"]
        assert ("contradicted_by" in row) == (row["kind"] == "false_premise"), row["question"]
        assert bool(row.get("contradicted_by", True)), row["question"]
        if row["kind"] in ("unanswerable", "false_premise"):
            assert row["status"] == "not_in_article", row["question"]


def test_asks_nothing_twice() -> None:
    asked = Counter((row["article"], row["question"].casefold()) for row in QUESTIONS)
    assert [question for question, times in asked.items() if times > 1] == []


def test_counts_what_stands_in_the_article(texts: dict[str, str]) -> None:
    for article, row in ASKED:
        if "count" in row:
            assert len(re.findall(row["word"], texts[article])) == row["count"], row["question"]


def test_converses_for_six_to_twelve_turns() -> None:
    assert all(6 <= len(row["turns"]) <= 12 for row in CONVERSATIONS)
