"""Who speaks in which sentence."""

import pytest

from index.chunking import passages
from index.models import Article
from rag.answering.kinds.speech.utterances import utterances
from rag.models import RetrievedPassage


def speakers(text: str) -> dict[str, str]:
    """The speaker of each sentence that reports somebody."""
    article = Article("Text", text, "t.txt")
    found = [RetrievedPassage(each, article) for each in passages(article, lambda part: len(part.split()))]
    return {each.quote.text: each.speaker for each in utterances(found)}


@pytest.mark.parametrize(
    ("text", "sentence", "speaker"),
    [
        (
            "Economist Dana Kessler expects two cuts. “The door is open,” she said.",
            "“The door",
            "Dana Kessler",
        ),
        ("The chair, Desmond Coe, called it “poultry”. He was tired.", "The chair", "Desmond Coe"),
        ("Coach Mirka Havel was calm. “They were tired,” Havel said. “So we ran.”", "“So we ran", "Mirka Havel"),
        ("The firm, Termia, stopped, “out of respect”, as its head, Roman Fiala, put it.", "The firm", "Roman Fiala"),
        ("According to the director, Marit Foss, it takes years.", "According", "Marit Foss"),
    ],
)
def test_a_sentence_has_its_speaker(text: str, sentence: str, speaker: str) -> None:
    assert next(who for said, who in speakers(text).items() if said.startswith(sentence)) == speaker


def test_turns_of_an_interview_are_told_by_their_labels() -> None:
    text = "Ada Quill, driver: We agree. It is late.\n\nBen Rolle, owner: I do not.\n\nQuill: That is fair."
    told = speakers(text)
    assert [who for said, who in told.items() if said.startswith(("It is late", "Ben Rolle", "Quill"))] == [
        "Ada Quill",
        "Ben Rolle",
        "Ada Quill",
    ]


def test_nobody_speaks_in_plain_prose() -> None:
    assert not speakers("The bridge was opened in 1932. It spans the Lowe.")
