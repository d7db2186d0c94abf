"""The chain from question to answer, with the real retriever and reader, on the seed article."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.sources.load import load_file
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.answering.extractive.calibration import Calibration
from rag.answering.extractive.reading.cascade import load_reader
from rag.answering.extractive.risk.control import Promise
from rag.answering.extractive.table_lookup import CELL_RIGHT
from rag.models import Answer, Message, Question
from rag.pipeline import AnswerPipeline
from rag.retrieval.hybrid import HybridRetriever
from tests.support.seed_questions import QUESTIONS

OUTSIDE = (
    pytest.param("Who won the 2022 World Cup?", id="another-topic"),
    pytest.param("How tall is Donald Trump?", id="an-untold-measure"),
    pytest.param("What did the Pope say about Korea?", id="a-person-not-in-it"),
    pytest.param("What is the capital of Brazil?", id="general-knowledge"),
)


@pytest.fixture(scope="module")
def store(encoder: Encoder, seed: Article, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("answers"), encoder)
    add(opened, seed)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def answers(store: Store) -> dict[str, Answer]:
    chain = AnswerPipeline(HybridRetriever(store=store), ExtractiveAnswerer(load_reader(), Calibration.load()))
    outside = [str(param.values[0]) for param in OUTSIDE]
    return {question: chain.invoke(Question(question)) for question in (*QUESTIONS, *outside)}


def test_every_quote_stands_in_the_article_at_its_offsets(answers: dict[str, Answer], seed: Article) -> None:
    quoted = [citation for answer in answers.values() for citation in answer.citations]
    assert len(quoted) >= 25
    for citation in quoted:
        assert seed.text[citation.start : citation.end] == citation.quote
        assert citation.quote in citation.passage


def test_markers_and_citations_belong_to_each_other(answers: dict[str, Answer]) -> None:
    for answer in answers.values():
        markers = [int(n) for n in re.findall(r"(?<!\\)\[(\d+)\]", answer.answer)]
        assert markers == [citation.number for citation in answer.citations] == list(range(1, len(markers) + 1))
        assert bool(markers) == (answer.status == "answered")


def test_an_answers_sentences_are_the_articles_own(answers: dict[str, Answer]) -> None:
    for answer in answers.values():
        assert [s.text for s in answer.sentences] == [c.quote for c in answer.citations]
        assert {s.support for s in answer.sentences} <= {"verbatim"}


def test_why_is_answered_with_reasons_from_different_places(answers: dict[str, Answer]) -> None:
    answer = answers["why didn't Kim meet Trump?"]
    assert len({citation.passage_id for citation in answer.citations}) >= 2
    assert "scheduling problems" in answer.answer


def test_a_fact_is_answered_with_one_sentence_and_its_span(answers: dict[str, Answer]) -> None:
    answer = answers["Who greeted Choe Son-hui in Moscow?"]
    assert len(answer.citations) == 1
    assert answer.short_answer
    assert "Putin" in answer.short_answer


def test_a_byline_is_cited_when_it_is_the_answer(answers: dict[str, Answer]) -> None:
    assert answers["Who wrote the article?"].citations[0].quote == "By Julian Ryall"


@pytest.mark.parametrize("question", OUTSIDE)
def test_abstains_on_what_the_article_does_not_say(answers: dict[str, Answer], question: str) -> None:
    answer = answers[question]
    assert answer.status == "not_in_article"
    assert (answer.citations, answer.sentences, answer.short_answer) == ((), (), None)


@pytest.mark.parametrize("question", OUTSIDE)
def test_a_refusal_names_the_closest_sentences_whole(answers: dict[str, Answer], seed: Article, question: str) -> None:
    answer = answers[question]
    assert 1 <= len(answer.closest) <= 3
    assert [each.number for each in answer.closest] == [*range(1, len(answer.closest) + 1)]
    assert all(seed.text[each.start : each.end] == each.quote for each in answer.closest)
    assert [each["quote"] for each in answer.to_dict()["closest"]] == [each.quote for each in answer.closest]


def test_timings_are_told_by_stage(answers: dict[str, Answer]) -> None:
    timings = next(iter(answers.values())).timings_ms
    assert timings.keys() == {"retrieve", "answer", "total"}
    assert timings["total"] >= timings["retrieve"]


def test_an_article_filter_keeps_to_that_article(store: Store) -> None:
    other = add(store, Article("Bridge", "Ada Quill opened the bridge in 1932. It spans the Lowe.", "bridge")).entry
    retriever = HybridRetriever(store=store)
    found = retriever.invoke("Who opened the bridge?", article=other.article.id)
    assert {document.metadata["passage"].article_id for document in found} == {other.article.id}
    store.delete(other.article.id)
    assert all(d.metadata["article"].title != "Bridge" for d in retriever.invoke("Who opened the bridge?"))


@pytest.mark.parametrize(("threshold", "status"), [(0.0, "answered"), (1.0, "not_in_article")])
def test_the_threshold_decides_whether_to_answer(store: Store, threshold: float, status: str) -> None:
    chain = AnswerPipeline(HybridRetriever(store=store), ExtractiveAnswerer.load(threshold=threshold))
    for question in ("Who is Yakov Zinberg?", "How tall is Donald Trump?"):
        assert chain.invoke(Question(question)).status == status


def promising(threshold: float) -> ExtractiveAnswerer:
    """An answerer that is bound by a promise, with a fitted threshold that would answer everything."""
    calibration = replace(Calibration.load(), threshold=0.0)
    return ExtractiveAnswerer(load_reader(), calibration, promise=Promise(0.1, threshold))


def test_a_promise_decides_by_confidence_and_is_told(store: Store) -> None:
    retriever = HybridRetriever(store=store)
    sure = AnswerPipeline(retriever, promising(0.0)).invoke(Question("Who is Yakov Zinberg?"))
    assert (sure.status, sure.max_error, sure.note) == ("answered", 0.1, None)
    at_it, above_it = (
        AnswerPipeline(retriever, promising(sure.confidence + more)).invoke(Question("Who is Yakov Zinberg?"))
        for more in (-0.001, 0.001)
    )
    assert (at_it.status, at_it.answer) == ("answered", sure.answer)
    assert above_it.status == "not_in_article"
    assert above_it.note == "No answer is sure enough for the promise that at most 10% of the answers are wrong."
    assert above_it.to_dict()["max_error"] == 0.1
    assert [each.quote for each in above_it.closest] == [each.quote for each in sure.citations]


@pytest.mark.parametrize(("threshold", "status"), [(CELL_RIGHT, "answered"), (CELL_RIGHT + 0.01, "not_in_article")])
def test_a_promise_is_kept_for_a_cell_of_a_table_too(store: Store, threshold: float, status: str) -> None:
    article = load_file(Path(__file__).parents[1] / "data" / "tables" / "battery.md")
    add(store, article)
    chain = AnswerPipeline(HybridRetriever(store=store), promising(threshold))
    answer = chain.invoke(Question("Which bike has the longest range?", article.id))
    store.delete(article.id)
    assert (answer.status, answer.max_error) == (status, 0.1)


def test_no_promise_is_made_for_opening_sentences_and_none_is_told_unless_one_is_set(store: Store) -> None:
    retriever = HybridRetriever(store=store)
    opening = AnswerPipeline(retriever, promising(1.0)).invoke(Question("What is this article about?"))
    assert (opening.status, opening.max_error) == ("answered", None)
    free = AnswerPipeline(retriever, ExtractiveAnswerer.load()).invoke(Question("Who is Yakov Zinberg?"))
    assert "max_error" not in free.to_dict()


def test_a_follow_up_is_understood_before_it_is_answered(store: Store, answers: dict[str, Answer]) -> None:
    first = answers["Who is Yakov Zinberg?"]
    chain = AnswerPipeline(HybridRetriever(store=store), ExtractiveAnswerer(load_reader(), Calibration.load()))
    history = (Message("user", first.question), Message("assistant", first.answer))
    followed = chain.invoke(Question("Where does he come from?", history=history))
    whole = chain.invoke(Question("Where does Yakov Zinberg come from?"))
    assert followed.question == "Where does he come from?"
    assert followed.standalone_question == whole.question
    assert (followed.answer, followed.retrieved) == (whole.answer, whole.retrieved)
