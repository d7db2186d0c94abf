import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.nlp.facts.aliases import are_kin, folded, unified
from rag.nlp.facts.facts import facts, missing


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        pytest.param("They met on 29 October.", "They met this Wednesday (29/10).", id="day/month"),
        pytest.param("They met on October 29th.", "They met on 29/10.", id="month day"),
        pytest.param("It appeared on 31 October 2025.", "Published on 10/31/2025", id="month/day/year"),
        pytest.param("It appeared on 31 October 2025.", "Published on 2025-10-31.", id="ISO"),
        pytest.param("It appeared on Oct. 31.", "Published on 31.10.2025.", id="dotted, and a short month"),
        pytest.param("It was in October.", "It was on 29/10.", id="the month of a date"),
        pytest.param("The U.S. objected.", "The United States objected.", id="U.S."),
        pytest.param("The United States objected.", "The American president objected.", id="American"),
        pytest.param("The UN met.", "The United Nations met.", id="UN"),
        pytest.param("Korea objected.", "The Korean side objected.", id="a people for its country"),
        pytest.param("Russians arrived from Russia.", "A Russian delegation arrived.", id="and the other way"),
        pytest.param("The French left.", "France left.", id="irregular"),
        pytest.param("Some 1,200 came.", "There were 1200 of them.", id="thousands"),
        pytest.param("Twenty-two came.", "There were 22.", id="number words"),
        pytest.param("It cost $1.5 million.", "It cost 1,500,000 dollars.", id="million"),
        pytest.param("A dozen came.", "There were 12.", id="dozen"),
        pytest.param("About 40% agreed.", "Some 40 percent agreed.", id="percent"),
        pytest.param("Experts say so.", "He says so.", id="a first word that is no name"),
        pytest.param("However, he left.", "He left.", id="a linking word"),
        pytest.param("President Trump left.", "Trump left.", id="a title"),
        pytest.param("Söder’s plan failed.", "The plan of Soder failed.", id="accents and possessives"),
        pytest.param("Choe Son-hui came.", "Choe Son-hui was greeted.", id="a hyphen"),
        pytest.param("One of them left.", "Somebody left.", id="one counts nothing"),
    ],
)
def test_the_same_fact_in_another_spelling_is_held(sentence: str, quote: str) -> None:
    assert missing(sentence, [quote]) == ()


@pytest.mark.parametrize(
    ("sentence", "quote", "lacking"),
    [
        pytest.param("They met on 28 October.", "They met on 29/10.", ("28 October",), id="another day"),
        pytest.param("It cost 15 million.", "It cost 1.5 million.", ("1.5e+07",), id="another number"),
        pytest.param("It opened in 1931.", "It opened in 1932.", ("1931",), id="another year"),
        pytest.param("Zinberg said so.", "Choo said so.", ("zinberg",), id="another speaker"),
        pytest.param("He met Putin in Moscow.", "He met Putin.", ("moscow",), id="an added place"),
        pytest.param("They met on Monday.", "They met on Tuesday.", ("monday",), id="another weekday"),
        pytest.param("It is us who know.", "The US knows.", (), id="us is nobody's country"),
        pytest.param("The US knows.", "It is us who know.", ("unitedstates",), id="and a country is not us"),
    ],
)
def test_a_fact_that_no_quote_has_is_named(sentence: str, quote: str, lacking: tuple[str, ...]) -> None:
    assert missing(sentence, [quote]) == lacking


def test_quotes_are_taken_together() -> None:
    assert missing("Putin met Choe on 27 October.", ["Putin met her.", "Choe arrived on 27/10."]) == ()


def test_a_date_that_can_be_read_in_two_ways_is_held_by_either() -> None:
    assert facts("on 5/6").dates == {(5, 6), (6, 5)}


@given(st.text(max_size=60))
def test_every_text_holds_its_own_facts(text: str) -> None:
    assert missing(text, [text]) == ()


@given(st.text(max_size=60))
def test_unifying_twice_changes_nothing_more(text: str) -> None:
    assert unified(unified(text)) == unified(text)


def test_kin_are_countries_and_their_people_only() -> None:
    assert are_kin(folded("China"), folded("Chinese"))
    assert not are_kin("iran", "iraq")
    assert not are_kin("austria", "australia")
    assert not are_kin("north", "northwest")
