"""What no phrase tells is told by the classifier, and hardly any question about an article is left unsearched."""

import json
from pathlib import Path

import pytest

from index.embeddings.encoder import Encoder
from rag.query.intent.classifier import IntentClassifier
from rag.query.intent.intent import UNSEARCHED, Intent
from rag.training.fit_intents import HELD_OUT, INTENTS, confusion_table, read_examples

DATA = Path(__file__).parents[4] / "rag" / "training" / "data"


@pytest.fixture(scope="module")
def classifier(encoder: Encoder) -> IntentClassifier:
    return IntentClassifier(encoder.embeddings.embed_query)


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("hi", Intent.SMALL_TALK),
        ("could you put that into Italian for me", Intent.TASK),
        ("could you boil the whole thing down for me", Intent.SUMMARY),
        ("is there a human on the other end of this", Intent.ASSISTANT),
        ("Who paid for the new bridge over the Lowe?", Intent.FACT),
        ("photographer avisol", Intent.FACT),
        ("Is Zinberg a good man?", Intent.FACT),
        ("", Intent.FACT),
        ("a" * 5000, Intent.FACT),
    ],
)
def test_questions_are_told_apart(classifier: IntentClassifier, question: str, intent: Intent) -> None:
    assert classifier(question).intent is intent


def test_questions_about_calibration_articles_are_searched(classifier: IntentClassifier) -> None:
    paths = [DATA / name / "calibration" / "questions.jsonl" for name in ("news", "everyday")]
    asked = [json.loads(line)["question"] for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    unsearched = [q for q in asked if classifier(q).intent in UNSEARCHED - {Intent.DESCRIPTION}]
    assert len(asked) > 1000
    assert len(unsearched) <= 0.003 * len(asked)


def test_the_report_has_a_row_for_each_kind_that_is_meant(classifier: IntentClassifier) -> None:
    examples = read_examples(INTENTS / HELD_OUT)[::20]
    table = confusion_table(examples, classifier)
    assert all(f"| `{example.intent}` |" in table for example in examples)
    assert f"of {len(examples)} right" in table
