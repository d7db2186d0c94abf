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
