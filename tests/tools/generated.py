"""Measures the support check on what a small language model really wrote about the seed article.

`python -m tests.tools.generated` prints how many of its false sentences are caught, by the labels in
`tests/data/generated/answers.jsonl`; `--rows` adds each sentence. `python -m tests.tools.generated record` asks the
model what is not in that file yet and adds its texts, without labels.
"""

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.embeddings.encoder import Encoder, load_encoder
from index.ingest import add
from index.sources.load import load
from index.store.store import Store
from rag.answering.citing.citations import Quote
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.answering.generative.answer_builder import Writing
from rag.answering.generative.answerer import MAX_ANSWER_TOKENS
from rag.answering.generative.context_selection import select
from rag.answering.generative.prompts import answer_messages
from rag.answering.generative.sentence_stream import SentenceStream
from rag.answering.support.check import SupportCheck
from rag.llm.chat_model import open_chat_model, speak
from rag.models import Evidence, Question, Support
from rag.nlp.tokens import TOKEN
from rag.retrieval.documents import retrieved_passages
from rag.retrieval.hybrid import HybridRetriever
from tests.support.language_models.llama_server import language_model_process
from ui.service.service import SEEDS

ANSWERS = Path(__file__).parents[1] / "data" / "generated" / "answers.jsonl"
ASKED = 40
PATIENCE = 300.0
"""Seconds for one answer while recording."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence of the model's, its label, and what the check made of it."""

    question: str
    text: str
    label: str | None
    """"false", "true", or None for a line that asserts nothing."""
    support: Support

    @property
    def is_false(self) -> bool:
        """Whether it asserts what the article does not say."""
        return self.label == "false"

    @property
    def is_caught(self) -> bool:
        """Whether a reader is told that the article does not carry it."""
        return self.support == "unsupported"


@contextmanager
def shown_for(encoder: Encoder) -> Iterator["Shown"]:
    """What the model is shown for a question about the seed."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder), encoder)
        for article in load(str(SEEDS)):
            add(store, article)
        yield Shown(HybridRetriever(store=store), ExtractiveAnswerer.load(threshold=0.0))
        store.close()


@dataclass(frozen=True, slots=True)
class Shown:
    """Retriever and reader; every question is answered, so that the model is asked every one."""

    retriever: HybridRetriever
    extractive: ExtractiveAnswerer

    def __call__(self, question: str) -> list[Quote]:
        """The sentences in the order of their numbers."""
        passages = retrieved_passages(self.retriever.invoke(question))
        return select(self.extractive.invoke(Evidence(Question(question), question, passages)), passages)


def judged(encoder: Encoder) -> list[Judged]:
    """All labelled sentences, checked as the product checks them."""
    check = SupportCheck.load(encoder.embeddings)
    rows = [json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines()]
    with shown_for(encoder) as shown:
        return [one for row in rows for one in _checked(row, shown(row["question"]), check)]


def _checked(row: dict, quotes: Sequence[Quote], check: SupportCheck) -> Iterator[Judged]:
    writing = Writing(quotes, check)
    for piece in re.findall(r"\S+\s*", row["text"]):
        writing.add(piece)
        if writing.repeats:
            break
    writing.finish()
    for sentence in writing.sentences:
        yield Judged(row["question"], sentence.text, row["labels"][sentence.text], sentence.support)


def recall(rows: Sequence[Judged]) -> float:
    """The share of the false sentences that are caught."""
    return sum(row.is_caught for row in rows if row.is_false) / sum(row.is_false for row in rows)


def precision(rows: Sequence[Judged]) -> float:
    """The share of the caught sentences that are false."""
    return sum(row.is_false for row in rows if row.is_caught) / sum(row.is_caught for row in rows)


async def record(questions: Sequence[str]) -> None:
    """Asks the model, and writes its texts with an empty list of labels."""
    ANSWERS.parent.mkdir(parents=True, exist_ok=True)
    with language_model_process(parallel=1) as served, shown_for(load_encoder()) as shown:
        model = open_chat_model("openai:smollm2", served.base_url)
        done = ANSWERS.read_text(encoding="utf-8").splitlines() if ANSWERS.exists() else []
        with ANSWERS.open("a", encoding="utf-8") as file:
            for question in questions[len(done) :]:
                spoken = speak(model, answer_messages(question, shown(question)), PATIENCE)
                text = ""
                async for piece in spoken:
                    text += piece
                    if len(TOKEN.findall(text)) >= MAX_ANSWER_TOKENS:
                        break
                await spoken.aclose()
                draft = SentenceStream()
                sentences = [each.text for each in (*draft.add(text), *draft.finish())]
                row = {"question": question, "text": text, "labels": dict.fromkeys(sentences)}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                file.flush()


def main(arguments: Sequence[str]) -> None:
    """The command line."""
    if "record" in arguments:
        from tests.support.seed_questions import IN_THE_ARTICLE, QUESTIONS

        return asyncio.run(record(list(dict.fromkeys([*QUESTIONS, *IN_THE_ARTICLE]))[:ASKED]))
    rows = judged(load_encoder())
    counts = {label: sum(row.label == label for row in rows) for label in ("false", "true", None)}
    print(f"{len(rows)} sentences {counts}: recall {recall(rows):.3f}, precision {precision(rows):.3f}")
    for row in rows if "--rows" in arguments else ():
        print(f"{row.label or '-':5} {row.support:11} {row.text}")
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
