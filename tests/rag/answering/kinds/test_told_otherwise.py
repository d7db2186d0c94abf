"""Answers that say that something is not known, or was not so."""

import pytest

from index.chunking import passages
from index.models import Article
from rag.answering.kinds.unknown import stated_unknown
from rag.answering.kinds.verdict.premise import contradiction
from rag.models import RetrievedPassage


def found_in(text: str) -> list[RetrievedPassage]:
    article = Article("Text", text, "t.txt")
    return [RetrievedPassage(each, article) for each in passages(article, lambda part: len(part.split()))]


FIRE = "A fire destroyed the depot in Ellmouth. The smoke may contain asbestos. The cause of the fire is not yet known."
SHEDS = "Five sheds were broken into. Tools were taken. The police have not found out who did it."
NAME = "Orm is a lake. The origin of its name is disputed."
SEALS = "Grey seals hide behind ferries. Males do so less often than females; why this is so is still unclear."
DATE = "The new bridge will replace the ferry. When the bridge will open has not been decided."


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        ("Why did the depot burn down?", FIRE, "not yet known"),
        ("What caused the fire?", FIRE, "not yet known"),
        ("Who broke into the sheds?", SHEDS, "who did it"),
        ("Why do males do it less often?", SEALS, "still unclear"),
        ("When will the bridge open?", DATE, "has not been decided"),
    ],
)
def test_what_is_not_known_is_said(question: str, text: str, words: str) -> None:
    quote = stated_unknown(question, found_in(text), None)
    assert quote is not None
    assert words in quote.text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many sheds were broken into?", SHEDS),
        ("Who chaired the meeting?", SHEDS),
        ("Where is the lake?", NAME),
        ("Why did the mayor resign?", FIRE),
        ("When did the ferry sink?", DATE),
    ],
)
def test_what_is_not_known_of_something_else_is_no_answer(question: str, text: str) -> None:
    assert stated_unknown(question, found_in(text), None) is None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Why did Kiel win?", "Lund beat Kiel 31–30 on Sunday."),
        ("Why did Ada Quill resign?", "Ada Quill did not resign, though many asked her to."),
        ("Why didn't North Korea test missiles?", "On Monday North Korea tested two missiles off its coast."),
        ("Why was the museum closed?", "The museum was not closed, and visitors came as always."),
        ("How come revenue fell?", "Revenue rose 6 percent to 512 million."),
    ],
)
def test_a_false_premise_is_contradicted(question: str, text: str) -> None:
    assert contradiction(question, found_in(text)) is not None


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Why did Lund win?", "Lund beat Kiel 31–30 on Sunday."),
        ("When do the schools open again?", "Schools stayed closed on Thursday."),
        ("Why did Ada Quill resign?", "Ada Quill resigned in May. She did not say why."),
        ("Why didn't Kim meet Trump?", "The meeting of Kim and Trump did not take place."),
        ("Why is the lake deep?", "The lake was made by a glacier."),
    ],
)
def test_a_true_premise_is_not(question: str, text: str) -> None:
    assert contradiction(question, found_in(text)) is None
