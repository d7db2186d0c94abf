"""Fragments and pronouns that were once taken for something else, on texts of the tests' own."""

import pytest

from rag.models import Message
from rag.query.followup.standalone import standalone_question

PROFESSOR = ("Is Vance a professor too?", "Yes. Dina Vance, professor at Orm University, agreed. [1]")
PRIZE = ("Did they win a prize?", "Yes. The twins won the Alder Prize in 2019. [1]")
MEETING = ("Is there a meeting about this?", "A meeting will be held in the town hall on Friday 3 May at 6pm. [1]")
GUESTS = ("Who came to Brask on Friday?", "A group of Danish rail engineers came to Brask on Friday. [1]")
SHOPS = ("How are the kiosks doing?", "| Frozen | 23 | 21 | 385 | [1] Kiosks lose money. [2] Two were closed. [3]")
LINE = ("Tell me about the Velm thing", "A new tram line in Velm, costing 18 million, is to open in May. [1]")
OPINION = ("What does Vance think about the dam?", "“It leaks,” says Dina Vance. [1]")
REASON = ("why?", "Vance believes that it was built in haste. [1]")
HURT = ("What happened to Kessler?", "Kessler injured his knee. [1]")
REFUSED = ("Who is Alden Prior?", "The article does not say.")


def asked(question: str, *history: tuple[str, str]) -> str:
    turns = [Message(role, text) for pair in history for role, text in zip(("user", "assistant"), pair, strict=True)]  # type: ignore[arg-type]
    return standalone_question(question, turns)


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        ([PROFESSOR], "which university?", "at which university is Vance a professor?"),
        ([PRIZE], "which prize?", "which prize did they win?"),
        ([MEETING], "what time?", "what time is there a meeting about this?"),
        ([MEETING, ("where?", MEETING[1])], "what time?", "what time is there a meeting about this?"),
        ([GUESTS], "what for?", "why did they come to Brask on Friday?"),
        ([GUESTS], "did anything else happen that day?", "did anything else happen on Friday?"),
        ([MEETING], "I can't come that day, what can I do?", "I can't come that day, what can I do?"),
        ([SHOPS], "when will they make a profit?", "when will the kiosks make a profit?"),
        ([LINE], "how much is it?", "how much is the new tram line in Velm?"),
        ([OPINION, REASON], "what about Choo?", "What does Choo think about the dam?"),
        ([HURT], "did Reed say anything about that?", "did Reed say anything about what happened to Kessler?"),
        ([REFUSED], "what did he say?", "what did Alden Prior say?"),
    ],
)
def test_a_question_means_what_was_just_spoken_of(history: list[tuple[str, str]], question: str, expected: str) -> None:
    assert asked(question, *history) == expected
