"""Asks every system every question, one system after another, and gives the table."""

import os
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import torch
from transformers.utils import logging as transformers_logging

from rag.evaluation.datasets import read_questions
from rag.evaluation.gold import sample
from tests.tools.side_by_side.checkpoint import agreement, rebuild
from tests.tools.side_by_side.haystack_pipeline import Haystack
from tests.tools.side_by_side.langchain_recipe import langchain_recipe
from tests.tools.side_by_side.measure import Outcome, ask_all
from tests.tools.side_by_side.ours import Ours
from tests.tools.side_by_side.table import table

SETS = Path(__file__).parents[2] / "data"
FOR_LANGUAGE_MODEL = 24
"""Questions; each takes it seconds, and the whole is to take minutes."""
VERSIONS = ("haystack-ai", "transformers-haystack", "langchain-chroma", "langchain-text-splitters", "xllamacpp")


def side_by_side(name: str = "news", limit: int | None = None) -> str:
    """The versions, how close the rebuilt reader is, and the table.

    Args:
        name: Of the question set's folder in `tests/data`.
        limit: How many of the questions to draw; None: all.
    """
    transformers_logging.disable_progress_bar()
    questions = read_questions(SETS / name / "questions.jsonl")
    questions = sample(questions, limit or len(questions))
    articles = list({question.article.id: question.article for question in questions}.values())
    found: dict[str, list[Outcome]] = {}
    with Ours.opened(articles) as ours:
        found["**Article Chat**"] = ask_all(ours.ask, questions)
        found["its retriever's first sentence, no reader"] = ask_all(ours.ask_without_reader, questions)
    _said("ours")
    # Indexing ours has set torch to one thread; the others have all cores, as torch does by default.
    torch.set_num_threads(os.cpu_count() or 1)
    with tempfile.TemporaryDirectory() as folder:
        rebuild(Path(folder))
        close = agreement(Path(folder), [(q.question, q.article.text[:1000]) for q in questions[:6]])
        haystack = Haystack(articles, Path(folder))
        found["Haystack, same embeddings and reader"] = ask_all(haystack.ask, questions)
        haystack.tell_question_from_passage()
        found["Haystack, and the reader told question from passage"] = ask_all(haystack.ask, questions)
    _said("Haystack")
    with langchain_recipe(articles) as ask:
        found["LangChain recipe, SmolLM2-135M-Instruct"] = ask_all(ask, sample(questions, FOR_LANGUAGE_MODEL))
    _said("LangChain")
    return "\n".join(
        (
            ", ".join(f"{name} {version(name)}" for name in VERSIONS),
            f"The reader rebuilt for Haystack: its logits correlate {close:.4f} with the shipped one's.",
            "In brackets: the ratio to Article Chat's figure on the same questions.\n",
            table(found),
        )
    )


def _said(system: str) -> None:
    print(f"{system}: asked", file=sys.stderr)
