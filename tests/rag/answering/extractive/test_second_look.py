"""The second look at the best candidates."""

import pytest

from index.chunking import passages
from index.models import Article
from rag.answering.extractive.calibration import VERDICT_FEATURES, verdict_features
from rag.answering.extractive.candidates import FEATURES, Candidate
from rag.answering.extractive.sentence_selection import reconsidered
from rag.models import RetrievedPassage

WORKS = "The works in Brask makes frames and employs 210 people. The one in Tolmin has 145 employees."
FOUNDED = "Brask was founded in 1961, Tolmin in 2009."
COACHES = "Kiel's coach, Dieter Maas, was angry. Lund's coach, Marit Solheim, disagreed."
LAKE = "Lake Ormen is a lake in the highlands. It is known for the Ormen char, a fish that lives nowhere else."
SCORE = "Lund beat Kiel 31–30 and go through with 57–55 on aggregate."
LIST = "6. Waiting list. There are 64 names on the list."


def best_of(question: str, text: str, *spans: str) -> str:
    """The text of the candidate that comes first, of spans that were ranked in this order."""
    article = Article("Text", text, "t.txt")
    ranked = []
    for number, span in enumerate(spans):
        start = text.index(span)
        for passage in passages(article, lambda part: len(part.split())):
            at = next((n for n, each in enumerate(passage.sentences) if each.start <= start < each.end), None)
            if at is not None:
                found = RetrievedPassage(passage, article)
                candidate = Candidate(found, at, start, start + len(span), (0.0,) * len(FEATURES))
                ranked.append((candidate, -0.1 * number))
    return reconsidered(question, ranked)[0][0].text


@pytest.mark.parametrize(
    ("question", "text", "spans", "expected"),
    [
        ("How many employees does the Brask factory have?", WORKS, ("145", "210"), "210"),
        ("When was Tolmin founded?", FOUNDED, ("1961", "2009"), "2009"),
        ("Who is Lund's coach?", COACHES, ("Dieter Maas", "Marit Solheim"), "Marit Solheim"),
        ("What is the Ormen char?", LAKE, ("a lake", "a fish"), "a fish"),
        ("What was the score?", SCORE, ("57–55", "31–30"), "31–30"),
        ("How many people are on the waiting list?", LIST, ("6", "64"), "64"),
    ],
)
def test_what_the_question_names_goes_first(question: str, text: str, spans: tuple[str, str], expected: str) -> None:
    assert best_of(question, text, *spans) == expected


@pytest.mark.parametrize(
    ("question", "text", "spans"),
    [
        ("How many employees does the Tolmin factory have?", WORKS, ("145", "210")),
        ("When was Brask founded?", FOUNDED, ("1961", "2009")),
        ("Who is Kiel's coach?", COACHES, ("Dieter Maas", "Marit Solheim")),
        ("What is Lake Ormen?", LAKE, ("a lake", "a fish")),
        ("What was the aggregate?", SCORE, ("57–55", "31–30")),
    ],
)
def test_a_right_candidate_keeps_its_place(question: str, text: str, spans: tuple[str, str]) -> None:
    assert best_of(question, text, *spans) == spans[0]


def test_sentences_of_two_articles_at_one_offset_are_two() -> None:
    ranked = []
    for number, text in enumerate(("Kiel won 31–30 in May.", "Lund won 29–28 in June.")):
        article = Article(f"Text {number}", text, f"{number}.txt")
        (passage,) = passages(article, lambda part: len(part.split()))
        candidate = Candidate(RetrievedPassage(passage, article), 0, 9 - number, 14 - number, (0.0,) * len(FEATURES))
        ranked.append((candidate, -float(number)))
    assert reconsidered("What was the score?", ranked) == ranked
    lead = verdict_features(ranked, 1.0, 2)[VERDICT_FEATURES.index("lead")]
    assert lead == 1.0
