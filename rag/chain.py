"""The retrieval chain: understand, retrieve, answer; retrieving and answering timed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda

from rag.answer import Answer, Question
from rag.followup import standalone_question


@dataclass(slots=True)
class Clock:
    """Milliseconds by stage."""

    started: float = field(default_factory=time.perf_counter)
    timings: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measures what runs inside."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.timings[name] = round((time.perf_counter() - begin) * 1000, 1)

    def total(self) -> dict[str, float]:
        """The stages and their "total" since the clock was made."""
        return {**self.timings, "total": round((time.perf_counter() - self.started) * 1000, 1)}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answerer works from: the question that stands alone, and the passages retrieved for it, best first."""

    question: Question
    standalone: str
    documents: tuple[Document, ...] = ()
    clock: Clock = field(default_factory=Clock)


def answer_chain(retriever: BaseRetriever, answerer: Runnable[Evidence, Answer]) -> Runnable[Question, Answer]:
    """Question to answer, as LCEL: understand | retrieve | answer.

    Args:
        retriever: Takes `article=` (an id, or None for all) beside the question.
        answerer: Makes the answer, all but its timings.
    """

    def understand(question: Question) -> Evidence:
        return Evidence(question, standalone_question(question.question, question.history))

    def retrieve(evidence: Evidence) -> Evidence:
        with evidence.clock.stage("retrieve"):
            documents = retriever.invoke(evidence.standalone, article=evidence.question.article)
        return replace(evidence, documents=tuple(documents))

    def answer(evidence: Evidence) -> Answer:
        with evidence.clock.stage("answer"):
            made = answerer.invoke(evidence)
        return replace(made, timings_ms=evidence.clock.total())

    return RunnableLambda(understand) | RunnableLambda(retrieve) | RunnableLambda(answer)
