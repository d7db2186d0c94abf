from typing import Any

import pytest

from rag.models import Message, Question
from rag.query.followup.standalone import standalone_question
from rag.query.rewriter import Rewriter, leans
from rag.refusals import unread
from tests.support.language_models.scripted_model import ScriptedModel
from tests.support.servers.scripted_service import awaited

TOLD = (
    Message("user", "Who is Yakov Zinberg?"),
    Message("assistant", "A professor at Kokushikan University in Tokyo. [1]"),
)


def rewrite(asked: str, *pieces: Any, history: tuple[Message, ...] = TOLD) -> tuple[str, int]:
    """What comes of a question, and how often the model was asked."""
    model = ScriptedModel(pieces=pieces)
    by_rules = standalone_question(asked, history)
    return awaited(Rewriter(model).rewrite(Question(asked, history=history), by_rules)), len(model.asked)


def test_a_question_that_leans_is_rewritten_by_one_call() -> None:
    assert rewrite("Where does he teach?", "Where does Yakov", " Zinberg teach?") == (
        "Where does Yakov Zinberg teach?",
        1,
    )


@pytest.mark.parametrize(
    "asked", ["Why didn't Kim meet Trump?", "Did Kim say why he came?", "What did North Korea test on Wednesday?"]
)
def test_a_question_that_stands_alone_costs_no_call(asked: str) -> None:
    assert rewrite(asked, "Something else?") == (asked, 0)


def test_a_first_question_costs_no_call() -> None:
    assert rewrite("Where does he teach?", "x", history=()) == ("Where does he teach?", 0)


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param(["He teaches at Kokushikan University."], id="an answer"),
        pytest.param(["Where does Boris Johnson teach?"], id="a name from nowhere"),
        pytest.param(["Sure! "], id="chat"),
        pytest.param([""], id="nothing"),
        pytest.param(["Where does Yakov Zinberg teach? " * 40], id="endless"),
        pytest.param([RuntimeError("gone")], id="a failure"),
    ],
)
def test_what_is_no_rewriting_leaves_the_rules_result(pieces: list[Any]) -> None:
    made, _ = rewrite("Where does he teach?", *pieces)
    assert made == standalone_question("Where does he teach?", TOLD)
    assert "Zinberg" in made


def test_a_refusal_is_no_source_of_names() -> None:
    refused = (Message("user", "Quem é?"), Message("assistant", unread("Portuguese")))
    assert rewrite("Where is it?", "Where is Portuguese?", history=(*TOLD, *refused))[0] == standalone_question(
        "Where is it?", (*TOLD, *refused)
    )


def test_marks_around_the_question_are_taken_off() -> None:
    assert (
        rewrite("and when?", '"When did Yakov Zinberg speak?"\nThis is clearer.')[0] == "When did Yakov Zinberg speak?"
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("why?", True), ("and Choo?", True), ("What did they say?", True), ("Who is Choo Jae-woo?", False)],
)
def test_leaning_shows_in_the_question(asked: str, expected: bool) -> None:
    assert leans(Question(asked, history=TOLD), standalone_question(asked, TOLD)) is expected
