"""A language model's second try at sentences that the article does not carry."""

from collections.abc import AsyncIterator, Iterator, Sequence
from time import perf_counter
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.answering.generative.answerer import GeneratingAnswerer
from rag.answering.generative.second_try import revisions
from rag.models import Answer, Checked, Delta, Event, Question
from rag.pipeline import AnswerPipeline
from rag.retrieval.hybrid import HybridRetriever
from tests.support.language_models.scripted_model import ScriptedModel, WordCheck
from tests.support.servers.scripted_service import awaited

TEXT = "Ada Quill opened the bridge in 1932. It spans the Lowe at Harn. The ferry closed in 1940."


class Relenting(ScriptedModel):
    """Writes something else each time it is asked."""

    tries: Sequence[Sequence[Any]]

    async def _astream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> AsyncIterator[ChatGenerationChunk]:
        self.asked.append(messages)
        for piece in self.tries[len(self.asked) - 1]:
            if isinstance(piece, Exception):
                raise piece
            yield ChatGenerationChunk(message=AIMessageChunk(piece))


@pytest.fixture(scope="module")
def store(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("again"), encoder)
    add(opened, Article("Bridge", TEXT, "bridge"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def extractive() -> ExtractiveAnswerer:
    return ExtractiveAnswerer.load(threshold=0.0)


@pytest.fixture
def ask(store: Store, extractive: ExtractiveAnswerer) -> Any:
    """Asks a model that writes these texts in turn; gives the model, what is told, and the answer."""

    def asked(*tries: Sequence[Any], strict: bool = False) -> tuple[Relenting, list[Event], Answer]:
        model = Relenting(pieces=[], tries=tries)
        answerer = GeneratingAnswerer(extractive, model, WordCheck(), name="scripted", seconds=30, strict=strict)
        pipeline = AnswerPipeline(HybridRetriever(store=store), answerer)

        async def collect() -> list[Event]:
            return [event async for event in pipeline.events(Question("Who opened the bridge?"))]

        made = awaited(collect())
        assert isinstance(made[-1], Answer)
        assert "".join(event.text for event in made if isinstance(event, Delta)) == made[-1].answer
        assert tuple(event.sentence for event in made if isinstance(event, Checked)) == made[-1].sentences
        return model, made, made[-1]

    return asked


FIRST = ["Ada Quill opened the bridge. ", "It collapsed in 1941. ", "The ferry closed in 1940."]


def test_a_sentence_that_holds_the_second_time_stands_in_its_place(ask: Any) -> None:
    model, _, answer = ask(FIRST, ["A. The bridge spans the Lowe. [2]"])
    assert [sentence.text for sentence in answer.sentences] == [
        "Ada Quill opened the bridge.",
        "The bridge spans the Lowe.",
        "The ferry closed in 1940.",
    ]
    assert {sentence.support for sentence in answer.sentences} <= {"supported", "verbatim"}
    assert len(model.asked) == 2


def test_the_model_is_told_what_was_found(ask: Any) -> None:
    model, *_ = ask(FIRST, ["A. -"])
    *before, written, findings = model.asked[1]
    assert before == model.asked[0]
    assert written.content == "".join(FIRST)
    assert "A. It collapsed in 1941." in str(findings.content)
    assert "Ada Quill" not in str(findings.content)


@pytest.mark.parametrize(
    ("again", "left"),
    [
        pytest.param(["A. -"], [], id="taken back"),
        pytest.param(["A. It fell in 1942. [1]"], ["It collapsed in 1941."], id="as wrong as before"),
        pytest.param(["I am sorry."], ["It collapsed in 1941."], id="no letter"),
        pytest.param([RuntimeError("gone")], ["It collapsed in 1941."], id="failing"),
    ],
)
def test_it_is_marked_where_the_second_try_is_no_better(ask: Any, again: list[Any], left: list[str]) -> None:
    model, _, answer = ask(FIRST, again)
    assert [each.text for each in answer.sentences if each.support == "unsupported"] == left
    assert (answer.answerer, answer.note, len(model.asked)) == ("scripted", None, 2)


def test_there_is_no_second_try_where_all_holds_or_the_model_finds_no_answer(ask: Any) -> None:
    for text in ("Ada Quill opened the bridge.", "NOT IN ARTICLE."):
        model, *_ = ask([text])
        assert len(model.asked) == 1


def test_an_answer_of_which_nothing_held_may_hold_the_second_time(ask: Any) -> None:
    _, made, answer = ask(["It collapsed in 1941."], ["A. Ada Quill opened the bridge in 1932. [1]"])
    assert (answer.answer, answer.answerer) == ("Ada Quill opened the bridge in 1932. [1]", "scripted")
    assert "collapsed" not in str(made)


def test_strict_gives_the_quote_only_after_it(ask: Any) -> None:
    _, _, answer = ask(FIRST, ["A. The bridge spans the Lowe. [2]"], strict=True)
    assert answer.sentences[1].text == "The bridge spans the Lowe."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("A. One. [1]\nB) Two.", {0: [("One.", (1,))], 1: [("Two.", ())]}, id="lines"),
        pytest.param("- **A.** One. Two. [2]", {0: [("One.", ()), ("Two.", (2,))]}, id="emphasis"),
        pytest.param("A: –\nB. none.\nC.", {0: [], 1: [], 2: []}, id="taken back"),
        pytest.param("A. One.\nA. Two.", {0: [("One.", ())]}, id="twice"),
        pytest.param("One.\nZ. Two.\nAbove all.", {}, id="no letters"),
    ],
)
def test_each_letters_line_is_read(text: str, found: dict[int, list[tuple[str, tuple[int, ...]]]]) -> None:
    read = {at: [(each.text, each.numbers) for each in written] for at, written in revisions(text).items()}
    assert read == found


def test_blank_lines_take_no_time() -> None:
    started = perf_counter()
    assert revisions("\n" * 50_000 + "the rest") == {}
    assert perf_counter() - started < 1
