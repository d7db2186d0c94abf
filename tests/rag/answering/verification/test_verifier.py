"""A text checked against the seed article with the real models."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.embeddings.encoder import Encoder
from index.ingest import add
from index.models import Article
from index.store.store import Store
from rag.answering.support.check import SupportCheck
from rag.answering.verification.verifier import Verifier, statements
from rag.models.documents import GivenArticle
from rag.models.verification import CheckedSentence, Discrepancy, Draft
from rag.retrieval.hybrid import HybridRetriever

DRAFT = Path(__file__).parents[3] / "data" / "drafts" / "trump-kim.jsonl"
BRIDGE = GivenArticle("The bridge", "Ada Quill opened the bridge at Harn in 1932. It spans the Lowe.", "")


@pytest.fixture(scope="module")
def verifier(encoder: Encoder, seed: Article, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verifier]:
    store = Store.open(tmp_path_factory.mktemp("checked"), encoder)
    add(store, seed)
    yield Verifier(SupportCheck.load(encoder.embeddings, balanced=True), HybridRetriever(store=store))
    store.close()


def checked(verifier: Verifier, text: str, *documents: Article) -> CheckedSentence:
    (sentence,) = verifier.invoke(Draft(text, documents=documents)).sentences
    return sentence


def test_offsets_count_in_the_text_and_quotes_in_the_article(verifier: Verifier, seed: Article) -> None:
    text = "Intro:\n\n“That would never happen,” Choo said. Did he mean it? Zinberg is a professor."
    found = verifier.invoke(Draft(text))
    assert all(text[each.start : each.end] == each.text for each in found.sentences)
    assert all(seed.text[each.start : each.end] == each.quote for each in found.citations)
    assert [each.number for each in found.citations] == list(range(1, len(found.citations) + 1))
    assert {number for each in found.sentences for number in each.citations} == {c.number for c in found.citations}


def test_the_articles_own_words_are_verbatim(verifier: Verifier) -> None:
    assert checked(verifier, '"That would never happen," Choo said.').support == "verbatim"


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        pytest.param(
            "On Thursday, North Korea announced that it had tested missiles against targets in the Yellow Sea.",
            Discrepancy("date", "Thursday", "Wednesday"),
            id="day",
        ),
        pytest.param(
            "Yakov Zinberg is a professor at Kokushikan University in Osaka.",
            Discrepancy("name", "Osaka", "Tokyo"),
            id="place",
        ),
        pytest.param(
            "“That would never happen,” Zinberg said.", Discrepancy("name", "Zinberg", "Choo"), id="another's words"
        ),
        pytest.param(
            "Zinberg said that recognition would be a huge prize for North Korea.",
            Discrepancy("name", "Zinberg", "Choo"),
            id="another's view",
        ),
        pytest.param(
            "“The rules of the game have never changed,” Choo said.",
            Discrepancy("quote", "The rules of the game have never changed,", "The rules of the game have changed"),
            id="words that were not said",
        ),
    ],
)
def test_a_contradiction_tells_what_differs(verifier: Verifier, text: str, difference: Discrepancy) -> None:
    found = checked(verifier, text)
    assert (found.support, found.differs) == ("contradicted", (difference,))
    assert found.citations == (1,)


def test_what_no_article_says_is_not_contradicted(verifier: Verifier) -> None:
    assert checked(verifier, "The delegation signed a contract for 40 aircraft.").support == "unsupported"
    assert checked(verifier, "She told him that “nothing of the sort is planned”.").support == "unsupported"


@pytest.mark.parametrize("text", ["Why did Kim not meet Trump?", "Thanks!"])
def test_what_states_nothing_is_none(verifier: Verifier, text: str) -> None:
    assert checked(verifier, text).support == "none"


def test_documents_are_checked_against_alone(verifier: Verifier) -> None:
    found = verifier.invoke(Draft("Ada Quill opened the bridge at Harn in 1931.", documents=(BRIDGE,)))
    assert found.sentences[0].differs == (Discrepancy("date", "1931", "1932"),)
    assert found.citations[0].article_id == "document-1"
    assert checked(verifier, "“That would never happen,” Choo said.", BRIDGE).support == "unsupported"


def test_headings_and_list_marks_are_told_from_statements() -> None:
    text = "# The bridge\n\nIt opened in 1932.\n\n- It spans the Lowe.\n- Who paid for it?\n"
    spans = [(text[start:end], states) for start, end, states in statements(Draft(text, markdown=True))]
    assert spans == [
        ("The bridge", False),
        ("It opened in 1932.", True),
        ("It spans the Lowe.", True),
        ("Who paid for it?", False),
    ]


def test_a_draft_with_planted_errors(verifier: Verifier) -> None:
    rows = [json.loads(line) for line in DRAFT.read_text(encoding="utf-8").splitlines()]
    found = verifier.invoke(Draft(" ".join(row["text"] for row in rows))).sentences
    support = {each.text: each.support for each in found}
    wrong = [row["text"] for row in rows if row["wrong"]]
    caught = [text for text in wrong if support[text] in ("unsupported", "contradicted")]
    assert len(wrong) == 15
    assert len(caught) >= 13
    right = [row["text"] for row in rows if not row["wrong"]]
    assert sum(support[text] in ("unsupported", "contradicted") for text in right) <= 4
