"""Exchanges: how they grow, and how they are written down and read back."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models import Article
from rag.models import Answer, Event, Message, Question
from tests.support.language_models.spoken import spoken, told
from tests.support.servers.scripted_service import ScriptedAssistant, awaited
from ui.page.conversation import ConversationTurn, PartialAnswer, grown, messages, read, unescape_markers, written

ARTICLE = Article("A", "First one. Second [2] one.", "a.txt")
SPOKEN = spoken(
    ARTICLE,
    "Which?",
    [("The first [2] one.", ["First one."], "supported"), ("Nonsense.", [], "unsupported")],
)


@pytest.fixture
def answer() -> Answer:
    assistant = ScriptedAssistant([ARTICLE], {"Which?": ["First one."]})
    assistant.load()
    return awaited(assistant.answer(Question("Which?")))


def changed(exchange: ConversationTurn, *path: str | int, to: Any) -> str:
    """A kept conversation of one exchange in which one value is another."""
    value = json.loads(written(exchange))
    place = value
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps([value])


def test_answer_in_the_making_grows_sentence_by_sentence() -> None:
    outcome: Answer | PartialAnswer = PartialAnswer()
    seen: list[Answer | PartialAnswer] = []
    for event in told(SPOKEN):
        if isinstance(event, Event):
            outcome = grown(outcome, event)
            seen.append(outcome)
    rests = [unescape_markers(each.rest) for each in seen if isinstance(each, PartialAnswer)]
    assert "The first [2] one. [1]" in rests
    checked = [each for each in seen if isinstance(each, PartialAnswer) and len(each.sentences) == 2]
    assert checked[-1] == PartialAnswer(SPOKEN.sentences, SPOKEN.citations)
    assert seen[-1] == SPOKEN


def test_what_is_written_is_read_back(answer: Answer) -> None:
    exchanges = [
        ConversationTurn("Which?", None, answer),
        ConversationTurn("And?", ARTICLE.id, PartialAnswer(SPOKEN.sentences, SPOKEN.citations, "so", "Why.")),
    ]
    assert read(f"[{','.join(map(written, exchanges))}]") == exchanges


def test_question_alone_is_read_as_stopped() -> None:
    assert read('[{"question": "Q?", "article": null, "outcome": {}}]') == [ConversationTurn("Q?", None)]


@pytest.mark.parametrize(
    ("path", "to"),
    [
        pytest.param(("question",), " ", id="no question"),
        pytest.param(("outcome", "status"), "perhaps", id="unknown status"),
        pytest.param(("outcome", "sentences", 0, "citations"), [9], id="forged marker"),
        pytest.param(("outcome", "citations", 0, "start"), -1, id="place before the text"),
        pytest.param(("outcome", "citations", 0, "end"), "1<b>", id="place that is no number"),
        pytest.param(("outcome", "citations"), {}, id="no list"),
        pytest.param(("outcome",), None, id="no outcome"),
    ],
)
def test_what_does_not_fit_is_left_out(answer: Answer, path: tuple[str | int, ...], to: Any) -> None:
    assert read(changed(ConversationTurn("Which?", None, answer), *path, to=to)) == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_anything_else_is_an_empty_conversation(kept: Any) -> None:
    assert read(json.dumps(kept)) == []
    assert read(kept if not isinstance(kept, str) else None) == []


def test_conversation_as_turns_has_what_was_said(answer: Answer) -> None:
    exchanges = [
        ConversationTurn("Which?", None, answer),
        ConversationTurn("Failed?", None, PartialAnswer(problem="No.")),
    ]
    assert messages(exchanges) == (Message("user", "Which?"), Message("assistant", answer.answer))
    stopped = ConversationTurn("And?", None, PartialAnswer(SPOKEN.sentences))
    assert messages([stopped])[1] == Message("assistant", "The first [2] one. Nonsense.")
