"""People whom articles mention."""

from collections.abc import Callable

import pytest

from rag.answering.kinds.lists.people import people
from rag.models import RetrievedPassage

Read = Callable[[str], list[RetrievedPassage]]

CALIBRATION = "rag/training/data/everyday/calibration/"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "seeds/trump-kim.txt",
            "Kim Jong-un, Donald Trump, Lee Jae-myung, Choo Jae-woo, Vladimir Putin, Choe Son-hui, Sergey Lavrov,"
            " Yakov Zinberg",
        ),
        (
            CALIBRATION + "mayor-of-corvale-steps-down-over-garden.txt",
            "Delphine Aubrac, Sami Belkacem, Pia Lescure, Hubert Maillot, Claire Nemours, Gaspard Roux, Estelle Ngoma",
        ),
        (
            CALIBRATION + "museum-returns-carved-post-to-tumari-peo.txt",
            "Carl Uhlmann, Heike Ostrow, Ralf Bertram, Joseph Wanati, Mary Tuluk, Jan Petersen",
        ),
        (
            CALIBRATION + "vinter-roe-to-merge-with-rival-halsbury.txt",
            "Marguerite Sorel, Dominic Tarr, Augusta Roe, Emeka Stanhope, Zelda Finch, Pat Adeane",
        ),
        (CALIBRATION + "marsh-carpenter-ant.txt", ""),
    ],
)
def test_lists_everybody_once_and_nothing_else(read_file: Read, path: str, expected: str) -> None:
    assert ", ".join(entry.text for entry in people(read_file(path))) == expected


def test_a_footnote_mark_behind_a_name_is_no_age(read: Read) -> None:
    assert [entry.text for entry in people(read("The study was led by Anna Berg,¹ a professor, in May."))]


def test_each_stands_in_the_sentence_of_the_fullest_mention(read: Read) -> None:
    text = "On Friday Orve resigned. The reason given by Minister Tilda Orve was her health."
    [entry] = people(read(text))
    assert entry.text == "Tilda Orve"
    assert entry.quote.text == "The reason given by Minister Tilda Orve was her health."


@pytest.mark.parametrize(
    "text",
    [
        "The plan of Harl Brask was dropped. Mr Brask resigned.",
        "The painter Sergei Vokin lives here. Serguei Vokin sells nothing.",
        "The actor John F. Brask came late. John Brask left early.",
        "Kim Yong-ho, who farms here, was glad. Later Kim wept.",
    ],
)
def test_several_forms_of_a_name_are_one(read: Read, text: str) -> None:
    assert len(people(read(text))) == 1


def test_two_of_one_family_stay_two_and_the_family_name_is_neither(read: Read) -> None:
    text = "Anna Vesk and her brother Karl Vesk own the mill. Vesk refused to comment."
    assert [entry.text for entry in people(read(text))] == ["Anna Vesk", "Karl Vesk"]


@pytest.mark.parametrize(
    "text",
    [
        "Brandvale's chief executive spoke to nobody. Brandvale said so on Monday.",
        "The Kremlin said that Moscow, the capital, was calm.",
        "After Storm Hedda the house was rebuilt by the operator Baltrade.",
        "They met in Victoria at the Elsa Hotel and in Lake Chad province.",
        "Thirty-eight came, and the sixteen-year-old Pole won the Fenner Prize.",
        "Northwind & Sons told the court that Vinter Hall had been sold.",
    ],
)
def test_firms_places_and_prizes_are_no_people(read: Read, text: str) -> None:
    assert [entry.text for entry in people(read(text))] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A barman, Ricco Salasz, was hurt.", "Ricco Salasz"),
        ("The mayor of Hama-Nishi, Junko Ogatta, was absent.", "Junko Ogatta"),
        ("Orvil Zint, 83, gathers seaweed.", "Orvil Zint"),
        ("One of them was Orvil Zint, a seaweed gatherer from the coast.", "Orvil Zint"),
        ("The court ruled that Ms Zint might go on, and that Orvila Zint was right.", "Orvila Zint"),
        ("A collector named Orvil Zint had sealed the looms.", "Orvil Zint"),
        ("The duke, Konrad V, was in favour of it.", "Konrad V"),
        ("They praised the 68-year-old Ivor Trehan.", "Ivor Trehan"),
        ("Her teacher, Professor August Lyng, was strict.", "August Lyng"),
    ],
)
def test_what_stands_around_a_name_shows_a_person(read: Read, text: str, expected: str) -> None:
    assert [entry.text for entry in people(read(text))] == [expected]


def test_only_those_whose_words_are_reported_are_quoted(read: Read) -> None:
    text = (
        "Mayor Tilda Orve opened the bridge. The engineer Harl Brask said it would hold."
        " Beside him stood the singer Mona Quist. She said it was a fine day."
    )
    assert [entry.text for entry in people(read(text), quoted=True)] == ["Harl Brask", "Mona Quist"]


def test_the_quoted_of_the_seed_are_those_who_speak(read_file: Read) -> None:
    """ "Trump's offers to meet with Kim, when he told reporters": he is Trump."""
    found = [entry.text for entry in people(read_file("seeds/trump-kim.txt"), quoted=True)]
    assert found == ["Donald Trump", "Choo Jae-woo", "Choe Son-hui", "Yakov Zinberg"]


def test_a_pronoun_that_says_something_is_the_subject_before_it(read: Read) -> None:
    text = "Coach Harl Brask took the blame: he had left the setter, Mona Quist, on the court. He said he would go."
    assert [entry.text for entry in people(read(text), quoted=True)] == ["Harl Brask"]
