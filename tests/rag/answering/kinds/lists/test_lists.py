"""Lists and counts of what articles mention."""

from collections.abc import Callable

import pytest

from rag.answering.kinds.lists.list_request import ListKind, ListRequest, list_request
from rag.answering.kinds.lists.lists import list_answer, list_entries
from rag.models import ReadThrough, RetrievedPassage

Read = Callable[[str], list[RetrievedPassage]]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("List all people mentioned", ListRequest(ListKind.PEOPLE)),
        ("Who is mentioned?", ListRequest(ListKind.PEOPLE)),
        ("all names please", ListRequest(ListKind.PEOPLE)),
        ("Which countries are named?", ListRequest(ListKind.COUNTRIES)),
        ("How many people are quoted?", ListRequest(ListKind.QUOTED, count=True)),
        ("How many countries does it mention?", ListRequest(ListKind.COUNTRIES, count=True)),
        ("Which sums of money are mentioned in the text?", ListRequest(ListKind.MONEY)),
        ("list the dates", ListRequest(ListKind.DATES)),
        ("list all percentages", ListRequest(ListKind.PERCENTAGES)),
        ("Lista todas as pessoas mencionadas", ListRequest(ListKind.PEOPLE)),
        ("Quais países são citados no artigo?", ListRequest(ListKind.COUNTRIES)),
        ("Quantas pessoas são mencionadas?", ListRequest(ListKind.PEOPLE, count=True)),
        ("enumera las empresas nombradas", ListRequest(ListKind.COMPANIES)),
        ("Lista las fechas", ListRequest(ListKind.DATES)),
        ("¿Cuántas ciudades aparecen en el texto?", ListRequest(ListKind.CITIES, count=True)),
    ],
)
def test_tells_which_list_is_asked_for(question: str, expected: ListRequest) -> None:
    assert list_request(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "list all people в Москве",
        "How many people died?",
        "Which countries signed the treaty?",
        "Who is Kim Jong-un?",
        "List the demands of the workers",
        "What is his name?",
        "How many people are there in the village?",
        "List all people and countries mentioned",
        "Who mentioned the price?",
        "Quantas pessoas morreram?",
        "¿Cuántas personas votaron?",
        "",
    ],
)
def test_narrower_questions_ask_for_no_such_list(question: str) -> None:
    assert list_request(question) is None


def test_countries_of_the_seed_are_named_once_by_whatever_name(read_file: Read) -> None:
    found = list_entries(ListKind.COUNTRIES, read_file("seeds/trump-kim.txt"))
    assert [entry.text for entry in found] == [
        "United States", "South Korea", "North Korea", "Singapore", "Russia", "Japan", "Ukraine",
    ]  # fmt: skip


def test_a_country_inside_a_longer_name_is_none(read: Read) -> None:
    text = "Michael Jordan flew from New Mexico to Lake Chad with Georgia Tech, then to northern Chad and the US."
    assert [entry.text for entry in list_entries(ListKind.COUNTRIES, read(text))] == ["Chad", "US"]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (
            ListKind.DATES,
            "On 2 August 1693 and on March 5, 2021 it rained; the 1964 bridge held until 2036. It took 1,500 days.",
            ["2 August 1693", "March 5, 2021", "1964", "2036"],
        ),
        (ListKind.DATES, "It starts on 1 March. It ends after 1 March. It cost $2000.", ["1 March"]),
        (
            ListKind.YEARS,
            "The poet (1861–1938) sold 1900 copies in 1907 and none in March 1908.",
            ["1861", "1938", "1907", "1908"],
        ),
        (
            ListKind.MONEY,
            "It cost $1.3 million, then 60,000 dollars, and a fee of 48 cents; 40 people paid 60,000 dollars.",
            ["$1.3 million", "60,000 dollars", "48 cents"],
        ),
        (
            ListKind.PERCENTAGES,
            "Prices rose 6.5 per cent, then 7 percent and 12%; rates rose two percentage points.",
            ["6.5 per cent", "7 percent", "12%"],
        ),
    ],
)
def test_lists_dates_and_sums_as_they_stand(read: Read, kind: ListKind, text: str, expected: list[str]) -> None:
    assert [entry.text for entry in list_entries(kind, read(text))] == expected


def test_the_answer_has_an_item_a_line_cited_and_says_what_was_read(read_file: Read) -> None:
    passages = read_file("seeds/trump-kim.txt")
    made = list_answer(ListRequest(ListKind.PEOPLE), passages)
    assert made is not None
    assert made.text.startswith("- Kim Jong-un [1]\n- Donald Trump [1]\n- Lee Jae-myung [2]\n")
    assert all(item.text in made.citations[item.citations[0] - 1].quote for item in made.items)
    bodies = sum(sentence.kind == "body" for found in passages for sentence in found.passage.sentences)
    assert made.complete == ReadThrough(1, bodies)


def test_a_count_says_the_number_and_what_it_counts(read_file: Read) -> None:
    made = list_answer(ListRequest(ListKind.PEOPLE, count=True), read_file("seeds/trump-kim.txt"))
    assert made is not None
    assert made.short_answer == "8"
    assert len(made.items) == 8


def test_nothing_of_the_kind_is_no_answer(read: Read) -> None:
    assert list_answer(ListRequest(ListKind.COUNTRIES), read("The cat slept on the mat all day.")) is None
