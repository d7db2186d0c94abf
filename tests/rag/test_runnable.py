"""The answer pipeline as a LangChain `Runnable`, by itself and in a sequence, inside and outside an event loop."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.answering.generative.answerer import GeneratingAnswerer
from rag.models import Answer, Delta, Event, Found, Message, Question
from rag.models.streams import final_answer
from rag.pipeline import AnswerPipeline
from rag.query.rewriter import Rewriter
from rag.retrieval.hybrid import HybridRetriever
from tests.support.language_models.scripted_model import ScriptedModel, WordCheck
from tests.support.servers.scripted_service import awaited

TEXT = "Ada Quill opened the bridge in 1932. It spans the Lowe at Harn and cost two million crowns."
ASKED = Question("Who opened the bridge?")
FOLLOWING = Question(
    "And when?",
    history=(Message("user", "Who opened the bridge?"), Message("assistant", "Ada Quill opened the bridge. [1]")),
)


@pytest.fixture(scope="module")
def retriever(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HybridRetriever]:
    store = Store.open(tmp_path_factory.mktemp("runnable"), encoder)
    add(store, Article("Bridge", TEXT, "bridge"))
    yield HybridRetriever(store=store)
    store.close()


@pytest.fixture(scope="module")
def extractive() -> ExtractiveAnswerer:
    return ExtractiveAnswerer.load(threshold=0.0)


@pytest.fixture(params=["extractive", "generative", "rewriting"])
def pipeline(request: pytest.FixtureRequest, retriever: HybridRetriever, extractive: ExtractiveAnswerer) -> Any:
    if request.param == "extractive":
        return AnswerPipeline(retriever, extractive)
    model = ScriptedModel(pieces=["Ada Quill opened the bridge in 1932. [1]"])
    generating = GeneratingAnswerer(extractive, model, WordCheck(), name="scripted", seconds=30)
    if request.param == "generative":
        return AnswerPipeline(retriever, generating)
    return AnswerPipeline(
        retriever, generating, Rewriter(ScriptedModel(pieces=["When did Ada Quill open the bridge?"]))
    )


def untimed(answer: Answer) -> Answer:
    return replace(answer, timings_ms={})


def test_every_way_of_asking_gives_the_same_answer(pipeline: AnswerPipeline) -> None:
    for question in (ASKED, FOLLOWING):
        outside = untimed(pipeline.invoke(question))
        assert [untimed(each) for each in pipeline.stream(question)] == [outside]
        assert [untimed(each) for each in pipeline.batch([question, question])] == [outside, outside]

        async def ask(question: Question = question) -> list[Answer]:
            streamed = [chunk async for chunk in pipeline.astream(question)]
            batched = await pipeline.abatch([question])
            told = await final_answer(pipeline.events(question))
            # Also synchronously, while this thread's loop runs.
            return [await pipeline.ainvoke(question), *streamed, *batched, told, pipeline.invoke(question)]

        assert [untimed(each) for each in awaited(ask())] == [outside] * 5


def test_it_is_a_step_of_a_sequence(pipeline: AnswerPipeline) -> None:
    chain = RunnableLambda(Question) | pipeline | RunnableLambda(lambda answer: answer.short_answer)

    async def ask() -> tuple[str, list[str]]:
        return await chain.ainvoke(ASKED.question), [chunk async for chunk in chain.astream(ASKED.question)]

    assert chain.invoke(ASKED.question) == "Ada Quill"
    assert list(chain.stream(ASKED.question)) == ["Ada Quill"]
    assert awaited(ask()) == ("Ada Quill", ["Ada Quill"])


def test_events_end_with_the_answer_whose_text_they_told(pipeline: AnswerPipeline) -> None:
    async def collect() -> list[Event]:
        return [event async for event in pipeline.events(ASKED)]

    first, *others, answer = awaited(collect())
    assert isinstance(first, Found)
    assert isinstance(answer, Answer)
    assert not [event for event in others if isinstance(event, Found | Answer)]
    assert "".join(event.text for event in others if isinstance(event, Delta)) == answer.answer


def test_a_stream_without_an_answer_is_an_error() -> None:
    async def nothing() -> Any:
        yield Delta("…")

    with pytest.raises(ValueError, match="without an Answer"):
        awaited(final_answer(nothing()))


class Runs(BaseCallbackHandler):
    """Keeps the names of the runs it hears of, each with the name of its parent."""

    def __init__(self) -> None:
        self.names: dict[Any, str] = {}
        self.seen: list[tuple[str | None, str]] = []

    def on_chain_start(self, *_: Any, run_id: Any, parent_run_id: Any = None, name: str = "", **__: Any) -> None:
        self._heard(run_id, parent_run_id, name)

    def on_retriever_start(self, *_: Any, run_id: Any, parent_run_id: Any = None, name: str = "", **__: Any) -> None:
        self._heard(run_id, parent_run_id, name)

    def _heard(self, run_id: Any, parent_run_id: Any, name: str) -> None:
        self.seen.append((self.names.get(parent_run_id), name))
        self.names[run_id] = name


def test_callbacks_hear_of_the_pipeline_and_of_its_retriever(
    retriever: HybridRetriever, extractive: ExtractiveAnswerer
) -> None:
    pipeline = AnswerPipeline(retriever, extractive)
    expected = [(None, "AnswerPipeline"), ("AnswerPipeline", "HybridRetriever")]
    once, again = Runs(), Runs()
    pipeline.invoke(ASKED, {"callbacks": [once]})
    awaited(pipeline.ainvoke(ASKED, {"callbacks": [again]}))
    assert (once.seen, again.seen) == (expected, expected)


def test_many_threads_may_ask_at_once(pipeline: AnswerPipeline) -> None:
    async def ask() -> list[Answer]:
        return await asyncio.gather(*(asyncio.to_thread(pipeline.invoke, ASKED) for _ in range(6)))

    first, *others = [untimed(answer) for answer in awaited(ask())]
    assert others == [first] * 5
