"""Exchanges while their answers are being made."""

import time
from contextlib import aclosing

import pytest

from index.errors import ModelError
from index.models import Article
from rag.models import Answer, Delta, Question
from tests.support.servers.scripted_service import ScriptedAssistant, awaited
from ui.page.conversation import ConversationTurn, PartialAnswer
from ui.page.live_answer import INTERVAL_S, is_whole, making
from ui.service.admission import AdmissionQueue

QUESTION = Question("Which?")


@pytest.fixture
def assistant() -> ScriptedAssistant:
    assistant = ScriptedAssistant([Article("A", "First one.", "a.txt")], {"Which?": ["First one."]})
    assistant.load()
    return assistant


async def looks(assistant: ScriptedAssistant, question: Question = QUESTION) -> list[ConversationTurn]:
    return [each async for each in making(assistant, question)]


def test_ends_with_the_answer(assistant: ScriptedAssistant) -> None:
    seen = awaited(looks(assistant))
    assert seen[0] == ConversationTurn("Which?", None)
    assert isinstance(seen[-1].outcome, Answer)
    assert [is_whole(each) for each in seen].index(True) == len(seen) - 1


def test_is_seen_less_often_than_words_come(assistant: ScriptedAssistant) -> None:
    assistant.streams["Which?"] = [step for _ in range(200) for step in (Delta("w "), 0.002)]
    began = time.monotonic()
    seen = awaited(looks(assistant))
    assert len(seen) <= (time.monotonic() - began) / INTERVAL_S + 3


def test_who_comes_too_many_is_told_so(assistant: ScriptedAssistant) -> None:
    assistant.turns = AdmissionQueue(1, 0, "Too many are asking")
    with assistant.turns.enqueue():
        last = awaited(looks(assistant))[-1]
    assert isinstance(last.outcome, PartialAnswer)
    assert (last.outcome.problem or "").startswith("Too many are asking: try again in ")


def test_closing_it_ends_the_work(assistant: ScriptedAssistant) -> None:
    assistant.streams["Which?"] = [Delta("Begun"), 3600.0]

    async def close_early() -> None:
        async with aclosing(making(assistant, QUESTION)) as exchanges:
            async for exchange in exchanges:
                if exchange.outcome == PartialAnswer(rest="Begun"):
                    break

    awaited(close_early())
    assert assistant.ended == ["Which?"]


def test_silence_does_not_keep_one_from_noticing_that_nobody_reads(assistant: ScriptedAssistant) -> None:
    assistant.streams["Which?"] = [2.5]
    seen = awaited(looks(assistant))
    assert len(seen) >= 3


def test_failure_is_a_sentence_without_what_is_ours(assistant: ScriptedAssistant) -> None:
    assistant.streams["Which?"] = [Delta("Begun"), ModelError("No file /secret/model.")]
    assert awaited(looks(assistant))[-1].outcome == PartialAnswer(
        rest="Begun", problem="The model or the index cannot be reached; the server's log says why."
    )
    unknown = awaited(looks(assistant, Question("Other?", "none")))[-1].outcome
    assert unknown == PartialAnswer(problem="There is no article 'none'.")
