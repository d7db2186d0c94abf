"""Asks a question set end to end: indexes its articles in a folder of their own, asks, and scores."""

import hashlib
import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from langchain_core.runnables import Runnable

from index.chunking import SPLITTER
from index.embeddings.encoder import Encoder
from index.ingest import add
from index.store.store import Store
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.outcomes import Row, score
from rag.models import Answer, Message, Question

PACKAGES = (
    "article-chat",
    "langchain-core",
    "chromadb",
    "onnxruntime",
    "sentence-transformers",
    "torch",
    "bm25s",
    "sentencex",
)
"""Whose versions can change a score."""

Progress = Callable[[Sequence[Any], str], Iterable[Any]]
"""Gives the same things back while it shows how far they have come, under a label."""


@dataclass(frozen=True, slots=True)
class Run:
    """The outcome of every question of a set, and what it was made with."""

    made_with: dict[str, Any]
    rows: tuple[Row, ...]


def evaluate(
    questions: Sequence[GoldQuestion],
    encoder: Encoder,
    make_chain: Callable[[Store], Runnable[Question, Answer]],
    *,
    everywhere: bool = False,
    made_with: Mapping[str, Any] | None = None,
    progress: Progress = lambda things, _: things,
) -> Run:
    """Indexes the articles of the questions and asks each question.

    Args:
        questions: At least one.
        encoder: The embedding model.
        make_chain: From the index of all articles to what answers.
        everywhere: Whether a question is asked of all the articles together rather than of its own.
        made_with: What else to record about this run, such as settings; plain values.
        progress: Shows how far it has come.
    """
    articles = list({question.article.id: question.article for question in questions}.values())
    with tempfile.TemporaryDirectory(prefix="article-chat-") as folder:
        store = Store.open(Path(folder), encoder)
        try:
            began = time.perf_counter()
            for article in progress(articles, "indexing"):
                add(store, article)
            indexed_s = time.perf_counter() - began
            passages = len(store.passages())
            chain = make_chain(store)
            # The first question waits for what is made on demand; it is asked twice, and timed the second time.
            _ask(chain, questions[0], (), everywhere)
            rows = tuple(_outcomes(chain, progress(questions, "asking"), everywhere))
        finally:
            store.close()
    return Run(
        {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "questions": len(rows),
            "articles": len(articles),
            "passages": passages,
            "asked_of": "all articles together" if everywhere else "their own article",
            "indexing_s": round(indexed_s, 1),
            "embedding_model": encoder.name,
            "embedding_weights": encoder.fingerprint,
            "splitter": SPLITTER,
            **(made_with or {}),
            "python": platform.python_version(),
            "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
            "versions": {package: version(package) for package in PACKAGES},
        },
        rows,
    )


def file_hash(path: Path) -> str:
    """The SHA-256 of a file, such as a question set or a reader's weights."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _outcomes(chain: Runnable[Question, Answer], questions: Iterable[GoldQuestion], everywhere: bool) -> Iterator[Row]:
    """Asks the questions one after the other; a turn of a conversation with what was said in it so far."""
    history: list[Message] = []
    conversation = 0
    for gold in questions:
        if gold.conversation != conversation or not conversation:
            history, conversation = [], gold.conversation
        answer, wall_ms = _ask(chain, gold, tuple(history), everywhere)
        history += [Message("user", gold.question), Message("assistant", answer.answer)]
        yield score(gold, answer, wall_ms)


def _ask(
    chain: Runnable[Question, Answer], gold: GoldQuestion, history: tuple[Message, ...], everywhere: bool
) -> tuple[Answer, float]:
    began = time.perf_counter()
    answer = chain.invoke(Question(gold.question, None if everywhere else gold.article.id, history))
    return answer, round((time.perf_counter() - began) * 1000, 1)
