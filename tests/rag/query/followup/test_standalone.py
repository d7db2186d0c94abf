"""Follow-up questions made to stand alone, by rules: tables of conversations, any text, and whole sets measured."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embeddings.encoder import Encoder
from index.models import Article
from rag.models import Message
from rag.query.followup.standalone import standalone_question
from rag.refusals import ABSENT, ABSENT_IN_ALL, absent, is_refusal, unread
from tests.tools.followups import changed, follow_ups, later, share

GAPPED = Article("Scan", "It rained.", "a.pdf", pages=(0, 9, 9, 9, 9), unread_pages=(2, 4, 5))
GAPS = (absent([GAPPED]), absent([GAPPED, Article("Other", "It snowed.", "b.txt")]))
MEETING = (
    "why didn't Kim meet Trump?",
    "The American claimed this Wednesday (29/10) that the meeting did not take place due to scheduling problems. [1]"
    " Although Trump had repeatedly stated before arriving in South Korea that he hoped to meet with Kim, foreign"
    " policy professor Choo Jae-woo of Kyung Hee University in Seoul said a meeting was more than unlikely. [2]",
)
GREETING = (
    "Who greeted Choe Son-hui in Moscow?",
    "These friendships were expressed when Russian President Vladimir Putin greeted North Korean Foreign Minister Choe"
    " Son-hui in Moscow on Monday. [1]",
)
ZINBERG = (
    "Who is Yakov Zinberg?",
    "“The message is that North Korea is no longer alone,” said Yakov Zinberg, a professor of international relations"
    " at Kokushikan University in Tokyo. [1]",
)
TEST = ("What did North Korea test?", "North Korea tested several cruise missiles on Tuesday off its west coast. [1]")
MUSEUM = (
    "When did the museum open?",
    "The museum opened in May 1999 in Leeds, after Mrs Amara Okafor had given her collection to the city. [1]",
)
FEE = ("How much was the fee for the winger?", "The club paid €11.5 million for him. [1]")
COST = ("What's Norway's share of the cost?", "Norway will pay $120 million and the European Union $90 million. [1]")
DENIED = ("Why won't the pilots be trained in Velm?", "Pilots will be trained in Tallinn, not in Velm. [1]")
CAPTAIN = ("Who is the captain?", "Captain Ingrid Solberg radioed for help. [1]")
SPOKEN = ("What did Strand say about wages?", "“The door is open,” Strand told reporters. [1]")
UNKNOWN = ("How tall is Donald Trump?", "The article does not say.")


def turns(*texts: str) -> list[Message]:
    return [Message("assistant" if number % 2 else "user", text) for number, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        pytest.param(MEETING, "Was it planned?", "Was the meeting planned?", id="it-what-the-answer-is-about"),
        pytest.param(MEETING, "did he want to?", "did Kim want to?", id="he-the-subject-before-the-object"),
        pytest.param(MEETING, "How often have they met?", "How often have Kim and Trump met?", id="they-both-named"),
        pytest.param(
            GREETING,
            "Is she still in Russia?",
            "Is North Korean Foreign Minister Choe Son-hui still in Russia?",
            id="she",
        ),
        pytest.param(
            GREETING, "What did he say?", "What did Russian President Vladimir Putin say?", id="he-who-was-asked-for"
        ),
        pytest.param(ZINBERG, "His view?", "Yakov Zinberg's view?", id="his"),
        pytest.param(
            TEST, "How far did they fly?", "How far did several cruise missiles fly?", id="they-what-was-asked-for"
        ),
        pytest.param(MUSEUM, "how big is it?", "how big is the museum?", id="it"),
        pytest.param(MUSEUM, "Was she rich?", "Was Mrs Amara Okafor rich?", id="she-by-title"),
        pytest.param(UNKNOWN, "How old is he?", "How old is Donald Trump?", id="he-after-no-answer"),
        pytest.param((*ZINBERG, *UNKNOWN), "What does he say?", "What does Donald Trump say?", id="he-the-newest"),
    ],
)
def test_pronouns_become_names(history: tuple[str, ...], question: str, expected: str) -> None:
    assert standalone_question(question, turns(*history)) == expected


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        pytest.param(GREETING, "What happened there?", "What happened in Moscow?", id="there"),
        pytest.param(MUSEUM, "Who died since then?", "Who died since the museum opened?", id="since-then"),
        pytest.param(
            ZINBERG,
            "What is that university known for?",
            "What is Kokushikan University known for?",
            id="that-with-noun",
        ),
        pytest.param(MEETING, "Is that true?", "Is that (Kim didn't meet Trump) true?", id="that"),
        pytest.param(FEE, "Is that a record?", "Is €11.5 million a record?", id="that-amount"),
        pytest.param(
            MUSEUM, "Who was glad about that?", "Who was glad about the fact that the museum opened?", id="about-that"
        ),
        pytest.param(MUSEUM, "And the first one?", "When did the first museum open?", id="one"),
    ],
)
def test_pointing_words_become_what_they_point_at(history: tuple[str, ...], question: str, expected: str) -> None:
    assert standalone_question(question, turns(*history)) == expected


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        pytest.param(MEETING, "why?", "why didn't Kim meet Trump?", id="why-again"),
        pytest.param(MUSEUM, "Why?", "Why did the museum open?", id="why"),
        pytest.param(MEETING, "when was that?", "when did Kim meet Trump?", id="when-was-that"),
        pytest.param(
            GREETING,
            "When?",
            "When did Russian President Vladimir Putin greet Choe Son-hui in Moscow?",
            id="asked-for-the-subject",
        ),
        pytest.param(TEST, "Why?", "Why did North Korea test that?", id="asked-for-the-object"),
        pytest.param(UNKNOWN, "Why?", "How tall is Donald Trump, and why?", id="asked-for-a-measure"),
        pytest.param(DENIED, "So where instead?", "So where will the pilots be trained instead of Velm?", id="instead"),
        pytest.param(MEETING, "and Zinberg?", "why didn't Zinberg meet Trump?", id="and-name"),
        pytest.param(
            MEETING, "and Choo?", "why didn't Kim meet Trump, according to Choo?", id="and-one-who-was-quoted"
        ),
        pytest.param(
            (*MEETING, "and Choo?", "It was unlikely. [1]"),
            "and Zinberg?",
            "why didn't Kim meet Trump, according to Zinberg?",
            id="and-another-speaker",
        ),
        pytest.param(CAPTAIN, "what's her name?", "Who is the captain?", id="her-name"),
        pytest.param(CAPTAIN, "why did it happen?", "why did it happen?", id="nothing-happened-yet"),
        pytest.param(MUSEUM, "why did it happen?", "why did the museum open?", id="it-happened"),
        pytest.param(SPOKEN, "what was it before?", "what was it before?", id="it-is-nothing-in-a-quotation"),
        pytest.param(ZINBERG, "what about Choo Jae-woo?", "who is Choo Jae-woo?", id="what-about-name"),
        pytest.param(MUSEUM, "And the library?", "When did the library open?", id="and-thing"),
        pytest.param(COST, "And the EU's?", "What's the EU's share of the cost?", id="and-owner"),
        pytest.param(COST, "Dorvan too?", "What's Dorvan's share of the cost?", id="name-too"),
        pytest.param(TEST, "what about in 2022?", "what did North Korea test in 2022?", id="another-time"),
        pytest.param((*ZINBERG, "and Choo?", "A professor. [1]"), "Why?", "Who is Choo, and why?", id="twice"),
    ],
)
def test_fragments_become_questions(history: tuple[str, ...], question: str, expected: str) -> None:
    assert standalone_question(question, turns(*history)).lower() == expected.lower()


@pytest.mark.parametrize(
    "question",
    [
        "Does South Korea have nuclear weapons?",
        "Is there any plan to reopen the bridge?",
        "Did the mayor say he would come?",
        "When the bridge opened, who cut its ribbon?",
        "Who said that the talks failed?",
        "How many ships are there?",
        "Which minister said he would resign?",
        "Did the company sell its shares?",
        "How long did it take to build the bridge?",
        "Is it true that the museum closed?",
        "What did Smith and his wife buy?",
        "Did Maria Lopez lose her passport?",
        "news agency that published this",
        "nuclear status recognition consequences",
        "Who won?",
    ],
)
@pytest.mark.parametrize("history", [GREETING, MUSEUM])
def test_questions_that_stand_alone_stay(history: tuple[str, ...], question: str) -> None:
    assert standalone_question(question, turns(*history)) == question


@pytest.mark.parametrize(
    "refusal", [ABSENT, ABSENT_IN_ALL, *GAPS, *map(unread, ("Spanish", "German", "Polish", "French"))]
)
@pytest.mark.parametrize(
    "question", ["What do they read?", "Where is it spoken?", "and why do the models?", "Who said so?"]
)
def test_a_refusal_has_no_antecedents(refusal: str, question: str) -> None:
    silent = standalone_question(question, turns("¿Quién escribió el artículo?", ""))
    for told in (refusal, refusal.removesuffix("."), refusal.upper(), f"{refusal} "):
        assert standalone_question(question, turns("¿Quién escribió el artículo?", told)) == silent


def test_an_answer_that_begins_as_a_refusal_is_an_answer() -> None:
    told = "The article does not say. But Ada Quill, a pilot, thinks so. [1]"
    assert not is_refusal(told)
    assert standalone_question("Where does she live?", turns("Who thinks so?", told)) == "Where does Ada Quill live?"


@pytest.mark.parametrize("question", ["Why?", "What did he say?", "and Kim?", "Which of them is older?"])
def test_without_history_nothing_changes(question: str) -> None:
    assert standalone_question(question) == question
    assert standalone_question(question, [Message("assistant", "Kim said so. [1]")]) == question


def test_only_the_last_three_exchanges_count() -> None:
    history = turns("Who is Ada Quill?", "A pilot. [1]", *["Is it late?", "The article does not say."] * 3)
    assert standalone_question("Where does she live?", history) == "Where does she live?"
    assert standalone_question("Where does she live?", history[:-2]) == "Where does Ada Quill live?"


def test_markers_are_no_words_and_escaped_brackets_are() -> None:
    history = turns("What did they sign?", r"They signed the Treaty \[3] with Ostrava. [1]")
    assert "[" not in standalone_question("When was it signed?", history).replace("[3]", "")


@given(
    st.text(max_size=200),
    st.lists(st.tuples(st.sampled_from(["user", "assistant"]), st.text(max_size=300)), max_size=8),
)
@settings(deadline=None)
def test_takes_any_text(question: str, history: list[tuple[str, str]]) -> None:
    made = standalone_question(question, [Message(role, text) for role, text in history])  # type: ignore[arg-type]
    assert made == " ".join(made.split())
    assert bool(made) == bool(question.split())


PIECES = [
    "Kim",
    "Mrs Quill's",
    "he",
    "it",
    "there",
    "that",
    "why",
    "and",
    "did",
    "the ship",
    "?",
    ",",
    "in Oslo",
    "2010",
    "’s",
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=12), st.lists(st.lists(st.sampled_from(PIECES), max_size=30), max_size=6)
)
@settings(deadline=None)
def test_takes_any_words(question: list[str], history: list[list[str]]) -> None:
    made = standalone_question(" ".join(question), turns(*map(" ".join, history)))
    assert bool(made) == bool(question)


@pytest.mark.parametrize("piece", ["Kim's ", "Kim had that ", "ships of ", "x", " ", "[1] ", "she said in Oslo, "])
def test_a_long_history_is_quick(piece: str) -> None:
    history = turns(*((f"{number} " + piece * 2000)[:2000] for number in range(100)))
    began = time.process_time()
    standalone_question("Why did he do it there?", history)
    assert time.process_time() - began < 2


def test_passages_are_found_by_what_was_understood(encoder: Encoder, tmp_path: Path) -> None:
    measured = follow_ups("test", encoder, tmp_path)
    assert changed(measured) == []
    assert share(later(measured), lambda turn: turn.found) >= 0.83
