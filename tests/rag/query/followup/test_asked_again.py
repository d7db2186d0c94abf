"""Fragments that ask an earlier question for another circumstance, place, owner or thing."""

import pytest

from rag.models import Message
from rag.query.followup.standalone import standalone_question

JUMPED = ("Who jumped from the ramp?", "A night guard, Owen Pratt, broke his wrist when he jumped. [1]")
WARNED = ("What did Carla Winslade warn of?", "Carla Winslade warned that the sprinklers were out of date. [1]")
GOALS = ("How many goals did Rask score?", "Rask scored ten goals. [1]")
PLAN = ("Which plan did the council adopt?", "The council adopted the second plan. [1]")
MAYOR = ("Who is the mayor?", "The mayor of Ellmouth, Tom Adeyemi, thanked the crews. [1]")
AGE = ("How old is Tom Adeyemi?", "Adeyemi is 52. [1]")
BEES = ("Who wants to keep bees?", "Ms Dunmore asked to keep two hives. [1]")
WORKERS = ("How many people work in Brask?", "The one in Brask makes frames and employs 210 people. [1]")
STOVE = ("What does the stove weigh?", "It weighs 72 grams. [1]")
TENT = ("How much does the tent cost?", "The price is 249 euros. [1]")
PROFITS = ("Why did profits fall?", "Profits fell because steel became dearer. [1]")
DIED = ("When did Agneta Sorrel's husband die?", "Her husband died in 2003. [1]")
WORK = ("What is Agneta Sorrel's best known work?", "Her best known work is the Tide Window. [1]")
STOLEN = ("What was stolen?", "Tools worth about 900 pounds were taken. [1]")
ORDERS = ("What did Strand say about orders?", "“Orders for the spring are good,” Strand said. [1]")
CHOIR = ("Who founded the choir?", "The choir was founded in 1921 by Ada Quill, a baker. [1]")
WON = ("Did Lund win?", "Yes. Lund beat Kiel 31–30. [1]")
SHUT = ("How long was the bakery shut?", "The bakery was shut for eleven days. [1]")


def asked(question: str, *history: tuple[str, str]) -> str:
    turns = [Message(role, text) for pair in history for role, text in zip(("user", "assistant"), pair, strict=True)]  # type: ignore[arg-type]
    return standalone_question(question, turns)


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (JUMPED, "Why?", "Why did Owen Pratt jump from the ramp?"),
        (WARNED, "when?", "when did Carla Winslade warn of that?"),
        (GOALS, "When?", "When did Rask score goals?"),
        (PLAN, "by how many votes?", "by how many votes did the council adopt the plan?"),
        (MAYOR, "since when?", "since when is Tom Adeyemi the mayor?"),
        (BEES, "On which plot?", "On which plot does Ms Dunmore want to keep bees?"),
        (SHUT, "why?", "why was the bakery shut?"),
    ],
)
def test_a_circumstance_is_asked_of_what_happened(history: tuple[str, str], question: str, expected: str) -> None:
    assert asked(question, history) == expected


def test_a_circumstance_goes_back_behind_a_question_of_state() -> None:
    assert asked("since when?", MAYOR, AGE) == "since when is Tom Adeyemi the mayor?"


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (WORKERS, "and the other factory?", "How many people work in the other factory?"),
        (WORKERS, "and at the head office?", "How many people work at the head office?"),
        (ORDERS, "and about the autumn?", "What did Strand say about the autumn?"),
        (WON, "And the year before?", "Did Lund win the year before?"),
        (TENT, "and delivery?", "How much does delivery cost?"),
        (PROFITS, "and revenue?", "Why did revenue fall?"),
        (STOVE, "And cost?", "What does the stove cost?"),
    ],
)
def test_another_place_or_thing_takes_its_place(history: tuple[str, str], question: str, expected: str) -> None:
    assert asked(question, history) == expected


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (DIED, "And she?", "When did Agneta Sorrel die?"),
        (WORK, "And her children?", "Who are Agneta Sorrel's children?"),
        (WORK, "How many pieces does it have?", "How many pieces does Agneta Sorrel's best known work have?"),
        (WORKERS, "how many of them are women?", "how many of the 210 people are women?"),
        (STOLEN, "Have they been found?", "Have tools been found?"),
        (CHOIR, "how many members does it have?", "how many members does the choir have?"),
        (TENT, "how much did it cost last year?", "how much did the tent cost last year?"),
    ],
)
def test_pronouns_of_fragments_are_resolved(history: tuple[str, str], question: str, expected: str) -> None:
    assert asked(question, history) == expected


@pytest.mark.parametrize("lead", ["And", "But", "So", "Ok,", "And then"])
def test_a_whole_question_loses_what_ties_it(lead: str) -> None:
    assert asked(f"{lead} who paid for the roof?", MAYOR) == "Who paid for the roof?"


@pytest.mark.parametrize("between", range(5))
def test_a_question_means_the_same_however_long_the_conversation_is(between: int) -> None:
    fish = ("What is the Ormen char?", "The Ormen char is a fish that lives nowhere else. [1]")
    asks = [
        ("Who described it?", "It was first described by Lovisa Brandt. [1]"),
        ("May people fish for it?", "No. [1]"),
    ]
    others = [("Is it rare?", "Its numbers have fallen. [1]")] * between
    assert "Ormen char" in asked("Since when?", fish, *others, *asks)
