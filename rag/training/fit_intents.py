"""Fits `rag/query/intent/weights.json`, which tells what a question wants, and reports how well it tells held-out ones.

    python -m rag.training.fit_intents [--also SET] [--report FILE]

A softmax regression over the features in `rag.query.intent.features`, on the labelled questions in `data/intents/`;
questions of fact about our training articles stand beside them with a small weight. The report is of a fit without the
writer who is held out: the confusion matrix of that one's questions, and how many questions about articles are left
unsearched. SET is a question set whose rows have an `intent`; the shipped fit, of all writers, is measured on it.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from index.embeddings.encoder import load_encoder
from rag.answering.kinds.lists.list_request import list_request
from rag.answering.kinds.verdict.yes_no_question import yes_no_question
from rag.models import Message
from rag.query.intent.classifier import WEIGHTS, IntentClassifier, Softmax
from rag.query.intent.features import lexical, row
from rag.query.intent.intent import UNSEARCHED, Intent
from rag.query.reactions import reaction_to_last

DATA = Path(__file__).parent / "data"
INTENTS = DATA / "intents"
TRAINED = ("en-a.jsonl", "pt.jsonl", "es.jsonl")
HELD_OUT = "en-b.jsonl"
"""Another writer's, seen by no fit."""
ARTICLE_QUESTIONS = (DATA / "everyday" / "articles.jsonl", DATA / "paragraphs" / "questions.jsonl")
MEASURED = (
    *ARTICLE_QUESTIONS,
    DATA / "everyday" / "calibration" / "questions.jsonl",
    DATA / "news" / "articles.jsonl",
    DATA / "news" / "calibration" / "questions.jsonl",
)
ARTICLE_WEIGHT = 0.15
"""Of a question about an article; there are four times as many as labelled ones."""
MIN_COUNT = 2
"""Of the questions that must have a feature for it to be one."""
ANSWERED = (Message("user", "Who was it?"), Message("assistant", "It was Ann. [1]"))
"""A conversation in which a reaction can be told."""
COST = 1e-4
MAX_STEPS = 400

_CLOSED = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b", re.IGNORECASE
)
_MAYBE_OTHER = re.compile(
    r"\b(?:all|list|name|which (?:are|were)|summar\w*|compar\w*|article|text|report|story|author|publish\w*|wrote"
    r"|written|pages?|more|than|quote|exact|words|or|this|it)\b",
    re.IGNORECASE,
)
"""What questions of another intent have: those are no examples of a fact."""


@dataclass(frozen=True, slots=True)
class IntentExample:
    """A question with its intent."""

    text: str
    intent: Intent
    weight: float = 1.0


def read_examples(path: Path) -> list[IntentExample]:
    """The labelled questions of a JSON Lines file."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [IntentExample(" ".join(r["text"].split()), Intent(r["intent"])) for r in rows]


def article_questions(path: Path) -> list[str]:
    """The questions about articles in a JSON Lines file, one a row or an article's in its row."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [each["question"] for r in rows for each in r.get("questions", [r])]


def facts(questions: Iterable[str]) -> list[IntentExample]:
    """Those of the questions that are certainly questions of fact."""
    return [
        IntentExample(text, Intent.FACT, ARTICLE_WEIGHT)
        for text in questions
        if not _CLOSED.search(text) and not _MAYBE_OTHER.search(text)
    ]


def fit_softmax(examples: Sequence[IntentExample], embeddings: NDArray[np.float64]) -> Softmax:
    """The regression; large weights cost a little, but for the bias."""
    counts = Counter(feature for each in examples if each.weight == 1.0 for feature in lexical(each.text))
    vocabulary = {
        feature: place for place, feature in enumerate(sorted(f for f, n in counts.items() if n >= MIN_COUNT))
    }
    intents = tuple(Intent)
    pairs = zip(examples, embeddings, strict=True)
    rows = np.array([row(each.text, embedding.tolist(), vocabulary) for each, embedding in pairs])
    labels = np.eye(len(intents))[[intents.index(each.intent) for each in examples]]
    shares = np.array([each.weight for each in examples])[:, None]
    shares /= shares.sum()
    shape = rows.shape[1], len(intents)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(shape)
        logits = rows @ weights
        logits -= logits.max(axis=1, keepdims=True)
        likely = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        gradient = rows.T @ (shares * (np.exp(likely) - labels))
        gradient[:-1] += 2 * COST * weights[:-1]
        return float(-(shares * likely * labels).sum() + COST * (weights[:-1] ** 2).sum()), gradient.ravel()

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": MAX_STEPS})
    return Softmax(intents, vocabulary, found.x.reshape(shape).round(2))


def write_softmax(model: Softmax, path: Path) -> None:
    """As `Softmax.load` reads it, a row of weights a line."""
    rows = ",\n".join(json.dumps(weights) for weights in model.weights.tolist())
    head = json.dumps({"intents": model.intents, "vocabulary": list(model.vocabulary)}, ensure_ascii=False)
    path.write_text(f'{head[:-1]}, "weights": [\n{rows}\n]}}\n', encoding="utf-8")


def told(classifier: IntentClassifier, question: str) -> Intent:
    """What a question is taken for, by the classifier or else by the rules for what is looked for in the article.

    The examples call what asks for simple words a task.
    """
    intent = classifier(question).intent
    if intent is not Intent.FACT:
        return Intent.TASK if intent is Intent.SIMPLE else intent
    if reaction_to_last(question, ANSWERED):
        return Intent.REACTION
    if list_request(question):
        return Intent.LIST
    return Intent.YES_NO if yes_no_question(question) else Intent.FACT


def confusion_table(examples: Sequence[IntentExample], classifier: IntentClassifier) -> str:
    """The confusion matrix as Markdown: a row for what was meant, a column for what was told."""
    pairs = Counter((each.intent, told(classifier, each.text)) for each in examples)
    names = [intent for intent in Intent if any(intent in pair for pair in pairs)]
    lines = ["| meant | " + " | ".join(names) + " | recall |", "| --- |" + " ---: |" * (len(names) + 1)]
    for meant in names:
        counts = [pairs[meant, other] for other in names]
        recall = pairs[meant, meant] / max(1, sum(counts))
        lines.append(f"| `{meant}` | " + " | ".join(str(n) if n else "" for n in counts) + f" | {recall:.2f} |")
    right = sum(count for (meant, other), count in pairs.items() if meant == other)
    return "\n".join([*lines, "", f"{right} of {len(examples)} right ({right / len(examples):.3f})."])


def labelled(path: Path) -> list[IntentExample]:
    """The questions of a question set with their intents, those of its conversations left out."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [IntentExample(row["question"], Intent(row["intent"])) for row in rows if "intent" in row]


def unsearched(classifier: IntentClassifier) -> str:
    """How many questions about articles are not searched for in the article, as Markdown."""
    lines = [
        "| questions about articles | questions | not searched | taken for a description |",
        "| --- |" + " ---: |" * 3,
    ]
    for path in MEASURED:
        questions = article_questions(path)
        intents = Counter(told(classifier, question) for question in questions)
        astray = sum(intents[intent] for intent in UNSEARCHED - {Intent.DESCRIPTION})
        lines.append(f"| {path.relative_to(DATA)} | {len(questions)} | {astray} | {intents[Intent.DESCRIPTION]} |")
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--also", type=Path, help="a question set to measure the shipped fit on")
    parser.add_argument("--report", type=Path, help="the Markdown file to write instead of printing")
    options = parser.parse_args()
    embeddings = load_encoder().embeddings

    def fitted(names: Sequence[str]) -> Softmax:
        examples = [each for name in names for each in read_examples(INTENTS / name)]
        examples += facts(question for path in ARTICLE_QUESTIONS for question in article_questions(path))
        return fit_softmax(examples, np.array(embeddings.embed_documents([each.text for each in examples])))

    shipped = fitted((*TRAINED, HELD_OUT))
    write_softmax(shipped, WEIGHTS)
    held_out = IntentClassifier(embeddings.embed_query, fitted(TRAINED))
    parts = [
        "# What is wanted",
        "This page is for people who judge how well requests are told apart: a row for what was meant, a column for"
        " what was told.",
        "## A writer whom the fit has not seen",
        confusion_table(read_examples(INTENTS / HELD_OUT), held_out),
        unsearched(held_out),
    ]
    if options.also:
        classifier = IntentClassifier(embeddings.embed_query, shipped)
        name = options.also.relative_to(".") if not options.also.is_absolute() else options.also.name
        parts += [f"## The shipped fit on {name}", confusion_table(labelled(options.also), classifier)]
    report = "\n\n".join(parts) + "\n"
    if options.report:
        options.report.write_text(report, encoding="utf-8")
    else:
        print(report)  # noqa: T201


if __name__ == "__main__":
    main()
