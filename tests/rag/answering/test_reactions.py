"""Answers to reactions, by the real retriever and reader on the seed article."""

import re
from collections.abc import Iterator

import pytest

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.answering.extractive.answerer import ExtractiveAnswerer
from rag.answering.extractive.risk.control import Promise
from rag.models import Answer, Message, Question
from rag.pipeline import AnswerPipeline
from rag.retrieval.hybrid import HybridRetriever

ASKED = "why didn't Kim meet Trump?"


@pytest.fixture(scope="module")
def pipeline(encoder: Encoder, seed: Article, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnswerPipeline]:
    store = Store.open(tmp_path_factory.mktemp("reactions"), encoder)
    add(store, seed)
    yield AnswerPipeline(HybridRetriever(store=store), ExtractiveAnswerer.load())
    store.close()


@pytest.fixture(scope="module")
def first(pipeline: AnswerPipeline) -> Answer:
    return pipeline.invoke(Question(ASKED))


def after(pipeline: AnswerPipeline, first: Answer, *turns: str) -> list[Answer]:
    """The answers to the turns of a conversation that the first answer opens."""
    history: tuple[Message, ...] = (Message("user", ASKED), Message("assistant", first.answer))
    answers = []
    for turn in turns:
        made = pipeline.invoke(Question(turn, history=history))
        history = (*history, Message("user", turn), Message("assistant", made.answer))
        answers.append(made)
    return answers


def test_doubt_is_answered_with_the_same_words_and_how_certain_they_are(
    pipeline: AnswerPipeline, first: Answer
) -> None:
    (again,) = after(pipeline, first, "are you sure?")
    assert again.question == "are you sure?"
    assert again.standalone_question == ASKED
    assert again.answer == first.answer
    assert again.note
    assert f"{round(100 * first.confidence)} %" in again.note


def test_more_is_what_stands_around_it_and_was_not_said(pipeline: AnswerPipeline, first: Answer) -> None:
    more, yet_more = after(pipeline, first, "tell me more", "go on")
    told = [[citation.start for citation in answer.citations] for answer in (first, more, yet_more)]
    assert more.status == "answered"
    assert not set(told[0]) & set(told[1])
    assert not (set(told[0]) | set(told[1])) & set(told[2])
    passages = {citation.passage_id for citation in first.citations}
    assert {citation.passage_id for citation in more.citations} <= passages


def test_a_promise_is_told_of_the_answer_itself_alone(pipeline: AnswerPipeline, first: Answer) -> None:
    own = ExtractiveAnswerer.load()
    bound = AnswerPipeline(
        pipeline.retriever, ExtractiveAnswerer(own.reader, own.calibration, promise=Promise(0.1, 0.0))
    )
    answers = after(bound, first, "are you sure?", "shorter", "tell me more", "who said that?")
    assert [answer.max_error for answer in answers] == [0.1, 0.1, None, None]


def test_the_speaker_is_who_is_said_to_have_said_it(pipeline: AnswerPipeline, first: Answer) -> None:
    (answer,) = after(pipeline, first, "who said that?")
    assert "The American claimed" in answer.answer
    assert "Choo" not in answer.answer


def test_the_shorter_answer_is_the_sentence_of_the_short_one(pipeline: AnswerPipeline, first: Answer) -> None:
    (answer,) = after(pipeline, first, "shorter")
    assert len(answer.sentences) == 1
    assert answer.short_answer == first.short_answer
    assert answer.short_answer
    assert answer.short_answer in answer.answer
    assert len(re.findall(r"\[\d+\]", answer.answer)) == 1


def test_a_reaction_does_not_become_the_topic(pipeline: AnswerPipeline, first: Answer) -> None:
    more, last = after(pipeline, first, "tell me more", "and the other professor?")
    (other,) = (name for name in ("Zinberg", "Choo") if name not in first.answer + more.answer)
    assert other in last.standalone_question
    assert other in last.answer


def test_a_refusal_is_repeated(pipeline: AnswerPipeline) -> None:
    asked = pipeline.invoke(Question("How tall is Donald Trump?"))
    history = (Message("user", "How tall is Donald Trump?"), Message("assistant", asked.answer))
    again = pipeline.invoke(Question("are you sure?", history=history))
    assert (again.status, again.answer) == ("not_in_article", asked.answer)
