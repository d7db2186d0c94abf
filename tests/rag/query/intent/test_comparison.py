"""Questions that compare two sides."""

import pytest

from rag.query.intent.comparison import comparison


@pytest.mark.parametrize(
    ("question", "sides", "first", "wants"),
    [
        ("Which company has lower leakage, Northwind or Alba?", ("Northwind", "Alba"), "leakage of Northwind", "less"),
        ("Is Brekke older than Mjelde?", ("Brekke", "Mjelde"), "How old is Brekke?", "more"),
        ("Is Greif's pay higher than O'Brien's?", ("Greif", "O'Brien"), "What is the pay of Greif?", "more"),
        ("who spoke longer, Ada or Bo?", ("Ada", "Bo"), "How long did Ada speak?", "more"),
        ("Which is cheaper, the Pika or the Lumo?", ("the Pika", "the Lumo"), "How much does the Pika cost?", "less"),
        ("Who was faster, Leino or Delorme?", ("Leino", "Delorme"), "time of Leino", "less"),
        ("Were there more pairs in 2021 or in 2033?", ("2021", "2033"), "How many pairs were there in 2021?", "more"),
        ("compare leakage at Northwind and Alba", ("Northwind", "Alba"), "leakage of Northwind", ""),
        ("Compare what Aas and Lie think about the ship", ("Aas", "Lie"), "What did Aas say about the ship?", ""),
    ],
)
def test_tells_the_sides_and_what_is_asked_of_each(
    question: str, sides: tuple[str, str], first: str, wants: str
) -> None:
    asked = comparison(question)
    assert asked is not None
    assert (asked.sides, asked.wants) == (sides, wants)
    assert first in asked.questions[0]


@pytest.mark.parametrize(
    "question",
    [
        "Is the ship more than 20 metres long?",
        "Was it later than expected?",
        "Does Kim have more weapons than ever?",
        "Did he come by car or by bus?",
        "Was anyone hurt or killed?",
    ],
)
def test_other_questions_compare_no_sides(question: str) -> None:
    assert comparison(question) is None
