"""What is only possible, suspected, feared or proposed."""

import pytest

from rag.answering.kinds.verdict.possibility import asserted
from tests.rag.answering.kinds.verdict.verdicts import verdict_of


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "Is it coffee?",
            "One possibility, she said, is that people who walked drank less coffee in the afternoon, but the team had"
            " not measured that.",
        ),
        ("Was it arson?", "Arson is suspected."),
        ("Was it arson?", "Police suspect arson, and have sealed the hall."),
        ("Did the eels die of heat?", "One theory, says Brandt, is that the eels died of heat."),
        ("Did the eels die of heat?", "The fear among anglers is that the eels died of heat."),
        ("Is it the pump?", "Perhaps it is the pump."),
        ("Will the school close?", "A proposal to close the school was put to the council."),
        ("Will the school close?", "The mayor proposed closing the school next year."),
        ("Will the rent rise?", "Tenants worry that the rent will rise in spring."),
        ("Is the virus the cause?", "The virus is one possible cause."),
        ("Is it a virus?", "It might not be a virus."),
        ("Are the whales lost?", "It is feared that the whales are not going home and are lost."),
        ("Will the ferry run?", "The fear is that the ferry will not run this winter."),
        ("Can I shoot geese there?", "The farmers want shooting geese to be banned."),
        ("Should cars be banned?", "The group wants cars to be banned."),
        ("Will cars be banned?", "One idea is to ban cars from the square."),
        ("Is it mould?", "It is probably mould."),
        ("Is swimming allowed?", "Rumours that swimming is not allowed have spread."),
    ],
)
def test_what_is_only_possible_decides_nothing(question: str, text: str) -> None:
    assert verdict_of(question, text) is None


@pytest.mark.parametrize(
    ("question", "text", "yes"),
    [
        ("Did the team measure the coffee?", "It may be tea, but the team had not measured the coffee.", False),
        ("Was the proposal rejected?", "The proposal was rejected by the council.", True),
        ("Do parents fear the closure?", "Parents fear the closure of the school.", True),
        ("Was arson suspected?", "Arson was suspected.", True),
        ("Did the eels die?", "The eels died on Sunday, and the fear is that more will follow.", True),
        ("Will the school close?", "The school will close in May; one possibility is a new one in Holm.", True),
        ("Was it arson?", "It was not arson, but a fault is suspected.", False),
        ("Did the hall burn down?", "The hall, perhaps the oldest in the county, burned down.", True),
        ("Can I shoot geese there?", "Shooting geese is banned.", False),
        ("Did walking help?", "The study suggests that walking helped.", True),
        ("Is the water safe?", "The water is not safe, the town says.", False),
    ],
)
def test_what_is_said_beside_it_still_decides(question: str, text: str, yes: bool) -> None:
    assert verdict_of(question, text) is yes


def test_what_is_only_possible_is_left_out() -> None:
    text = "One possibility is that it was tea, but nobody had asked."
    assert asserted(text, "Was it tea?") == "One possibility is that, but nobody had asked."


def test_a_question_for_what_is_possible_is_decided_by_the_whole_sentence() -> None:
    text = "They fear that the school will close."
    assert asserted(text, "Do they fear that the school will close?") == text
