"""Lists that an article has a section for, and the experts that it quotes."""

from collections.abc import Callable

import pytest

from rag.answering.kinds.lists.list_request import ListKind, ListRequest, list_request
from rag.answering.kinds.lists.lists import list_entries
from rag.answering.kinds.lists.sections import section_asked, section_list
from rag.models import RetrievedPassage

Read = Callable[[str], list[RetrievedPassage]]
TEXT = """# The tram depot of Velm

The depot was opened in 1931.

## Plans

A second hall is to be built in 2027. It will cost four million.

Three old trams will be restored for the museum. "It is a dream," said Ada Roe.

## Risks

The river floods the yard in most springs.

Two of the pits are older than the law allows.

## Rules

- Nobody may enter the pits alone.
- Helmets must be worn in both halls.
"""


@pytest.mark.parametrize(
    ("question", "entries"),
    [
        ("what are their plans", ["A second hall is", "Three old trams"]),
        ("what are the depot's plans?", ["A second hall is", "Three old trams"]),
        ("What are the risks?", ["The river floods", "Two of the pits"]),
        ("list the rules", ["Nobody may enter", "Helmets must"]),
        ("which are the rules", ["Nobody may enter", "Helmets must"]),
    ],
)
def test_a_section_of_that_name_is_listed(read: Read, question: str, entries: list[str]) -> None:
    made = section_list(question, read(TEXT))
    assert made
    found = [item.text for item in made.items]
    assert len(found) == len(entries)
    assert all(start in text for start, text in zip(entries, found, strict=True))


@pytest.mark.parametrize("question", ["what are the costs", "what are the plans for the yard", "who made the rules"])
def test_without_such_a_section_there_is_no_list(read: Read, question: str) -> None:
    assert section_list(question, read(TEXT)) is None


def test_marks_alone_are_no_entry(read: Read) -> None:
    made = section_list("what are the risks?", read(TEXT.replace("Two of the pits", "**\n\nTwo of the pits")))
    assert made
    assert [item.text.split()[0] for item in made.items] == ["The", "Two"]


def test_other_questions_name_no_section() -> None:
    assert section_asked("what is the plan of the depot") is None


def test_experts_are_those_of_a_learned_profession(read: Read) -> None:
    text = (
        "“It is late,” said Ada Roe, professor of botany in Lund. “I wept,” said the farmer Ivo Harn."
        " Petra Lien, an ecologist, said that the moss would return."
    )
    assert list_request("list the experts quoted") == ListRequest(ListKind.EXPERTS)
    assert [entry.text for entry in list_entries(ListKind.EXPERTS, read(text))] == ["Ada Roe", "Petra Lien"]
    assert list_request("list the experts") is None
