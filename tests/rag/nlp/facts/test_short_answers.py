import pytest

from rag.nlp.facts.short_answers import short_answer


@pytest.mark.parametrize(
    ("question", "span", "shown"),
    [
        ("Who was the ref?", "Referee Anita Drew sent off Luke Farrant in the 97th minute", "Referee Anita Drew"),
        ("Who operates the reservoir?", "The operator is Penworth Water", "Penworth Water"),
        ("Who took Estrada's place?", "Paula Estrada withdrew; her place was taken by Anaïs Petit", "Anaïs Petit"),
        ("Who stole the bell?", "Its church was taken down and put up again stone by stone", None),
        ("Who may open it?", "a certified technician", "a certified technician"),
        ("who found it", "an employee who wanted to know the price: Ling Zhao",
         "an employee who wanted to know the price: Ling Zhao"),
        ("Who voted to hold?", "the nine members of the committee", "the nine members of the committee"),
        ("Why did the ferry run aground?", "Heron Bay", None),
        ("Why was the damage great?", "the shallow depth", "the shallow depth"),
        ("how many jobs are going", "7,600 employees, of whom about 900", "about 900"),
        ("How many of them came?", "a few", "a few"),
        ("Where did the ferry run aground?", "Heron Bay", "Heron Bay"),
    ],
)  # fmt: skip
def test_shows_a_name_for_who_and_no_bare_name_for_why(question: str, span: str, shown: str | None) -> None:
    assert short_answer(question, span) == shown


HURT = "Nobody was hurt; 212 people were brought out within six minutes."
LATER = "School starts 25 minutes later for as long as the bridge is shut, so that pupils can use the ferry."


@pytest.mark.parametrize(
    ("question", "span", "sentence", "shown"),
    [
        ("How many people got hurt?", "212", HURT, "Nobody"),
        ("How many people died in Doncaster?", "212", HURT, "Nobody"),
        ("How many people were brought out?", "212", HURT, "212"),
        ("How many were hurt?", "12", "No one was killed, but 12 people were hurt.", "12"),
        ("How many boats were lost?", "nine", "No boats were lost, though nine broke loose.", "No boats"),
        ("When do I get the dividend?", "16 January 2026 to shareholders on the register",
         "It is paid on 16 January 2026 to shareholders on the register.", "16 January 2026"),
        ("When does it run?", "from 3 May to 9 June", "It runs from 3 May to 9 June.", "from 3 May to 9 June"),
        ("Where does she teach?", "Delmar College in Ostby, originally from Crete",
         "She teaches at Delmar College in Ostby, originally from Crete.", "Delmar College in Ostby"),
        ("Why does it start later?", "for as long as the bridge is shut", LATER, "so that pupils can use the ferry"),
        ("Why did it sink?", "a rock", "It sank on a rock.", "a rock"),
        ("What did the mill say?", "what it will do", "The mill has not yet said what it will do.", None),
        ("Who is Ida Moor?", "its chair", "The club was cautious: its chair, Ida Moor, said so.", None),
        ("How much is a loaf now?", "£1.35 to £1.45", "Oat raised the price from £1.35 to £1.45.", "£1.45"),
        ("How did it change?", "£1.35 to £1.45", "Oat raised the price from £1.35 to £1.45.", "£1.35 to £1.45"),
        ("What did the club ask?", "it should be doubled and that applications",
         "The club said it should be doubled and that applications, which open now, be short.", "it should be doubled"),
    ],
)  # fmt: skip
def test_what_is_shown_is_true_without_its_sentence(question: str, span: str, sentence: str, shown: str | None) -> None:
    assert short_answer(question, span, sentence) == shown
