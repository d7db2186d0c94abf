"""Exchanges: how they are written down and read back."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models import Article
from rag.models import Answer, Question
from tests.support.language_models.spoken import spoken
from tests.support.servers.scripted_service import ScriptedAssistant, awaited
from ui.page.conversation import ConversationTurn, PartialAnswer, read, written

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


def test_what_is_written_is_read_back(answer: Answer) -> None:
    exchanges = [
        ConversationTurn("Which?", None, answer),
        ConversationTurn("And?", ARTICLE.id, PartialAnswer(SPOKEN.sentences, SPOKEN.citations, "so", "Why.")),
    ]
    assert read(f"[{','.join(map(written, exchanges))}]") == exchanges


def test_an_answer_as_the_api_gives_it_is_read(answer: Answer) -> None:
    """Browsers keep what the stream of events told them."""
    kept = [{"question": "Which?", "article": None, "outcome": answer.to_dict()}]
    assert read(json.dumps(kept)) == [ConversationTurn("Which?", None, answer)]


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
def test_what_does_not_fit_has_no_place_among_the_others(answer: Answer, path: tuple[str | int, ...], to: Any) -> None:
    turn = ConversationTurn("Which?", None, answer)
    (spoilt,) = json.loads(changed(turn, *path, to=to))
    assert read(json.dumps([spoilt, json.loads(written(turn))])) == [None, turn]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_anything_else_is_no_conversation(kept: Any) -> None:
    assert not any(read(json.dumps(kept)))
    assert read(str(kept)) == [] or isinstance(kept, str | list | float)
